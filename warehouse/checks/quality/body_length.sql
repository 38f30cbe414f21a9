-- Why: bodies that are suddenly much shorter or longer than in the last 30 nights are cut off, or full of furniture.
-- Since: 2026-11-24
WITH lengths AS (
    SELECT articles.outlet, articles.run_id = $run_id AS tonight, articles.word_count
    FROM core.new_articles AS articles
    JOIN core.runs AS tonight ON tonight.run_id = $run_id
    WHERE articles.clock <= tonight.clock AND articles.clock > tonight.clock - INTERVAL 30 DAY
),
compared AS (
    SELECT
        outlet,
        count(*) FILTER (tonight) AS articles, median(word_count) FILTER (tonight) AS words,
        count(*) FILTER (NOT tonight) AS usual_articles, median(word_count) FILTER (NOT tonight) AS usual_words
    FROM lengths
    GROUP BY outlet
)
SELECT outlet, format('the middle body has {:.0f} words, {:.0f} are usual', words, usual_words)
FROM compared
WHERE articles >= 5 AND usual_articles >= 20 AND (words * 2 < usual_words OR words > usual_words * 3);
