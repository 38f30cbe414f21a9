-- Runs whose process died between the load and the verdict.
SELECT run_id FROM core.runs WHERE status = 'loading' ORDER BY clock, run_id;
