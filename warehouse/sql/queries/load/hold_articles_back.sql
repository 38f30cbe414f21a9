-- The pages that are held back count as pages that we failed to read: the next run reads them again.
UPDATE batch
SET rejection = {
        reason: to_hold.reason, detail: 'an earlier capture of it could not be read again: ' || to_hold.detail
    },
    article = NULL,
    capture = struct_update(capture, article_id := NULL::VARCHAR, reading := 'rejected', content := NULL)
FROM to_hold
WHERE NOT batch.again AND to_hold.article_id = batch.capture.article_id;
