-- Two narrow columns in their place: no text is read or written for an article that only gets one revision more.
UPDATE core.revisions AS revisions
SET revision = history.revision, superseded_at = history.superseded_at
FROM history
WHERE history.revision_before IS NOT NULL AND history.revision IS NOT NULL AND NOT history.is_read_now
    AND history.captured_at = revisions.captured_at -- by it most of the archive is passed over
    AND history.warc_file = revisions.warc_file AND history.warc_offset = revisions.warc_offset
    AND (history.revision <> revisions.revision OR history.superseded_at IS DISTINCT FROM revisions.superseded_at);
