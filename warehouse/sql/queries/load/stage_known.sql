-- What is known of the articles of a batch. The only look at the whole archive that a load takes: at the ids alone, and at
-- the other columns where any of the articles stands (mostly in the last weeks).
CREATE OR REPLACE TEMP TABLE known AS
SELECT
    captures.article_id, captures.captured_at, captures.warc_file, captures.warc_offset, captures.digest,
    captures.content, captures.extractor_fingerprint, captures.revision
FROM core.captures AS captures
JOIN (
    SELECT rowid AS place
    FROM core.captures
    WHERE reading = 'article'
        AND article_id IN (SELECT capture.article_id FROM batch WHERE capture.reading = 'article')
) AS found ON found.place = captures.rowid;
