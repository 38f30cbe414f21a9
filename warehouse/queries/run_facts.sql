-- What the verdict on each outlet of a run is made from.
SELECT
    crawls.outlet,
    sum(found)::INTEGER AS found, sum(known)::INTEGER AS known, sum(skipped)::INTEGER AS skipped,
    sum(fetched)::INTEGER AS fetched, sum(failed)::INTEGER AS failed,
    sum(new + revised + unchanged)::INTEGER AS articles,
    sum(rejected)::INTEGER AS rejected,
    sum(listings)::INTEGER AS listings, sum(listings_answered)::INTEGER AS listings_answered,
    sum(coalesce(outcomes['blocked'], 0))::INTEGER AS blocked,
    sum(coalesce(listing_outcomes['blocked'], 0))::INTEGER AS listings_blocked,
    (
        SELECT count(*) FROM core.rejections AS rejections
        WHERE rejections.run_id = $run_id AND rejections.outlet = crawls.outlet AND rejections.reason = 'challenge'
    )::INTEGER AS challenges,
    -- The revisits that were answered well: of those that were not, the outlet says as much as by what is new.
    (
        SELECT count(*)
        FROM core.fetches AS fetches
        LEFT JOIN core.captures AS captures USING (warc_file, warc_offset)
        WHERE fetches.run_id = $run_id AND fetches.outlet = crawls.outlet AND fetches.source = 'Revisit'
            AND (fetches.outcome = 'gone' OR captures.reading IN ('article', 'duplicate'))
    )::INTEGER AS revisited,
    list_filter(list(finish_reason), lambda reason: reason <> 'finished') AS trouble,
    list(outcomes) AS outcomes,
    list(listing_outcomes) AS listing_outcomes
FROM core.crawls AS crawls
WHERE crawls.run_id = $run_id
GROUP BY crawls.outlet
ORDER BY crawls.outlet;
