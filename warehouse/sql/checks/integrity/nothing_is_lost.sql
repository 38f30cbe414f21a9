-- Why: what was published is gone only where somebody decided so (design, rule 4). Captures are compared, not texts: a
-- better reading may take one revision out, but what an outlet said at a moment stays.
-- Since: 2026-11-24
SELECT article_id, warc_file, warc_offset
FROM missing
-- One that is another address of an article by now is still there: the same crawl has read the article.
ANTI JOIN (
    FROM core.captures WHERE reading <> 'rejected' AND run_id IN (SELECT missing.run_id FROM missing)
) AS captures USING (warc_file, warc_offset)
ANTI JOIN decided USING (article_id)
ORDER BY ALL;
