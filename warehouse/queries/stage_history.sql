-- Every capture of the articles of a batch in the order of time, with its number where it is a revision: where what was
-- read differs from what was read before it. The same bytes make no revision, however they were read.
-- (A capture whose record is lost can be read no more: without a text it is no revision.)
CREATE OR REPLACE TEMP TABLE history AS
WITH touched AS (
    SELECT DISTINCT capture.article_id AS article_id FROM batch WHERE capture.reading = 'article'
),
readable AS (
    SELECT warc_file, warc_offset FROM core.revisions SEMI JOIN touched USING (article_id)
    UNION
    SELECT capture.warc_file, capture.warc_offset FROM batch WHERE capture.reading = 'article'
),
known AS (
    SELECT captures.*, readable.warc_file IS NOT NULL AS has_text
    FROM core.captures AS captures
    SEMI JOIN touched USING (article_id)
    LEFT JOIN readable
        ON readable.warc_file = captures.warc_file AND readable.warc_offset = captures.warc_offset
    WHERE captures.reading = 'article'
),
compared AS (
    SELECT
        article_id, captured_at, warc_file, warc_offset, revision AS revision_before,
        has_text
            AND lag(content_sha256) OVER in_time IS DISTINCT FROM content_sha256
            AND lag(digest) OVER in_time IS DISTINCT FROM digest AS is_revision
    FROM known
    WINDOW in_time AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset)
)
SELECT
    * EXCLUDE (is_revision),
    if(is_revision, sum(is_revision::INTEGER) OVER so_far, NULL)::INTEGER AS revision,
    if(is_revision, min(if(is_revision, captured_at, NULL)) OVER after_it, NULL) AS superseded_at
FROM compared
WINDOW
    so_far AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset),
    after_it AS (
        PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset
        ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    );
