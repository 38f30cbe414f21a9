-- Why: unknown is NULL, never the empty string (design, names).
-- Since: 2026-11-21
SELECT article_id, revision
FROM changed_texts
WHERE '' IN (
        headline, article_body, url, description, alternative_headline, article_section, canonical_url, main_image,
        in_language, in_language_source, dateline,
        date_published_raw, date_published_precision, date_published_source, time_zone_source
    )
    OR list_contains(keywords, '') OR list_contains(aliases, '') OR list_contains(breadcrumbs, '')
    OR list_contains(agencies, '')
    OR len(list_filter(authors, lambda author: '' IN (author.name, author.url))) > 0
    OR len(list_filter(images, lambda image: '' IN (image.url, image.caption, image.credit))) > 0
    OR len(list_filter(links, lambda link: '' IN (link.url, link."text", link.kind))) > 0
    OR len(list_filter(removed, lambda span: '' IN (span."rule", span.reason, span."text"))) > 0;
