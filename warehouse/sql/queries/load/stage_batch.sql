-- The batch files of manifests, and those of the captures that were read again for them, a line a capture, as typed columns.
CREATE OR REPLACE TEMP TABLE batch AS
SELECT *
FROM read_json(
    $files,
    format = 'newline_delimited',
    maximum_object_size = 67108864,
    columns = {
        again: 'BOOLEAN',
        capture: 'STRUCT(run_id VARCHAR, outlet VARCHAR, key VARCHAR, article_id VARCHAR, url VARCHAR, final_url VARCHAR, status INTEGER, captured_at TIMESTAMPTZ, digest VARCHAR, reading VARCHAR, content STRUCT(headline VARCHAR, description VARCHAR, article_body VARCHAR), robots_allowed BOOLEAN, ai_use VARCHAR, ai_statements STRUCT("source" VARCHAR, statement VARCHAR, agents VARCHAR)[], extractor_fingerprint VARCHAR, warc_file VARCHAR, warc_offset BIGINT, warc_length BIGINT)',
        article: 'STRUCT(article_id VARCHAR, outlet VARCHAR, key VARCHAR, url VARCHAR, canonical_url VARCHAR, aliases VARCHAR[], headline VARCHAR, alternative_headline VARCHAR, description VARCHAR, article_body VARCHAR, body_kinds VARCHAR[], article_section VARCHAR, breadcrumbs VARCHAR[], authors STRUCT(name VARCHAR, url VARCHAR)[], agencies VARCHAR[], keywords VARCHAR[], in_language VARCHAR, in_language_source VARCHAR, date_published TIMESTAMPTZ, date_published_raw VARCHAR, date_published_precision VARCHAR, date_published_source VARCHAR, time_zone_source VARCHAR, date_modified TIMESTAMPTZ, date_downloaded TIMESTAMPTZ, main_image VARCHAR, images STRUCT(url VARCHAR, caption VARCHAR, credit VARCHAR)[], links STRUCT(url VARCHAR, "text" VARCHAR, kind VARCHAR)[], word_count INTEGER, dateline VARCHAR, is_accessible_for_free BOOLEAN, is_truncated BOOLEAN, body_sha256 VARCHAR, robots_allowed BOOLEAN, ai_use VARCHAR, ai_statements STRUCT("source" VARCHAR, statement VARCHAR, agents VARCHAR)[], removed STRUCT("rule" VARCHAR, reason VARCHAR, "text" VARCHAR, place INTEGER)[], extractor VARCHAR, extractor_version VARCHAR, run_id VARCHAR, warc_file VARCHAR, warc_offset BIGINT)',
        rejection: 'STRUCT(reason VARCHAR, detail VARCHAR)'
    }
);
