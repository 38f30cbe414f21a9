-- Why: a feed that the home page names was read in place of a declared one, which is to be declared anew.
-- Since: 2026-11-28
WITH listings AS (
    SELECT outlet, url, source, outcome, links, replace(detail, '; ', ' ') || ' ' AS words
    FROM core.fetches
    WHERE run_id = $run_id AND kind = 'listing'
)
SELECT
    feeds.outlet,
    format('the feed {} has not answered as one for three nights or more; ', feeds.url)
    || string_agg(found.url, ' and ' ORDER BY found.url)
    || format(' {} used instead: put it into the outlet''s file', if(count(*) = 1, 'was', 'were'))
FROM listings AS feeds
JOIN listings AS found ON found.outlet = feeds.outlet AND contains(found.words, ' ' || feeds.url || ' ')
WHERE feeds.source = 'Feed' AND NOT (feeds.outcome = 'not_modified' OR (feeds.outcome = 'fetched' AND feeds.links > 0))
    AND found.source = 'FoundFeed'
    AND (found.outcome = 'not_modified' OR (found.outcome = 'fetched' AND found.links > 0))
GROUP BY feeds.outlet, feeds.url
ORDER BY feeds.outlet, feeds.url;
