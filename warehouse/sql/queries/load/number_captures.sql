UPDATE core.captures AS captures
SET revision = history.revision
FROM history
WHERE history.revision IS DISTINCT FROM history.revision_before
    AND history.captured_at = captures.captured_at -- by it most of the archive is passed over
    AND history.warc_file = captures.warc_file AND history.warc_offset = captures.warc_offset;
