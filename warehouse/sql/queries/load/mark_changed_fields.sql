-- Only where another capture came in between: an update of a list writes the whole row again.
UPDATE core.revisions AS revisions
SET changed_fields = history.changed_fields
FROM history
WHERE history.revision <> history.revision_before AND NOT history.is_read_now
    AND history.warc_file = revisions.warc_file AND history.warc_offset = revisions.warc_offset
    AND history.changed_fields IS DISTINCT FROM revisions.changed_fields;
