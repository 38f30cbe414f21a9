DELETE FROM core.rejections AS rejections
USING batch
WHERE NOT batch.again AND batch.capture.reading <> 'rejected'
    AND batch.capture.warc_file = rejections.warc_file AND batch.capture.warc_offset = rejections.warc_offset;
