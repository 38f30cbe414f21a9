-- The articles that are due again by the revisit policy ($days after they were first seen, within $revisit_window).
-- The validators are those of the last whole answer: who is asked with them answers "not modified" without a body. The
-- last look asks without: some servers say "not modified" of what was. That costs one more body each.
WITH seen AS (
    SELECT
        key,
        min(captured_at) AS first_seen,
        max(captured_at) AS last_read,
        arg_max(if(starts_with(final_url, 'https://web.archive.org/'), url, final_url), captured_at) AS url
    FROM main.captures
    WHERE outlet = $outlet AND reading = 'article' AND captured_at <= $clock
        AND captured_at > $clock::TIMESTAMPTZ - $revisit_window::INTERVAL
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
        AND fetched_at > $clock::TIMESTAMPTZ - $revisit_window::INTERVAL - INTERVAL 1 DAY -- a check is a moment older than its capture
        AND outcome IN ('fetched', 'not_modified', 'gone')
    GROUP BY key
)
SELECT
    seen.url, seen.key,
    if(max(again.days) < list_max($days::INTEGER[]), any_value(checked.etag), NULL),
    if(max(again.days) < list_max($days::INTEGER[]), any_value(checked.last_modified), NULL)
FROM seen
LEFT JOIN checked USING (key)
CROSS JOIN (SELECT unnest($days::INTEGER[])) AS again (days)
WHERE seen.first_seen + to_days(again.days) - $early::INTERVAL <= $clock
    AND greatest(seen.last_read, checked.last_checked) < seen.first_seen + to_days(again.days) - $early::INTERVAL
GROUP BY seen.url, seen.key
ORDER BY seen.key;
