SELECT DISTINCT warc_file FROM core.captures ORDER BY warc_file;
