-- One row of text for each revision, with its number and when the next one took its place; a page that was captured
-- again unchanged is a row of `captures` alone, which has the digest of what was read and who read it.
-- What these early captures were read by is not known: they are read again where a later page differs.
-- (New tables take the place of the old ones: DuckDB lets no transaction update a table that it has altered.)
CREATE TABLE core.captures_next (
    run_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    key VARCHAR,
    article_id VARCHAR,
    url VARCHAR NOT NULL,
    final_url VARCHAR, -- where it is another than url
    status INTEGER NOT NULL,
    captured_at TIMESTAMPTZ NOT NULL,
    digest VARCHAR NOT NULL,
    reading VARCHAR NOT NULL,
    content STRUCT(headline VARCHAR, description VARCHAR, article_body VARCHAR),
    reader VARCHAR,
    revision INTEGER,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);

-- No primary key: an index would make every night rewrite a row group of text. The body is packed by zstd: left to itself,
-- DuckDB takes an encoding that is a third larger (2544 against 1836 bytes for 5 KB of words).
CREATE TABLE core.revisions (
    article_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    captured_at TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ,
    changed_fields VARCHAR[],
    url VARCHAR NOT NULL,
    canonical_url VARCHAR,
    aliases VARCHAR[],
    headline VARCHAR NOT NULL,
    alternative_headline VARCHAR,
    description VARCHAR,
    article_body VARCHAR NOT NULL USING COMPRESSION zstd,
    dateline VARCHAR,
    article_section VARCHAR,
    breadcrumbs VARCHAR[],
    authors STRUCT(name VARCHAR, url VARCHAR)[],
    agencies VARCHAR[],
    keywords VARCHAR[],
    in_language VARCHAR,
    in_language_source VARCHAR,
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
    is_truncated BOOLEAN,
    body_sha256 VARCHAR NOT NULL,
    removed STRUCT("rule" VARCHAR, reason VARCHAR, "text" VARCHAR, place INTEGER)[],
    extractor VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);

CREATE TEMP TABLE numbered AS
WITH in_order AS (
    SELECT
        *,
        lag(content_sha256) OVER in_time AS content_before,
        lag(payload_digest) OVER in_time AS payload_before
    FROM core.readings
    WINDOW in_time AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset)
)
SELECT
    article_id, warc_file, warc_offset, captured_at,
    row_number() OVER in_time AS revision,
    lead(captured_at) OVER in_time AS superseded_at
FROM in_order
WHERE content_before IS DISTINCT FROM content_sha256 AND payload_before IS DISTINCT FROM payload_digest
WINDOW in_time AS (PARTITION BY article_id ORDER BY captured_at, warc_file, warc_offset);

INSERT INTO core.revisions BY NAME
SELECT
    readings.* EXCLUDE (content_sha256, payload_digest),
    numbered.revision, numbered.superseded_at,
    if(
        numbered.revision = 1, NULL,
        list_filter([
            if(readings.headline <> before.headline, 'headline', NULL),
            if(readings.description IS DISTINCT FROM before.description, 'description', NULL),
            if(readings.article_body <> before.article_body, 'article_body', NULL)
        ], lambda name: name IS NOT NULL)
    ) AS changed_fields
FROM core.readings AS readings
JOIN numbered USING (warc_file, warc_offset)
LEFT JOIN numbered AS earlier
    ON earlier.article_id = numbered.article_id AND earlier.revision = numbered.revision - 1
LEFT JOIN core.readings AS before
    ON before.warc_file = earlier.warc_file AND before.warc_offset = earlier.warc_offset;

INSERT INTO core.captures_next BY NAME
SELECT
    captures.* REPLACE (nullif(captures.final_url, captures.url) AS final_url),
    readings.article_id, numbered.revision,
    if(readings.article_id IS NULL, NULL, {
        headline: left(sha256(readings.headline), 16), description: left(sha256(coalesce(readings.description, '')), 16),
        article_body: left(sha256(readings.article_body), 16)
    }) AS content
FROM core.captures AS captures
LEFT JOIN core.readings AS readings
    ON captures.reading = 'article'
    AND readings.warc_file = captures.warc_file AND readings.warc_offset = captures.warc_offset
LEFT JOIN numbered ON numbered.warc_file = readings.warc_file AND numbered.warc_offset = readings.warc_offset;

DROP TABLE numbered;
DROP TABLE core.readings;
DROP TABLE core.captures;
ALTER TABLE core.captures_next RENAME TO captures;

-- Articles that the outlet no longer has: when it was first asked in vain, after it was last seen.
CREATE TABLE core.gone (outlet VARCHAR NOT NULL, key VARCHAR NOT NULL, gone_at TIMESTAMPTZ NOT NULL);
INSERT INTO core.gone
WITH last_seen AS (
    SELECT outlet, key, max(fetched_at) AS at
    FROM core.fetches
    WHERE kind = 'article' AND outcome IN ('fetched', 'not_modified')
    GROUP BY ALL
)
SELECT fetches.outlet, fetches.key, min(fetches.fetched_at)
FROM core.fetches AS fetches
LEFT JOIN last_seen ON last_seen.outlet = fetches.outlet AND last_seen.key = fetches.key
WHERE fetches.kind = 'article' AND fetches.outcome = 'gone' AND fetches.key IS NOT NULL
    AND (last_seen.at IS NULL OR fetches.fetched_at > last_seen.at)
GROUP BY ALL;

-- What is declared of each outlet, as of the last run.
CREATE TABLE core.outlets (
    outlet VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    hosts VARCHAR[] NOT NULL,
    languages VARCHAR[] NOT NULL,
    time_zone VARCHAR NOT NULL,
    time_zone_stated BOOLEAN NOT NULL,
    volume_fewest INTEGER NOT NULL,
    volume_most INTEGER NOT NULL,
    nightly_cap INTEGER NOT NULL,
    stale_after INTEGER NOT NULL,
    sources STRUCT(kind VARCHAR, url VARCHAR)[] NOT NULL,
    past_sources STRUCT(kind VARCHAR, url VARCHAR)[] NOT NULL
);

-- What the checks of quality found: it marks the outlet and holds nothing back.
CREATE TABLE core.warnings (
    run_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    "check" VARCHAR NOT NULL,
    detail VARCHAR NOT NULL
);

-- Runs whose rows have passed the checks of integrity: the next night reads what changed since.
CREATE TABLE core.checked (run_id VARCHAR NOT NULL, checked_at TIMESTAMPTZ NOT NULL);

-- Runs of which captures were read again by better rules, and whose texts no check has seen since.
CREATE TABLE core.read_again (run_id VARCHAR NOT NULL);
