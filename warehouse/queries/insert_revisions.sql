INSERT INTO core.revisions BY NAME
SELECT
    texts.* EXCLUDE (age), history.revision, history.superseded_at,
    if(
        history.revision = 1, NULL,
        list_filter([
            if(core.plain_text(headline) <> core.plain_text(lag(headline) OVER in_time), 'headline', NULL),
            if(
                core.plain_text(description) IS DISTINCT FROM core.plain_text(lag(description) OVER in_time),
                'description', NULL
            ),
            if(core.plain_text(article_body) <> core.plain_text(lag(article_body) OVER in_time), 'article_body', NULL)
        ], lambda name: name IS NOT NULL)
    ) AS changed_fields
FROM texts
JOIN history ON history.warc_file = texts.warc_file AND history.warc_offset = texts.warc_offset
WHERE history.revision IS NOT NULL
WINDOW in_time AS (PARTITION BY history.article_id ORDER BY history.revision)
ORDER BY texts.captured_at, texts.warc_file, texts.warc_offset;
