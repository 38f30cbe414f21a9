INSERT INTO core.captures BY NAME
SELECT capture.* FROM batch
ORDER BY capture.warc_offset;
