-- The articles of an outlet that were first captured in a stretch of time.
SELECT count(*)
FROM (
    SELECT article_id, min(captured_at) AS first_seen
    FROM core.readings
    WHERE outlet = $outlet
    GROUP BY article_id
)
WHERE first_seen > $since AND first_seen <= $until;
