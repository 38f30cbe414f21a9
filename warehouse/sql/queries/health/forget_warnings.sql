DELETE FROM core.warnings WHERE run_id = $run_id;
