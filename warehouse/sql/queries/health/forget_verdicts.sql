DELETE FROM core.verdicts WHERE run_id = $run_id;
