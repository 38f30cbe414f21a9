-- Why: an outlet that declares that it publishes every day and of which not one new article came in is a hole.
-- What came in is counted by the clocks of the runs, an hour less than a day back: last night's captures are no news.
-- Since: 2026-11-24
SELECT crawls.outlet, format('no new article in 24 hours, at least {} are declared', any_value(outlets.volume_fewest))
FROM core.crawls AS crawls
JOIN core.runs AS tonight USING (run_id)
JOIN core.outlets AS outlets USING (outlet)
WHERE run_id = $run_id AND tonight.kind = 'nightly' AND outlets.volume_fewest > 0
    AND NOT EXISTS (
        FROM core.revisions AS revisions
        JOIN core.runs AS runs ON runs.run_id = revisions.run_id
        WHERE revisions.outlet = crawls.outlet AND revisions.revision = 1 AND runs.kind IN ('nightly', 'byhand')
            AND runs.clock <= tonight.clock AND runs.clock > tonight.clock - INTERVAL 23 HOUR
            AND revisions.captured_at > tonight.clock - INTERVAL 32 DAY
    )
GROUP BY crawls.outlet;
