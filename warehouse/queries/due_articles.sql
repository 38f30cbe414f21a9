-- The articles that are due again: 1, 3, 7 and 30 days after they were first seen, so that silent edits are seen.
-- Only those of the last weeks: what an archive gave of years gone by is not asked of the outlet.
-- The validators are those of the last whole answer: who is asked with them answers "not modified" without a body. The
-- last look, after 30 days, asks without: some servers say "not modified" of what was. That costs one more body each.
WITH seen AS (
    SELECT
        key,
        min(captured_at) AS first_seen,
        max(captured_at) AS last_read,
        arg_max(if(starts_with(final_url, 'https://web.archive.org/'), url, final_url), captured_at) AS url
    FROM main.captures
    WHERE outlet = $outlet AND reading = 'article' AND captured_at <= $clock
        AND captured_at > $clock::TIMESTAMPTZ - INTERVAL 45 DAY
    GROUP BY key
    HAVING bool_or(revision = 1) -- it was first seen within that time
),
checked AS (
    SELECT
        key,
        max(fetched_at) AS last_checked,
        arg_max(etag, fetched_at) FILTER (outcome = 'fetched') AS etag,
        arg_max(last_modified, fetched_at) FILTER (outcome = 'fetched') AS last_modified
    FROM core.fetches
    WHERE outlet = $outlet AND kind = 'article' AND key IS NOT NULL AND fetched_at <= $clock
        AND fetched_at > $clock::TIMESTAMPTZ - INTERVAL 46 DAY
        AND outcome IN ('fetched', 'not_modified', 'gone')
    GROUP BY key
)
SELECT
    seen.url, seen.key,
    if(max(again.days) < 30, any_value(checked.etag), NULL),
    if(max(again.days) < 30, any_value(checked.last_modified), NULL)
FROM seen
LEFT JOIN checked USING (key)
CROSS JOIN (VALUES (1), (3), (7), (30)) AS again (days)
-- An hour less: a night never starts and reads to the minute.
WHERE seen.first_seen + to_days(again.days) - INTERVAL 1 HOUR <= $clock
    AND greatest(seen.last_read, checked.last_checked) < seen.first_seen + to_days(again.days) - INTERVAL 1 HOUR
GROUP BY seen.url, seen.key
ORDER BY seen.key;
