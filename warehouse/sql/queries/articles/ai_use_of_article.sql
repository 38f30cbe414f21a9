-- What is stated of the use of an article by AI. By way of JSON: a copy that an earlier Nightdesk published has no such
-- columns, and gives none.
SELECT
    to_json(articles) ->> '$.ai_use' AS ai_use,
    (to_json(articles) -> '$.robots_allowed')::BOOLEAN AS robots_allowed,
    from_json(
        to_json(articles) -> '$.ai_statements', '[{"source": "VARCHAR", "statement": "VARCHAR", "agents": "VARCHAR"}]'
    ) AS ai_statements
FROM main.articles AS articles
WHERE article_id = $article_id;
