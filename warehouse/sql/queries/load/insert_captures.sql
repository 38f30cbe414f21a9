INSERT INTO core.captures BY NAME
SELECT * REPLACE (nullif(final_url, url) AS final_url)
FROM (SELECT capture.* FROM batch WHERE NOT again)
ORDER BY warc_file, warc_offset;
