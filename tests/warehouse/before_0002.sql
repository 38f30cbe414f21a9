-- What a warehouse had before the second migration: these two views, and spans without a reason.
CREATE OR REPLACE VIEW main.article_revisions AS
WITH in_order AS (
    SELECT
        *,
        lag(content_sha256) OVER in_time AS content_before,
        lag(payload_digest) OVER in_time AS payload_before
    FROM core.readings
    WINDOW in_time AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset)
)
SELECT
    article_id,
    row_number() OVER (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset) AS revision,
    * EXCLUDE (article_id, content_sha256, payload_digest, removed, content_before, payload_before)
FROM in_order
WHERE content_before IS DISTINCT FROM content_sha256 AND payload_before IS DISTINCT FROM payload_digest;

CREATE OR REPLACE VIEW main.articles AS
SELECT
    article_id, outlet, key, headline, alternative_headline, description, article_body,
    date_published, date_modified, date_downloaded, authors, agencies, article_section, keywords, in_language,
    url, canonical_url, main_image, images, word_count, is_accessible_for_free, breadcrumbs, aliases,
    date_published_raw, date_published_precision, date_published_source, time_zone_source,
    extractor, extractor_version, body_sha256, run_id, warc_file, warc_offset
FROM main.article_revisions
QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY revision DESC) = 1;

INSERT INTO core.readings BY NAME
SELECT
    'presstv:' || key AS article_id, 'presstv' AS outlet, key,
    TIMESTAMPTZ '2026-02-27 02:30:00Z' AS captured_at, TIMESTAMPTZ '2026-02-27 02:30:00Z' AS date_downloaded,
    'content of ' || key AS content_sha256, 'sha256:' || key AS payload_digest,
    'https://www.presstv.ir/Detail/2026/02/26/' || key || '/Weir' AS url,
    'A weir is mended' AS headline, 'The weir was mended.' || chr(10) || chr(10) || 'It held.' AS article_body,
    ['Rivers', 'Society'] AS breadcrumbs, 6 AS word_count, 'body of ' || key AS body_sha256, removed,
    'text' AS extractor, 'nightdesk-0' AS extractor_version,
    'early' AS run_id, 'presstv/early.warc.gz' AS warc_file, key::BIGINT AS warc_offset
FROM (
    VALUES
        ('800001', [
            {'rule': 'headline', 'text': 'A weir is mended', 'place': 0},
            {'rule': 'presstv.share', 'text': 'SHARE THIS ARTICLE', 'place': 1},
            {'rule': 'presstv.roku', 'text': 'Press TV News Roku', 'place': 1}
        ]),
        ('800002', NULL),
        ('800003', []),
        ('800004', [{'rule': 'presstv.source', 'text': 'SOURCE: FRENCH PRESS TV', 'place': 2}])
) AS early (key, removed);
