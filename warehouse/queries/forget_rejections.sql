DELETE FROM core.rejections WHERE warc_file = $warc_file;
