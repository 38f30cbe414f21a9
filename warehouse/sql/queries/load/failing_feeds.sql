-- The feeds of an outlet that for some nights, since they last answered as such, were gone, something else or without an
-- entry. Other ends (refused, timeout, server error, left over) prove nothing, nor does a night without any answer.
WITH asked AS (
    SELECT fetches.url, fetches.source, fetches.outcome, fetches.status, fetches.links, runs.run_id, runs.clock
    FROM core.fetches AS fetches
    JOIN core.runs AS runs USING (run_id)
    WHERE fetches.outlet = $outlet AND fetches.kind = 'listing' AND fetches.part IS NULL
        AND runs.kind IN ('nightly', 'byhand') AND runs.clock <= $clock
        AND fetches.fetched_at > $clock::TIMESTAMPTZ - INTERVAL 60 DAY
),
feeds AS (
    SELECT
        url, clock, outcome = 'not_modified' OR (outcome = 'fetched' AND coalesce(links, 1) > 0) AS answered,
        outcome = 'fetched' OR list_contains($no_feed, outcome) AS failed
    FROM asked
    WHERE source = 'Feed'
        AND run_id IN (SELECT run_id FROM asked WHERE status IS NOT NULL)
),
since AS (
    SELECT url, clock, failed, max(clock) FILTER (answered) OVER (PARTITION BY url) AS last_answered FROM feeds
)
SELECT url
FROM since
WHERE failed AND clock > coalesce(last_answered, '-infinity'::TIMESTAMPTZ)
GROUP BY url
HAVING count(DISTINCT clock::DATE) >= $nights
ORDER BY url;
