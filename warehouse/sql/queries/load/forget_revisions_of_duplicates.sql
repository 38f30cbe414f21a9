DELETE FROM core.revisions AS revisions
USING batch
WHERE NOT batch.again AND batch.capture.reading = 'duplicate'
    AND batch.capture.warc_file = revisions.warc_file AND batch.capture.warc_offset = revisions.warc_offset;
