SELECT DISTINCT article_id FROM core.revisions WHERE key = $key ORDER BY article_id LIMIT 3;
