-- How the readings of one receipt count: new, revised (it makes a revision where it stands), or unchanged.
WITH touched AS (
    SELECT DISTINCT article_id FROM core.readings WHERE warc_file = $warc_file
),
in_order AS (
    SELECT
        warc_file,
        content_sha256,
        payload_digest,
        coalesce(lag(content_sha256) OVER in_time, lead(content_sha256) OVER in_time) AS beside,
        coalesce(lag(payload_digest) OVER in_time, lead(payload_digest) OVER in_time) AS payload_beside,
        row_number() OVER in_time AS place,
        bool_or(warc_file <> $warc_file) OVER (PARTITION BY article_id) AS was_there
    FROM core.readings
    WHERE article_id IN (SELECT article_id FROM touched)
    WINDOW in_time AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset)
),
counted AS (
    SELECT
        CASE
            WHEN NOT was_there AND place = 1 THEN 'new'
            WHEN beside <> content_sha256 AND payload_beside <> payload_digest THEN 'revised'
            ELSE 'unchanged'
        END AS class
    FROM in_order
    WHERE warc_file = $warc_file
)
SELECT
    count(*) FILTER (class = 'new'),
    count(*) FILTER (class = 'revised'),
    count(*) FILTER (class = 'unchanged')
FROM counted;
