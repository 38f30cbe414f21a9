-- What an outlet published, and each change of it: a reading that differs from the one captured before it.
-- The same bytes make no revision, though a later reading of them (newly learned furniture) may differ.
CREATE OR REPLACE VIEW main.article_revisions AS
WITH in_order AS (
    SELECT
        *,
        lag(content_sha256) OVER in_time AS content_before,
        lag(payload_digest) OVER in_time AS payload_before
    FROM core.readings
    WINDOW in_time AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset)
)
SELECT
    article_id,
    row_number() OVER (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset) AS revision,
    * EXCLUDE (article_id, content_sha256, payload_digest, content_before, payload_before)
FROM in_order
WHERE content_before IS DISTINCT FROM content_sha256 AND payload_before IS DISTINCT FROM payload_digest;
