SELECT found, known, skipped, fetched, failed, new, revised, unchanged, rejected, duplicate, listings, listings_answered
FROM core.crawls
WHERE run_id = $run_id AND outlet = $outlet AND part IS NOT DISTINCT FROM $part;
