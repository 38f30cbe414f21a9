-- Runs that the copy published last does not have as they ended.
SELECT run_id, status, finished_at FROM core.runs
EXCEPT
SELECT run_id, status, finished_at FROM yesterday.core.runs;
