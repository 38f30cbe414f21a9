-- Every crawl of an outlet, as far as it tells why an article may have been missed.
SELECT
    crawls.run_id AS run_id, runs.kind AS kind, runs.clock AS clock, crawls.part AS part,
    crawls.finish_reason AS finish_reason, crawls.found AS found,
    crawls.listings AS listings, crawls.listings_answered AS listings_answered,
    crawls.listing_outcomes AS listing_outcomes,
    coalesce(crawls.outcomes['left_over'], 0) AS left_over, coalesce(crawls.outcomes['robots'], 0) AS robots,
    EXISTS (
        FROM core.robots AS robots
        WHERE robots.run_id = crawls.run_id AND robots.outlet = crawls.outlet AND robots.state = 'failed'
    ) AS robots_failed,
    (
        SELECT count(*)
        FROM core.fetches AS fetches
        WHERE fetches.run_id = crawls.run_id AND fetches.outlet = crawls.outlet
            AND fetches.part IS NOT DISTINCT FROM crawls.part AND fetches.kind = 'listing'
            AND fetches.detail LIKE '% more than a crawl %'
    )::INTEGER AS listings_cut
FROM core.crawls AS crawls
JOIN core.runs AS runs ON runs.run_id = crawls.run_id
WHERE crawls.outlet = $outlet
ORDER BY runs.clock, crawls.part;
