-- The last night on which listings of an outlet answered, by its clock; where none did within two months, the first night
-- of which there is a crawl. Nothing where the outlet was never crawled.
SELECT coalesce(
    (
        SELECT max(runs.clock)
        FROM core.fetches AS fetches
        JOIN core.runs AS runs USING (run_id)
        WHERE fetches.outlet = $outlet AND fetches.kind = 'listing' AND fetches.part IS NULL
            AND fetches.outcome IN ('fetched', 'not_modified') AND runs.kind IN ('nightly', 'byhand')
            AND runs.clock <= $clock AND fetches.fetched_at > $clock::TIMESTAMPTZ - INTERVAL 60 DAY
    ),
    (
        SELECT min(runs.clock)
        FROM core.crawls AS crawls
        JOIN core.runs AS runs USING (run_id)
        WHERE crawls.outlet = $outlet AND crawls.part IS NULL AND runs.kind IN ('nightly', 'byhand')
            AND runs.clock <= $clock
    )
);
