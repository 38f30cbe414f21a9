SELECT reading, count(*) FROM core.captures WHERE warc_file = $warc_file GROUP BY reading;
