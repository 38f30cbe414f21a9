-- No article is dated more than a day after its page was captured.
SELECT article_id, date_published
FROM core.readings
WHERE date_published > captured_at + INTERVAL 1 DAY;
