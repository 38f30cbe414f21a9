-- Every article as it reads now.
CREATE OR REPLACE VIEW main.articles AS
SELECT
    article_id, revisions.outlet, revisions.key, headline, alternative_headline, description, article_body, body_kinds, dateline,
    date_published, date_modified, date_downloaded, authors, agencies, article_section, keywords,
    in_language, in_language_source, url, canonical_url, main_image, images, links, word_count,
    is_accessible_for_free, is_truncated, robots_allowed, ai_use, ai_statements, breadcrumbs, aliases,
    date_published_raw, date_published_precision, date_published_source, time_zone_source,
    removed, extractor, extractor_version, body_sha256, revision, run_id, warc_file, warc_offset,
    gone.gone_at
FROM core.revisions AS revisions
LEFT JOIN core.gone AS gone ON gone.outlet = revisions.outlet AND gone.key = revisions.key
WHERE superseded_at IS NULL;
