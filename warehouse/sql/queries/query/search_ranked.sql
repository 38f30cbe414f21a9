-- The best of what was found, by BM25 (k1 1.2, b 0.75), the newer first among equals.
SELECT
    article_id,
    list_sum(list_transform($weights, lambda weight, place:
        weight * 2.2 * times[place] / (times[place] + 1.2 * (0.25 + 0.75 * word_count / $mean))
    )) AS score,
    count(*) OVER () AS found
FROM found
ORDER BY score DESC, date_published DESC NULLS LAST, article_id
LIMIT $most;
