-- The pages in quarantine of each outlet of a run.
SELECT outlet, count(*)::INTEGER
FROM main.rejections
WHERE disposition = 'quarantined' AND outlet IN (SELECT outlet FROM core.crawls WHERE run_id = $run_id)
GROUP BY outlet
ORDER BY outlet;
