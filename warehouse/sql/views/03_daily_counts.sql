-- Articles by outlet and day (UTC) of publication; those whose day is unknown stand under NULL.
CREATE OR REPLACE VIEW main.daily_counts AS
SELECT
    outlet,
    (date_published AT TIME ZONE 'UTC')::DATE AS day,
    count(*) AS articles,
    sum(word_count)::BIGINT AS words
FROM core.revisions
WHERE superseded_at IS NULL
GROUP BY ALL
ORDER BY ALL;
