INSERT INTO core.runs
SELECT $run_id, $kind, $clock, $started_at, $finished_at, 'loading', 0, $options
WHERE NOT EXISTS (FROM core.runs WHERE run_id = $run_id);
