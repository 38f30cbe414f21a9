INSERT INTO core.verdicts VALUES ($run_id, $outlet, $verdict, $reason);
