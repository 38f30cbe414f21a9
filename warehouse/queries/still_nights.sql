-- On how many nights in a row, the run's own the last, the listings of an outlet answered and offered nothing new.
WITH nights AS (
    SELECT
        runs.clock,
        count(*) FILTER (fetches.kind = 'listing' AND fetches.outcome IN ('fetched', 'not_modified')) AS answered,
        count(*) FILTER (
            fetches.kind = 'article'
            AND coalesce(fetches.source, '') NOT IN ('Revisit', 'Retry')
            AND fetches.outcome NOT IN ('known', 'filtered', 'offsite')
        ) AS fresh
    FROM core.fetches AS fetches
    JOIN core.runs AS runs USING (run_id)
    WHERE fetches.outlet = $outlet AND fetches.part IS NULL AND runs.kind IN ('nightly', 'byhand')
        AND runs.clock <= $clock
    GROUP BY runs.run_id, runs.clock
)
SELECT count(DISTINCT clock::DATE)
FROM nights
WHERE answered > 0 AND clock > coalesce((SELECT max(clock) FROM nights WHERE fresh > 0), '-infinity'::TIMESTAMPTZ);
