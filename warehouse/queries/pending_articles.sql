-- What earlier nights offered and did not get: left over, or failed for a moment. For a week, and five tries at most.
WITH tried AS (
    SELECT
        coalesce(key, url) AS identity,
        arg_max(url, fetched_at) AS url,
        arg_max(key, fetched_at) AS key,
        arg_max(outcome, fetched_at) AS outcome,
        min(fetched_at) AS first_offered,
        count(*) FILTER (outcome <> 'left_over') AS tries
    FROM core.fetches
    WHERE outlet = $outlet AND kind = 'article' AND part IS NULL AND fetched_at <= $clock
        AND outcome NOT IN ('known', 'robots', 'filtered', 'offsite')
    GROUP BY ALL
)
SELECT url, key
FROM tried
WHERE outcome IN ('left_over', 'timeout', 'dns', 'tls', 'http_5xx', 'blocked', 'error')
    AND first_offered > $clock::TIMESTAMPTZ - INTERVAL 7 DAY
    AND tries < 5
    AND (key IS NULL OR key NOT IN (SELECT key FROM core.captures WHERE outlet = $outlet AND reading = 'article'))
ORDER BY first_offered, identity;
