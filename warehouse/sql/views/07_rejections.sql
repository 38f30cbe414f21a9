-- Every page that is no article, with the reason, and what comes of it: a page that the outlet's answer rules out is
-- refused for good; one that we failed to read is read again by the next runs, and quarantined after three attempts.
CREATE OR REPLACE VIEW main.rejections AS
SELECT
    *,
    CASE
        WHEN NOT core.is_failure(reason) THEN 'refused'
        WHEN attempts >= 3 OR warc_offset < 0 THEN 'quarantined' -- of some, no bytes were kept
        ELSE 'retry'
    END AS disposition
FROM core.rejections;
