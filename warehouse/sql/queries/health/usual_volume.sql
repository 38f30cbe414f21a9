-- How many articles of an outlet the runs of this night were the first to see, on how many of the thirty nights before
-- there was a run, what the middle one of these brought, and what the middle one of the same weekday did.
-- By the clock of the runs, as what a night captures comes after it: a night reaches back an hour less than a day, so
-- that one that starts a little early is one night all the same, and two crawls of one day are counted together.
WITH crawled AS (
    SELECT DISTINCT
        runs.run_id,
        floor((epoch($clock::TIMESTAMPTZ) - epoch(runs.clock) + 3600) / 86400)::INTEGER AS nights_ago
    FROM core.runs AS runs
    JOIN core.crawls AS crawls USING (run_id)
    WHERE crawls.outlet = $outlet AND runs.kind IN ('nightly', 'byhand')
        AND runs.clock <= $clock AND runs.clock > $clock::TIMESTAMPTZ - INTERVAL 743 HOUR
),
firsts AS (
    SELECT run_id, article_id
    FROM core.revisions
    -- Nothing that these nights brought is older; without this, every text of the archive would be looked at.
    WHERE outlet = $outlet AND revision = 1 AND captured_at > $clock::TIMESTAMPTZ - INTERVAL 32 DAY
),
nights AS (
    SELECT crawled.nights_ago, count(firsts.article_id) AS articles
    FROM crawled
    LEFT JOIN firsts USING (run_id)
    GROUP BY ALL
)
SELECT
    coalesce(sum(articles) FILTER (nights_ago = 0), 0)::INTEGER,
    (count(*) FILTER (nights_ago > 0))::INTEGER,
    coalesce(median(articles) FILTER (nights_ago > 0), 0.0),
    median(articles) FILTER (nights_ago > 0 AND nights_ago % 7 = 0)
FROM nights;
