-- Why: what was published is gone only where somebody decided so (design, rule 4): the copy published last is compared.
-- Since: 2026-11-24
SELECT published.article_id
FROM published
ANTI JOIN core.revisions AS revisions USING (article_id)
ANTI JOIN decided USING (article_id);
