CREATE OR REPLACE TEMP TABLE missing AS
SELECT run_id, article_id, warc_file, warc_offset FROM core.captures WHERE false;
