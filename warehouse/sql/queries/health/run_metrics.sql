-- What the verdict on each outlet of a run is made from.
-- New is what this run was the first to be offered: pages that are tried again after a bad night would weigh more with
-- each night. Where nothing else is new, they are looked at all the same: what kept them back does so still.
WITH fresh AS (
    SELECT outlet, outcome, detail
    FROM core.fetches
    WHERE run_id = $run_id AND kind = 'article' AND source IS DISTINCT FROM 'Revisit'
        AND outcome NOT IN ('known', 'not_modified', 'filtered', 'offsite')
    QUALIFY source IS DISTINCT FROM 'Retry' OR bool_and(source = 'Retry') OVER (PARTITION BY outlet)
),
offered AS (
    SELECT
        outlet,
        count(*)::INTEGER AS fresh,
        (count(*) FILTER (outcome = 'robots'))::INTEGER AS forbidden,
        -- What the outlet's own cap left over was never asked for, and has no detail.
        (count(*) FILTER (outcome = 'left_over' AND detail IS NOT NULL))::INTEGER AS asked_to_wait
    FROM fresh
    GROUP BY outlet
)
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
        LEFT JOIN (FROM core.captures WHERE run_id = $run_id) AS captures USING (warc_file, warc_offset)
        WHERE fetches.run_id = $run_id AND fetches.outlet = crawls.outlet AND fetches.source = 'Revisit'
            AND (fetches.outcome = 'gone' OR captures.reading IN ('article', 'duplicate'))
    )::INTEGER AS revisited,
    coalesce(any_value(offered.fresh), 0) AS fresh,
    coalesce(any_value(offered.forbidden), 0) AS forbidden,
    coalesce(any_value(offered.asked_to_wait), 0) AS asked_to_wait,
    list_filter(list(finish_reason), lambda reason: reason <> 'finished') AS trouble,
    list(outcomes) AS outcomes,
    list(listing_outcomes) AS listing_outcomes
FROM core.crawls AS crawls
LEFT JOIN offered USING (outlet)
WHERE crawls.run_id = $run_id
GROUP BY crawls.outlet
ORDER BY crawls.outlet;
