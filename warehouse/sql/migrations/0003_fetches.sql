-- Every request of every crawl with its outcome, and what the robots.txt of each host said.
-- Receipts that were loaded before this migration have no rows here until a rebuild.
CREATE TABLE core.fetches (
    run_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    part VARCHAR,
    kind VARCHAR NOT NULL, -- listing or article
    url VARCHAR NOT NULL,
    key VARCHAR,
    final_url VARCHAR,
    source VARCHAR,
    outcome VARCHAR NOT NULL,
    status INTEGER,
    bytes BIGINT,
    seconds DOUBLE,
    fetched_at TIMESTAMPTZ NOT NULL,
    links INTEGER,
    newest TIMESTAMPTZ,
    etag VARCHAR,
    last_modified VARCHAR,
    detail VARCHAR,
    warc_file VARCHAR,
    warc_offset BIGINT
);

CREATE TABLE core.robots (
    run_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    part VARCHAR,
    host VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    status INTEGER,
    crawl_delay DOUBLE
);
