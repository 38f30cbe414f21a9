-- Why: an article stands once in the view of articles, under the id that its outlet and key make; its revisions are
-- numbered from 1 in the order of their captures, each superseded by the next.
-- Since: 2026-11-21
SELECT article_id
FROM (
    SELECT
        *,
        row_number() OVER in_time AS place,
        lead(captured_at) OVER in_time AS next_at
    FROM changed_revisions
    WINDOW in_time AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset)
)
GROUP BY article_id
HAVING count(*) FILTER (superseded_at IS NULL) <> 1
    OR bool_or(revision <> place)
    OR bool_or(superseded_at IS DISTINCT FROM next_at)
    OR bool_or(outlet || ':' || key <> article_id);
