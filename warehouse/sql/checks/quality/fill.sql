-- Why: a field that most articles had in the last 30 nights and most of tonight's lack is read wrong now. (A page without
-- a headline or a body is no article: those stand in `rejections`, and the verdict judges them.)
-- Since: 2026-11-24
WITH filled AS (
    SELECT
        outlet, tonight,
        unnest([
            {name: 'date', there: has_date},
            {name: 'description', there: has_description},
            {name: 'author or agency', there: has_author},
            {name: 'section', there: has_section},
            {name: 'picture', there: has_picture}
        ], max_depth := 2)
    FROM recent
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
