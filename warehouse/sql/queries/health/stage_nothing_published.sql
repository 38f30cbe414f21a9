CREATE OR REPLACE TEMP VIEW published AS
SELECT run_id, outlet, key, article_id, warc_file, warc_offset FROM core.captures WHERE false;

CREATE OR REPLACE TEMP TABLE published_runs AS
SELECT run_id, 0 AS captures, 0::UBIGINT AS places, 0::UBIGINT AS articles FROM published;
