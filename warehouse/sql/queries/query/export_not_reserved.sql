-- The articles that were asked for, without those whose outlet opted out of AI use, with whatever capture of them.
SELECT *
FROM asked
WHERE ai_use IS DISTINCT FROM 'reserved'
    AND article_id NOT IN (SELECT article_id FROM captures WHERE ai_use = 'reserved' AND article_id IS NOT NULL)
