-- The days (UTC) of publication, between the first and the last article of an outlet, of which fewer articles are here
-- than the outlet declares; what is missing before the first one is not known here.
CREATE OR REPLACE VIEW main.coverage_gaps AS
WITH counted AS (
    SELECT outlet, (date_published AT TIME ZONE 'UTC')::DATE AS day, count(*) AS articles
    FROM core.revisions
    WHERE superseded_at IS NULL AND date_published IS NOT NULL
    GROUP BY ALL
),
spans AS (
    SELECT outlet, unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day
    FROM counted
    GROUP BY outlet
)
SELECT spans.outlet, spans.day, coalesce(counted.articles, 0) AS articles, outlets.volume_fewest AS expected
FROM spans
JOIN core.outlets AS outlets USING (outlet)
LEFT JOIN counted ON counted.outlet = spans.outlet AND counted.day = spans.day
WHERE coalesce(counted.articles, 0) < outlets.volume_fewest
ORDER BY ALL;
