-- On how many nights in a row, the run's own the last, the listings of an outlet answered and offered nothing that no
-- earlier night had offered. (Two months are looked at: a run of the whole archive would grow from night to night.)
WITH entries AS (
    SELECT runs.clock, fetches.kind, fetches.outcome, coalesce(fetches.key, fetches.url) AS identity
    FROM core.fetches AS fetches
    JOIN core.runs AS runs USING (run_id)
    WHERE fetches.outlet = $outlet AND fetches.part IS NULL AND runs.kind IN ('nightly', 'byhand')
        AND runs.clock <= $clock AND runs.clock > $clock::TIMESTAMPTZ - INTERVAL 60 DAY
        AND fetches.fetched_at > $clock::TIMESTAMPTZ - INTERVAL 61 DAY
        AND fetches.outcome NOT IN ('filtered', 'offsite')
),
nights AS (
    SELECT DISTINCT clock FROM entries WHERE kind = 'listing' AND outcome IN ('fetched', 'not_modified')
),
moved AS (
    SELECT min(clock) AS clock FROM entries WHERE kind = 'article' GROUP BY identity
)
SELECT count(DISTINCT clock::DATE)
FROM nights
WHERE clock > coalesce((SELECT max(clock) FROM moved), '-infinity'::TIMESTAMPTZ);
