-- What was read of them: now, again, or before; the newest reading of a capture counts.
CREATE OR REPLACE TEMP TABLE texts AS
FROM (
    SELECT article.*, capture.captured_at AS captured_at, if(again, 0, 1) AS age
    FROM batch
    WHERE capture.reading = 'article' AND capture.article_id IN (FROM moved)
    UNION ALL BY NAME
    SELECT * EXCLUDE (revision, superseded_at, changed_fields), 2 AS age
    FROM core.revisions
    WHERE article_id IN (FROM moved)
)
QUALIFY row_number() OVER (PARTITION BY warc_file, warc_offset ORDER BY age) = 1;
