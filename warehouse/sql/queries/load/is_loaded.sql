SELECT count(*) > 0
FROM core.crawls
WHERE run_id = $run_id AND outlet = $outlet AND part IS NOT DISTINCT FROM $part;
