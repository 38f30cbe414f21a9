-- An article is gone from when it was first asked for in vain, after it was last seen: read as an article, at whatever
-- address, or told to be as it was. A page that is none, as an error page with status 200, is no sight of it.
INSERT INTO core.gone
WITH events AS (
    SELECT key, fetched_at AS occurred_at, outcome = 'not_modified' AS is_sight
    FROM core.fetches
    WHERE outlet = $outlet AND kind = 'article' AND outcome IN ('gone', 'not_modified') AND key IN (FROM seen)
    UNION ALL
    SELECT key, captured_at, true
    FROM core.captures
    WHERE outlet = $outlet AND reading IN ('article', 'duplicate') AND key IN (FROM seen)
),
in_order AS (
    SELECT *, max(occurred_at) FILTER (is_sight) OVER (PARTITION BY key) AS last_seen
    FROM events
)
SELECT $outlet AS outlet, key, min(occurred_at) AS gone_at
FROM in_order
WHERE NOT is_sight AND (last_seen IS NULL OR occurred_at > last_seen)
GROUP BY key;
