-- The keys that a crawl asked for and that it, or an earlier one, found gone.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT DISTINCT key
FROM core.fetches
WHERE run_id = $run_id AND outlet = $outlet AND part IS NOT DISTINCT FROM $part AND kind = 'article' AND key IS NOT NULL
    AND (outcome = 'gone' OR key IN (SELECT gone.key FROM core.gone AS gone WHERE gone.outlet = $outlet));
