-- The articles of which an earlier capture could not be read again, for a reason of ours: the new page cannot be compared
-- with what the same extractor makes of the one before it. Those that were held back twice already are compared as they are.
CREATE OR REPLACE TEMP TABLE to_hold AS
SELECT known.article_id, any_value(rejection.reason) AS reason, any_value(rejection.detail) AS detail
FROM batch
JOIN known ON known.warc_file = batch.capture.warc_file AND known.warc_offset = batch.capture.warc_offset
WHERE again AND core.is_failure(rejection.reason)
    AND known.article_id NOT IN (
        SELECT fresh.capture.article_id
        FROM batch AS fresh
        JOIN core.rejections AS rejections
            ON rejections.warc_file = fresh.capture.warc_file AND rejections.warc_offset = fresh.capture.warc_offset
        WHERE NOT fresh.again AND fresh.capture.article_id IS NOT NULL AND rejections.attempts >= 2
    )
GROUP BY known.article_id;
