-- Why: no article is dated more than a day after its page was captured (design, rule 7).
-- Since: 2026-11-21
SELECT article_id, revision, date_published
FROM changed_texts
WHERE date_published > captured_at + INTERVAL 1 DAY;
