-- Where the better extractor finds no article any more, what was published stays as it was read.
UPDATE core.captures AS captures
SET content = batch.capture.content,
    ai_use = batch.capture.ai_use,
    ai_statements = batch.capture.ai_statements,
    extractor_fingerprint = batch.capture.extractor_fingerprint
FROM batch
WHERE batch.again AND batch.capture.reading = 'article' AND captures.reading = 'article'
    AND batch.capture.article_id = captures.article_id
    AND batch.capture.warc_file = captures.warc_file AND batch.capture.warc_offset = captures.warc_offset;
