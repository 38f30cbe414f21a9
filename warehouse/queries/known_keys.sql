-- The articles of an outlet that were read since a moment: they are not due again.
SELECT DISTINCT key
FROM core.captures
WHERE outlet = $outlet AND reading = 'article' AND captured_at > $since AND captured_at <= $clock;
