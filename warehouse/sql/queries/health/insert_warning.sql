INSERT INTO core.warnings VALUES ($run_id, $outlet, $check, $detail);
