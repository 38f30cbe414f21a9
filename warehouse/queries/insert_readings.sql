-- One reading a record: a better reading of the same bytes takes the place of the older one.
INSERT INTO core.readings BY NAME
SELECT article.*, content_sha256, capture.digest AS payload_digest, capture.captured_at AS captured_at
FROM batch
WHERE article IS NOT NULL AND capture.reading = 'article'
ORDER BY article.warc_offset;
