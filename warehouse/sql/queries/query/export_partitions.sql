-- The files of an export, with the number of articles in each: each outlet, each month (UTC) of publication with its
-- bounds, NULL where it is unknown.
SELECT
    outlet, strftime(date_published AT TIME ZONE 'UTC', '%Y-%m') AS "month",
    date_trunc('month', date_published) AS begins, date_trunc('month', date_published) + INTERVAL 1 MONTH AS ends,
    count(*) AS articles
FROM chosen
GROUP BY ALL
ORDER BY ALL NULLS LAST;
