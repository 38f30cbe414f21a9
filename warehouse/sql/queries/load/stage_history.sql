-- Every capture of the articles of a batch in the order of time, with its number where it is a revision: where what was
-- read differs from what was read before it. The same bytes make no revision, however they were read.
-- (A capture whose record is lost can be read no more: without a text it is no revision.)
CREATE OR REPLACE TEMP TABLE history AS
WITH every AS (
    SELECT
        capture.article_id AS article_id, capture.captured_at AS captured_at, capture.warc_file AS warc_file,
        capture.warc_offset AS warc_offset, capture.digest AS digest, capture.content AS content,
        known.revision AS revision_before, true AS is_read_now
    FROM batch
    LEFT JOIN known ON known.warc_file = capture.warc_file AND known.warc_offset = capture.warc_offset
    WHERE capture.reading = 'article' AND (NOT again OR known.article_id = capture.article_id)
    UNION ALL BY NAME
    SELECT * EXCLUDE (extractor_fingerprint, revision), revision AS revision_before, false AS is_read_now
    FROM known
    WHERE NOT EXISTS (
        FROM batch
        WHERE capture.reading = 'article' AND capture.article_id = known.article_id
            AND capture.warc_file = known.warc_file AND capture.warc_offset = known.warc_offset
    )
),
compared AS (
    SELECT
        * EXCLUDE (digest), lag(content) OVER in_time AS content_before,
        (is_read_now OR revision_before IS NOT NULL)
            AND lag(content) OVER in_time IS DISTINCT FROM content
            AND lag(digest) OVER in_time IS DISTINCT FROM digest AS is_revision
    FROM every
    WINDOW in_time AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset)
)
SELECT
    * EXCLUDE (content, content_before, is_revision),
    if(is_revision, sum(is_revision::INTEGER) OVER so_far, NULL)::INTEGER AS revision,
    if(is_revision, min(if(is_revision, captured_at, NULL)) OVER after_it, NULL) AS superseded_at,
    if(is_revision AND content_before IS NOT NULL, list_filter([
        if(content.headline <> content_before.headline, 'headline', NULL),
        if(content.description <> content_before.description, 'description', NULL),
        if(content.article_body <> content_before.article_body, 'article_body', NULL)
    ], lambda name: name IS NOT NULL), NULL) AS changed_fields
FROM compared
WINDOW
    so_far AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset),
    after_it AS (
        PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset
        ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    );
