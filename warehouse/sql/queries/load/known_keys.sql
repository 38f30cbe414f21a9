-- Every article of an outlet that was read up to a moment.
SELECT DISTINCT key
FROM core.captures
WHERE outlet = $outlet AND reading = 'article' AND captured_at <= $clock;
