DELETE FROM core.revisions WHERE article_id IN (FROM moved);
