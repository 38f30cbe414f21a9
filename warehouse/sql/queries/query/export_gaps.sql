-- The days that follow one another and have fewer articles than declared, as one row each.
WITH islands AS (
    SELECT *, day - (row_number() OVER (PARTITION BY outlet ORDER BY day))::INTEGER AS island FROM coverage_gaps
)
SELECT outlet, min(day) AS first_day, max(day) AS last_day, count(*) AS days, sum(articles)::BIGINT AS articles
FROM islands
GROUP BY outlet, island
ORDER BY outlet, days DESC, first_day;
