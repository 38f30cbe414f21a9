INSERT INTO core.captures BY NAME
SELECT capture.* FROM batch
WHERE NOT again
ORDER BY capture.warc_offset;
