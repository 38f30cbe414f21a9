-- Unknown is NULL, never the empty string.
SELECT article_id
FROM core.readings
WHERE '' IN (headline, article_body, url, description, alternative_headline, article_section, date_published_raw)
    OR list_contains(keywords, '') OR list_contains(aliases, '') OR list_contains(breadcrumbs, '');
