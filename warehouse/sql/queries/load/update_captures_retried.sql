-- What was made of each capture this time. One that is another address of an article now is no revision of it any more.
UPDATE core.captures AS captures
SET key = batch.capture.key,
    article_id = batch.capture.article_id,
    status = batch.capture.status,
    captured_at = batch.capture.captured_at,
    digest = batch.capture.digest,
    reading = batch.capture.reading,
    content = batch.capture.content,
    robots_allowed = batch.capture.robots_allowed,
    ai_use = batch.capture.ai_use,
    ai_statements = batch.capture.ai_statements,
    extractor_fingerprint = batch.capture.extractor_fingerprint,
    revision = if(batch.capture.reading = 'article', captures.revision, NULL)
FROM batch
WHERE NOT batch.again
    AND batch.capture.warc_file = captures.warc_file AND batch.capture.warc_offset = captures.warc_offset;
