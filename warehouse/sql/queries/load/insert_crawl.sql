INSERT INTO core.crawls
SELECT
    $run_id, $outlet, $part, $found, $known, $skipped, $fetched, $failed,
    0, 0, 0, count(*) FILTER (capture.reading = 'rejected'), count(*) FILTER (capture.reading = 'duplicate'),
    $listings, $listings_answered,
    $outcomes::JSON::MAP(VARCHAR, INTEGER), $listing_outcomes::JSON::MAP(VARCHAR, INTEGER), $finish_reason
FROM batch
WHERE NOT again AND capture.run_id = $run_id AND capture.warc_file = $warc_file;
