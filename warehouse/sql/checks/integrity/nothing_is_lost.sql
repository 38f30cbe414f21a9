-- Why: what was published is gone only where somebody decided so (design, rule 4). Captures are compared, not texts: a
-- better reading may take one revision out, but what an outlet said at a moment stays. Run by run, by their number and a
-- digest of their places; one by one only in the runs that differ.
-- Since: 2026-11-24
WITH now_there AS (
    SELECT run_id, count(*) AS captures, bit_xor(hash(warc_file, warc_offset)) AS places
    FROM core.captures
    WHERE reading = 'article'
    GROUP BY run_id
),
differing AS (
    SELECT run_id FROM published_runs ANTI JOIN now_there USING (run_id, captures, places)
)
SELECT article_id, warc_file, warc_offset
FROM published
SEMI JOIN differing USING (run_id)
-- One that is another address of an article by now is still there: the same crawl has read the article.
ANTI JOIN (FROM core.captures WHERE reading <> 'rejected' AND run_id IN (FROM differing)) AS captures
    USING (warc_file, warc_offset)
ANTI JOIN decided USING (article_id)
ORDER BY ALL;
