-- Every article as it reads now: its newest revision; gone_at is when the outlet was first seen without it, and still is.
CREATE OR REPLACE VIEW main.articles AS
WITH last_seen AS (
    SELECT outlet, key, max(fetched_at) AS at
    FROM core.fetches
    WHERE kind = 'article' AND outcome IN ('fetched', 'not_modified')
    GROUP BY ALL
),
gone AS (
    SELECT fetches.outlet, fetches.key, min(fetches.fetched_at) AS gone_at
    FROM core.fetches AS fetches
    LEFT JOIN last_seen ON last_seen.outlet = fetches.outlet AND last_seen.key = fetches.key
    WHERE fetches.kind = 'article' AND fetches.outcome = 'gone' AND fetches.key IS NOT NULL
        AND (last_seen.at IS NULL OR fetches.fetched_at > last_seen.at)
    GROUP BY ALL
)
SELECT
    article_id, revisions.outlet, revisions.key, headline, alternative_headline, description, article_body, dateline,
    date_published, date_modified, date_downloaded, authors, agencies, article_section, keywords,
    in_language, in_language_source, url, canonical_url, main_image, images, word_count,
    is_accessible_for_free, is_truncated, breadcrumbs, aliases,
    date_published_raw, date_published_precision, date_published_source, time_zone_source,
    removed, extractor, extractor_version, body_sha256, run_id, warc_file, warc_offset,
    gone.gone_at
FROM main.article_revisions AS revisions
LEFT JOIN gone ON gone.outlet = revisions.outlet AND gone.key = revisions.key
QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY revision DESC) = 1;
