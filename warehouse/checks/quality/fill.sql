-- Why: a field that most articles had in the last 30 nights and most of tonight's lack is read wrong now.
-- Since: 2026-11-24
WITH filled AS (
    SELECT
        articles.outlet, articles.run_id = $run_id AS tonight,
        unnest([
            {name: 'date', there: date_published IS NOT NULL
                AND date_published_source NOT IN ('htmldate', 'url')},
            {name: 'description', there: description IS NOT NULL},
            {name: 'author or agency', there: len(authors) > 0 OR len(agencies) > 0},
            {name: 'section', there: article_section IS NOT NULL},
            {name: 'picture', there: main_image IS NOT NULL}
        ], max_depth := 2)
    FROM core.new_articles AS articles
    JOIN core.runs AS tonight ON tonight.run_id = $run_id
    WHERE articles.clock <= tonight.clock AND articles.clock > tonight.clock - INTERVAL 30 DAY
),
compared AS (
    SELECT
        outlet, name,
        count(*) FILTER (tonight) AS articles, avg(coalesce(there, false)::INTEGER) FILTER (tonight) AS share,
        count(*) FILTER (NOT tonight) AS usual_articles,
        avg(coalesce(there, false)::INTEGER) FILTER (NOT tonight) AS usual_share
    FROM filled
    GROUP BY outlet, name
)
SELECT outlet, format('{}: {:.0f}% of the articles have it, {:.0f}% are usual', name, share * 100, usual_share * 100)
FROM compared
WHERE articles >= 5 AND usual_articles >= 20 AND usual_share - share > 0.5;
