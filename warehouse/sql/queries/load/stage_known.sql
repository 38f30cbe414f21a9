-- What is known of the articles of a batch. The only look at the whole archive that a load takes: of few columns.
CREATE OR REPLACE TEMP TABLE known AS
SELECT article_id, captured_at, warc_file, warc_offset, digest, content, extractor_fingerprint, revision
FROM core.captures
WHERE reading = 'article'
    AND article_id IN (SELECT capture.article_id FROM batch WHERE capture.reading = 'article');
