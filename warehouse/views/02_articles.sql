-- Every article as it reads now: its newest revision.
CREATE OR REPLACE VIEW main.articles AS
SELECT
    article_id, outlet, key, headline, alternative_headline, description, article_body, dateline,
    date_published, date_modified, date_downloaded, authors, agencies, article_section, keywords,
    in_language, in_language_source, url, canonical_url, main_image, images, word_count,
    is_accessible_for_free, is_truncated, breadcrumbs, aliases,
    date_published_raw, date_published_precision, date_published_source, time_zone_source,
    removed, extractor, extractor_version, body_sha256, run_id, warc_file, warc_offset
FROM main.article_revisions
QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY revision DESC) = 1;
