SELECT run_id, started_at, status
FROM core.runs
ORDER BY started_at DESC, run_id DESC
LIMIT 1;
