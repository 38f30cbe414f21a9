-- What an outlet published, and each change of it: a reading that differs from the one captured before it.
CREATE OR REPLACE VIEW main.article_revisions AS
WITH in_order AS (
    SELECT
        *,
        lag(content_sha256) OVER (
            PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset
        ) AS before
    FROM core.readings
)
SELECT
    article_id,
    row_number() OVER (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset) AS revision,
    * EXCLUDE (article_id, content_sha256, removed, before)
FROM in_order
WHERE before IS DISTINCT FROM content_sha256;
