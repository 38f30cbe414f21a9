UPDATE core.runs
SET status = $status, exit_status = $exit_status, finished_at = greatest(finished_at, $finished_at)
WHERE run_id = $run_id;
