INSERT INTO core.checked SELECT run_id, now() FROM unchecked;
