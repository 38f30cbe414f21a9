-- Every capture is an article, rejected or a duplicate, and its row is there.
SELECT warc_file, warc_offset
FROM core.captures AS captures
LEFT JOIN core.readings AS readings USING (warc_file, warc_offset)
LEFT JOIN core.rejections AS rejections USING (warc_file, warc_offset)
WHERE (captures.reading = 'article') <> (readings.article_id IS NOT NULL)
    OR (captures.reading = 'rejected') <> (rejections.reason IS NOT NULL);
