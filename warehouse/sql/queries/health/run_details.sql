-- What failed and what was rejected in a run, most first, and the listings and the pages that it left to the next; of
-- these, what the outlet's own cap left was never asked for, and has no detail.
WITH entries AS (
    SELECT outlet, unnest(map_entries(outcomes)) AS entry FROM core.crawls WHERE run_id = $run_id
)
SELECT outlet, 'failed' AS class, entry.key AS name, sum(entry.value)::INTEGER AS pages
FROM entries
WHERE entry.key NOT IN ('known', 'not_modified', 'fetched', 'robots', 'filtered', 'offsite', 'left_over')
GROUP BY ALL
UNION ALL
SELECT outlet, if(entry.key = 'left_over', 'listings', 'listings failed'), entry.key, sum(entry.value)::INTEGER
FROM (SELECT outlet, unnest(map_entries(listing_outcomes)) AS entry FROM core.crawls WHERE run_id = $run_id)
WHERE entry.key NOT IN ('fetched', 'not_modified')
GROUP BY ALL
UNION ALL
SELECT
    outlet, 'left over', if(detail IS NULL, 'by the cap of pages a night', 'as the host asked to wait'),
    count(*)::INTEGER
FROM core.fetches
WHERE run_id = $run_id AND kind = 'article' AND outcome = 'left_over'
GROUP BY ALL
UNION ALL
SELECT outlet, 'rejected', reason, count(*)::INTEGER
FROM core.rejections
WHERE run_id = $run_id
GROUP BY ALL
ORDER BY outlet, class, pages DESC;
