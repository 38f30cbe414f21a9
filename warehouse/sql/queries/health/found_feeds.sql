-- Which feeds the newest night of each outlet read in place of declared ones.
SELECT warnings.outlet, warnings.detail
FROM core.warnings AS warnings
JOIN core.runs AS runs USING (run_id)
WHERE warnings."check" = 'found_feed'
    AND runs.clock = (
        SELECT max(nights.clock)
        FROM core.crawls AS crawls
        JOIN core.runs AS nights USING (run_id)
        WHERE crawls.outlet = warnings.outlet AND nights.kind IN ('nightly', 'byhand')
    )
ORDER BY ALL;
