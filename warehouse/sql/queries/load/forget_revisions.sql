-- What is no revision any more, and what was read better now.
DELETE FROM core.revisions AS revisions
USING history
WHERE history.revision_before IS NOT NULL AND (history.revision IS NULL OR history.is_read_now)
    AND history.warc_file = revisions.warc_file AND history.warc_offset = revisions.warc_offset;
