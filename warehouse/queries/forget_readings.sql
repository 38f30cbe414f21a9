DELETE FROM core.readings WHERE warc_file = $warc_file;
