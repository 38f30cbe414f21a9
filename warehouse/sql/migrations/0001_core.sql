-- The tables of the warehouse. Nothing here is the only copy: all of it can be read again from the captures.
CREATE SCHEMA core;

-- One execution: a night, a backfill, an import.
CREATE TABLE core.runs (
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    clock TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    status VARCHAR NOT NULL,
    exit_status INTEGER NOT NULL,
    options JSON
);

-- One receipt, loaded: the crawl or import of one outlet, or one day of it (part).
CREATE TABLE core.crawls (
    run_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    part VARCHAR,
    found INTEGER NOT NULL,
    known INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    fetched INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    new INTEGER NOT NULL,
    revised INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    listings INTEGER NOT NULL,
    listings_answered INTEGER NOT NULL,
    outcomes MAP(VARCHAR, INTEGER) NOT NULL,
    listing_outcomes MAP(VARCHAR, INTEGER) NOT NULL,
    finish_reason VARCHAR NOT NULL
);

CREATE TABLE core.verdicts (
    run_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    reason VARCHAR
);

-- One record of a WARC that was asked for as an article, and what became of it.
CREATE TABLE core.captures (
    run_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    key VARCHAR,
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    status INTEGER NOT NULL,
    captured_at TIMESTAMPTZ NOT NULL,
    digest VARCHAR NOT NULL,
    reading VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);

-- One capture read as an article. No primary key: an index would make every night rewrite a row group of text.
CREATE TABLE core.readings (
    article_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    captured_at TIMESTAMPTZ NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    payload_digest VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR,
    aliases VARCHAR[],
    headline VARCHAR NOT NULL,
    alternative_headline VARCHAR,
    description VARCHAR,
    article_body VARCHAR NOT NULL,
    article_section VARCHAR,
    breadcrumbs VARCHAR[],
    authors STRUCT(name VARCHAR, url VARCHAR)[],
    agencies VARCHAR[],
    keywords VARCHAR[],
    in_language VARCHAR,
    date_published TIMESTAMPTZ,
    date_published_raw VARCHAR,
    date_published_precision VARCHAR,
    date_published_source VARCHAR,
    time_zone_source VARCHAR,
    date_modified TIMESTAMPTZ,
    date_downloaded TIMESTAMPTZ,
    main_image VARCHAR,
    images STRUCT(url VARCHAR, caption VARCHAR, credit VARCHAR)[],
    word_count INTEGER NOT NULL,
    is_accessible_for_free BOOLEAN,
    body_sha256 VARCHAR NOT NULL,
    removed STRUCT("rule" VARCHAR, "text" VARCHAR, place INTEGER)[],
    extractor VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);

CREATE TABLE core.rejections (
    run_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    key VARCHAR,
    url VARCHAR NOT NULL,
    captured_at TIMESTAMPTZ NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);
