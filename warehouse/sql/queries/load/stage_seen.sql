-- The keys that a crawl found gone, and those found gone earlier that it asked for or read: the page behind a short link
-- tells the key, the request does not.
CREATE OR REPLACE TEMP TABLE seen AS
WITH outcomes AS (
    SELECT key, outcome
    FROM core.fetches
    WHERE run_id = $run_id AND outlet = $outlet AND part IS NOT DISTINCT FROM $part AND kind = 'article'
    UNION ALL
    SELECT capture.key, 'fetched' FROM batch WHERE NOT again AND capture.outlet = $outlet
)
SELECT DISTINCT key
FROM outcomes
WHERE key IS NOT NULL
    AND (outcome = 'gone' OR key IN (SELECT gone.key FROM core.gone AS gone WHERE gone.outlet = $outlet));
