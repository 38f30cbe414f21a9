SELECT kind, clock, options::VARCHAR FROM core.runs WHERE run_id = $run_id;
