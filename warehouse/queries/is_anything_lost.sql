-- By counts alone, which cost little: what stood in the copy and what came in since must all be there. Where it is not, or
-- may not be, every article is compared.
SELECT (SELECT count(*) FROM published) + (SELECT count(*) FROM changed ANTI JOIN published USING (article_id))
    > (SELECT count(*) FROM core.revisions WHERE superseded_at IS NULL);
