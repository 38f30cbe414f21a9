-- How each outlet did in the last run that judged it, and when it last did well.
CREATE OR REPLACE VIEW main.outlet_health AS
WITH judged AS (
    SELECT verdicts.*, runs.clock, runs.kind
    FROM core.verdicts AS verdicts
    JOIN core.runs AS runs USING (run_id)
    WHERE runs.kind IN ('nightly', 'byhand')
),
latest AS (
    SELECT
        outlet,
        arg_max(run_id, clock) AS run_id, max(clock) AS judged_at,
        arg_max(verdict, clock) AS verdict, arg_max(coalesce(reason, ''), clock) AS reason,
        max(clock) FILTER (verdict IN ('ok', 'quiet')) AS last_good_at
    FROM judged
    GROUP BY outlet
),
nights AS (
    SELECT revisions.outlet, runs.clock::DATE AS night, count(*) AS articles
    FROM core.revisions AS revisions
    JOIN core.runs AS runs USING (run_id)
    WHERE revisions.revision = 1 AND runs.kind IN ('nightly', 'byhand')
    GROUP BY ALL
),
usual AS (
    SELECT nights.outlet, median(nights.articles) AS usual_articles
    FROM nights
    JOIN latest USING (outlet)
    WHERE nights.night > (latest.judged_at - INTERVAL 30 DAY)::DATE
    GROUP BY nights.outlet
),
newest AS (
    SELECT outlet, max(captured_at) AS last_new_article_at FROM core.revisions WHERE revision = 1 GROUP BY outlet
),
warned AS (
    SELECT run_id, outlet, list("check" || ': ' || detail ORDER BY "check", detail) AS warnings
    FROM core.warnings
    GROUP BY ALL
)
SELECT
    latest.outlet, latest.verdict, nullif(latest.reason, '') AS reason, latest.run_id, latest.judged_at,
    latest.last_good_at, newest.last_new_article_at, usual.usual_articles,
    outlets.volume_fewest, outlets.volume_most, warned.warnings
FROM latest
LEFT JOIN newest USING (outlet)
LEFT JOIN usual USING (outlet)
LEFT JOIN core.outlets AS outlets USING (outlet)
LEFT JOIN warned ON warned.run_id = latest.run_id AND warned.outlet = latest.outlet;
