-- Why: bodies that are suddenly much shorter or longer than in the last 30 nights are cut off, or full of furniture.
-- Since: 2026-11-24
WITH compared AS (
    SELECT
        outlet,
        count(*) FILTER (tonight) AS articles, median(word_count) FILTER (tonight) AS words,
        count(*) FILTER (NOT tonight) AS usual_articles, median(word_count) FILTER (NOT tonight) AS usual_words
    FROM recent
    GROUP BY outlet
)
SELECT outlet, format('the middle body has {:.0f} words, {:.0f} are usual', words, usual_words)
FROM compared
WHERE articles >= 5 AND usual_articles >= 20 AND (words * 2 < usual_words OR words > usual_words * 3);
