SELECT warc_offset, digest FROM core.captures WHERE warc_file = $warc_file;
