INSERT INTO core.rejections BY NAME
SELECT
    capture.run_id AS run_id, capture.outlet AS outlet, capture.key AS key, capture.url AS url,
    capture.captured_at AS captured_at, rejection.reason AS reason, rejection.detail AS detail,
    capture.warc_file AS warc_file, capture.warc_offset AS warc_offset
FROM batch
WHERE rejection IS NOT NULL AND NOT again
ORDER BY capture.warc_file, capture.warc_offset;
