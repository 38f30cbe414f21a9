-- What could be read again of an article that is held back stays as it was read, and so do its captures that are loaded.
DELETE FROM batch
WHERE EXISTS (FROM to_hold WHERE to_hold.article_id = batch.capture.article_id)
    AND (again OR EXISTS (
        FROM core.captures AS captures
        WHERE captures.warc_file = batch.capture.warc_file AND captures.warc_offset = batch.capture.warc_offset
            AND captures.reading <> 'rejected'
    ));
