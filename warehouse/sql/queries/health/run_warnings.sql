SELECT outlet, "check", detail FROM core.warnings WHERE run_id = $run_id ORDER BY ALL;
