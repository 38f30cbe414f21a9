-- The links of an article as it reads now. By way of JSON: a copy that an earlier Nightdesk published has no such column,
-- and gives none.
SELECT unnest(
    from_json(to_json(articles) -> '$.links', '[{"url": "VARCHAR", "text": "VARCHAR", "kind": "VARCHAR"}]'),
    max_depth := 2
)
FROM main.articles AS articles
WHERE article_id = $article_id;
