-- The captures that are to be read again, by the WARC that holds them: those that we failed to read, the oldest first,
-- and the quarantined ones where other rules than today's failed. As many as take no longer than $budget seconds, where a
-- page that timed out takes as long as it may and any other a second.
WITH failed AS (
    SELECT
        rejections.outlet, rejections.run_id, rejections.warc_file, rejections.warc_offset,
        sum(if(rejections.reason = 'timeout', $limit, 1)) OVER (
            ORDER BY rejections.captured_at, rejections.warc_file, rejections.warc_offset
        ) AS seconds
    FROM main.rejections AS rejections
    JOIN core.captures AS captures USING (warc_file, warc_offset)
    WHERE rejections.warc_offset >= 0
        AND (
            rejections.disposition = 'retry'
            OR rejections.disposition = 'quarantined' AND captures.extractor_fingerprint IS DISTINCT FROM coalesce(
                ($fingerprints::VARCHAR[])[list_position($outlets::VARCHAR[], rejections.outlet)], $fingerprint
            )
        )
)
SELECT outlet, run_id, warc_file, list(warc_offset ORDER BY warc_offset) AS offsets
FROM failed
WHERE seconds <= $budget
GROUP BY outlet, run_id, warc_file
ORDER BY run_id, outlet, warc_file;
