-- One more attempt of the same rules, or the first of others; what the answer rules out was read at one go.
UPDATE core.rejections AS rejections
SET reason = batch.rejection.reason,
    detail = batch.rejection.detail,
    attempts = if(
        core.is_failure(batch.rejection.reason)
            AND captures.extractor_fingerprint IS NOT DISTINCT FROM batch.capture.extractor_fingerprint,
        rejections.attempts + 1, 1
    )
FROM batch, core.captures AS captures
WHERE NOT batch.again AND batch.capture.reading = 'rejected'
    AND batch.capture.warc_file = rejections.warc_file AND batch.capture.warc_offset = rejections.warc_offset
    AND captures.warc_file = rejections.warc_file AND captures.warc_offset = rejections.warc_offset;
