-- Every time an article was offered or asked for, and what came of it: requests, and captures whose request is not on
-- record (manifests that were loaded by an early version).
WITH asked AS (
    SELECT *
    FROM core.fetches
    WHERE outlet = $outlet AND kind = 'article'
        -- What bears another number is another article, though both may have been led to one page.
        AND (
            key = $key
            OR (
                (key IS NULL OR $key::VARCHAR IS NULL)
                AND (url IN (SELECT unnest($urls::VARCHAR[])) OR final_url IN (SELECT unnest($urls::VARCHAR[])))
            )
        )
),
kept AS (
    SELECT captures.*, rejections.reason, rejections.detail AS evidence
    FROM core.captures AS captures
    LEFT JOIN core.rejections AS rejections
        ON rejections.warc_file = captures.warc_file AND rejections.warc_offset = captures.warc_offset
    WHERE captures.outlet = $outlet
        AND (
            captures.key = $key
            OR ((captures.key IS NULL OR $key::VARCHAR IS NULL) AND captures.url IN (SELECT unnest($urls::VARCHAR[])))
            OR (captures.warc_file, captures.warc_offset) IN (SELECT (warc_file, warc_offset) FROM asked)
        )
)
SELECT
    coalesce(asked.run_id, kept.run_id) AS run_id,
    runs.kind AS run_kind,
    runs.clock AS clock,
    coalesce(asked.url, kept.url) AS url,
    coalesce(asked.final_url, kept.final_url) AS final_url,
    asked.source AS source,
    coalesce(asked.outcome, 'fetched') AS outcome,
    coalesce(asked.status, kept.status) AS status,
    -- What brought no bytes has no time of its own but that of the night.
    coalesce(
        kept.captured_at,
        if(asked.outcome IN ('not_modified', 'gone') OR runs.clock IS NULL, asked.fetched_at, runs.clock)
    ) AS happened_at,
    asked.detail AS detail,
    asked.aliases AS aliases,
    kept.reading AS reading,
    kept.revision AS revision,
    kept.article_id AS article_id,
    kept.reason AS reason,
    kept.evidence AS evidence,
    kept.warc_file AS warc_file,
    kept.warc_offset AS warc_offset
FROM asked
FULL JOIN kept ON kept.warc_file = asked.warc_file AND kept.warc_offset = asked.warc_offset
LEFT JOIN core.runs AS runs ON runs.run_id = coalesce(asked.run_id, kept.run_id)
ORDER BY happened_at, clock, warc_offset;
