-- The addresses of those articles that tell no key: short links that were followed or that the pages print.
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
WHERE readings.outlet = $outlet AND readings.key IN (SELECT key FROM known);
