-- How often a page that is no article has been read: one that failed for a reason of ours is read again by later runs.
ALTER TABLE core.rejections ADD COLUMN attempts INTEGER DEFAULT 1;
