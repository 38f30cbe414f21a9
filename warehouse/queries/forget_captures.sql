DELETE FROM core.captures WHERE warc_file = $warc_file;
