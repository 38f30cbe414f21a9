-- Why: an outlet that declares that it publishes every day and of which not one new article came in is a hole.
-- Since: 2026-11-24
SELECT crawls.outlet, format('no new article in 24 hours, at least {} are declared', any_value(outlets.volume_fewest))
FROM core.crawls AS crawls
JOIN core.runs AS tonight USING (run_id)
JOIN core.outlets AS outlets USING (outlet)
WHERE run_id = $run_id AND tonight.kind = 'nightly' AND outlets.volume_fewest > 0
    AND NOT EXISTS (
        FROM core.revisions AS revisions
        WHERE revisions.outlet = crawls.outlet AND revisions.revision = 1
            AND revisions.captured_at > tonight.clock - INTERVAL 1 DAY
            AND revisions.captured_at <= tonight.clock + INTERVAL 1 DAY
    )
GROUP BY crawls.outlet;
