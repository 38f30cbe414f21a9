CREATE OR REPLACE TEMP VIEW published AS
SELECT run_id, outlet, key, outlet || ':' || key AS article_id, warc_file, warc_offset
FROM yesterday.core.captures
WHERE reading = 'article';
