-- The articles of the batch that must be read again before it is loaded, so that a revision is always a change at the
-- outlet: those that another extractor (older rules, another declaration) read otherwise than the new page is read now,
-- and those of which a text may be wanted that was not kept, because a page comes in that was captured earlier.
WITH fresh AS (
    SELECT capture.* FROM batch WHERE capture.reading = 'article'
)
SELECT DISTINCT known.article_id
FROM known
JOIN fresh ON fresh.article_id = known.article_id
WHERE (known.extractor_fingerprint IS DISTINCT FROM fresh.extractor_fingerprint AND known.content <> fresh.content)
    OR (known.revision IS NULL AND known.captured_at >= fresh.captured_at);
