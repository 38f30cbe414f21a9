-- The articles of an outlet that the runs of one night were the first to see. By the clock of the runs, as what a night
-- captures comes after it: an hour less than a day, so that a night that starts a little early is one night all the
-- same, and two crawls of one day are counted together.
SELECT count(*)
FROM core.revisions AS revisions
JOIN core.runs AS runs USING (run_id)
WHERE revisions.outlet = $outlet AND revisions.revision = 1 AND runs.kind IN ('nightly', 'byhand')
    AND runs.clock <= $clock AND runs.clock > $clock::TIMESTAMPTZ - INTERVAL 23 HOUR
    -- Nothing that a night brings is older; without this, every text of the archive would be looked at.
    AND revisions.captured_at > $clock::TIMESTAMPTZ - INTERVAL 32 DAY;
