SELECT
    outlet, coalesce(in_language, 'unknown') AS in_language,
    coalesce(year(date_published AT TIME ZONE 'UTC')::VARCHAR, 'unknown') AS published,
    count(*) AS articles, sum(word_count)::BIGINT AS words
FROM chosen
GROUP BY ALL
ORDER BY ALL;
