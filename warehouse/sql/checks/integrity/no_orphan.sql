-- Why: from an article one comes to its bytes, and back: every revision has its capture, every capture its run and what
-- became of it (design, rule 1).
-- Since: 2026-11-21
SELECT captures.warc_file, captures.warc_offset, captures.article_id
FROM core.captures AS captures
SEMI JOIN unchecked USING (run_id)
LEFT JOIN changed_revisions AS revisions
    ON revisions.warc_file = captures.warc_file AND revisions.warc_offset = captures.warc_offset
LEFT JOIN (FROM core.rejections SEMI JOIN unchecked USING (run_id)) AS rejections
    ON rejections.warc_file = captures.warc_file AND rejections.warc_offset = captures.warc_offset
WHERE captures.revision IS DISTINCT FROM revisions.revision
    OR (captures.reading = 'rejected') <> (rejections.reason IS NOT NULL)
    OR (captures.reading = 'article') <> (captures.content IS NOT NULL)
    OR (captures.reading IN ('article', 'duplicate')) <> (captures.article_id IS NOT NULL)
UNION ALL
SELECT revisions.warc_file, revisions.warc_offset, revisions.article_id
FROM changed_revisions AS revisions
ANTI JOIN core.captures AS captures
    ON captures.warc_file = revisions.warc_file AND captures.warc_offset = revisions.warc_offset
        AND captures.revision = revisions.revision
UNION ALL
SELECT crawls.run_id, NULL, crawls.outlet
FROM core.crawls AS crawls
ANTI JOIN core.runs AS runs USING (run_id)
UNION ALL
SELECT captured_runs.run_id, NULL, captured_runs.outlet
FROM captured_runs
ANTI JOIN core.runs AS runs USING (run_id);
