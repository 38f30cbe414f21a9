SELECT
    outlet, found, known, skipped, fetched, failed, new, revised, unchanged, rejected, duplicate, verdict, reason
FROM main.run_outlets
WHERE run_id = $run_id
ORDER BY outlet;
