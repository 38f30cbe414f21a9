INSERT INTO core.crawls VALUES (
    $run_id, $outlet, $part, $found, $known, $skipped, $fetched, $failed,
    $new, $revised, $unchanged, $rejected, $duplicate,
    $listings, $listings_answered,
    $outcomes::JSON::MAP(VARCHAR, INTEGER), $listing_outcomes::JSON::MAP(VARCHAR, INTEGER), $finish_reason
);
