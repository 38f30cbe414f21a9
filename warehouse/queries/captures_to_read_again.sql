-- The captures of articles of the batch that must be read again before it is loaded, so that a revision is always a change
-- at the outlet: those that another reader (older rules, another declaration) read otherwise than the new page is read
-- now, and those whose text may be wanted because a page comes in that was captured before them.
WITH fresh AS (
    SELECT capture.* FROM batch WHERE capture.reading = 'article'
),
known AS (
    SELECT captures.* FROM core.captures AS captures
    SEMI JOIN fresh ON fresh.article_id = captures.article_id
    WHERE captures.reading = 'article'
),
affected AS (
    SELECT DISTINCT known.article_id
    FROM known
    JOIN fresh ON fresh.article_id = known.article_id
    WHERE (known.reader IS DISTINCT FROM fresh.reader AND known.content_sha256 <> fresh.content_sha256)
        OR (known.revision IS NULL AND known.captured_at >= fresh.captured_at)
)
SELECT run_id, key, url, final_url, captured_at, status, warc_file, warc_offset
FROM known
SEMI JOIN affected USING (article_id)
ORDER BY warc_file, warc_offset;
