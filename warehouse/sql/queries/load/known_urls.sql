-- The addresses of those articles that tell no key or another: short links that were followed or that the pages print.
-- And what was asked for within the day and is no article or not there: a second run does not ask for it again.
WITH known AS (
    SELECT DISTINCT key
    FROM core.captures
    WHERE outlet = $outlet AND reading = 'article' AND captured_at <= $clock
)
SELECT captures.url, captures.key
FROM core.captures AS captures
WHERE captures.outlet = $outlet AND captures.reading <> 'rejected' AND captures.key IN (SELECT key FROM known)
UNION
SELECT unnest(readings.aliases), readings.key
FROM core.revisions AS readings
WHERE readings.outlet = $outlet AND readings.key IN (SELECT key FROM known)
UNION
SELECT url, key
FROM core.fetches
WHERE outlet = $outlet AND kind = 'article' AND part IS NULL
    AND fetched_at <= $clock AND fetched_at > $clock::TIMESTAMPTZ - INTERVAL 20 HOUR
    AND outcome IN ('fetched', 'gone', 'http_4xx', 'too_large', 'refused_address');
