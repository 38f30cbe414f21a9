SELECT coalesce(ai_use, 'unknown') AS ai_use, robots_allowed, count(*) AS articles
FROM chosen
GROUP BY ALL
ORDER BY ALL;
