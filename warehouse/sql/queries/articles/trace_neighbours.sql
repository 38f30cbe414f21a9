-- The articles whose numbers come next below and above one: its day lies between theirs.
WITH numbered AS (
    SELECT article_id, try_cast(key AS HUGEINT) AS number, (date_published AT TIME ZONE 'UTC')::DATE AS day
    FROM core.revisions
    WHERE outlet = $outlet AND superseded_at IS NULL AND date_published IS NOT NULL
)
SELECT
    arg_max(article_id, number) FILTER (number < try_cast($key AS HUGEINT)) AS below,
    arg_max(day, number) FILTER (number < try_cast($key AS HUGEINT)) AS below_day,
    arg_min(article_id, number) FILTER (number > try_cast($key AS HUGEINT)) AS above,
    arg_min(day, number) FILTER (number > try_cast($key AS HUGEINT)) AS above_day
FROM numbered;
