-- The days of an outlet's past that need no second look: all listings answered, and every article that was offered.
-- A day on which nothing was offered is asked for again: the archive may not have had it yet.
SELECT DISTINCT part
FROM core.crawls
WHERE outlet = $outlet AND part IS NOT NULL AND finish_reason = 'finished'
    AND listings > 0 AND listings_answered = listings
    AND found > 0
    AND failed = coalesce(outcomes['gone'], 0)
    AND coalesce(outcomes['left_over'], 0) = 0;
