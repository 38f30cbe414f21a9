INSERT INTO core.revisions BY NAME
SELECT
    article.*, history.captured_at AS captured_at,
    history.revision AS revision, history.superseded_at AS superseded_at, history.changed_fields AS changed_fields
FROM batch
JOIN history ON history.warc_file = batch.capture.warc_file AND history.warc_offset = batch.capture.warc_offset
WHERE history.revision IS NOT NULL AND batch.capture.reading = 'article'
ORDER BY history.captured_at, history.warc_file, history.warc_offset;
