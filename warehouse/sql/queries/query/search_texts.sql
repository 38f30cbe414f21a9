SELECT article_id, outlet, date_published, url, headline, article_body
FROM articles
WHERE list_contains($ids, article_id);
