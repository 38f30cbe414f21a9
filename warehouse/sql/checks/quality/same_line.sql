-- Why: a line that many bodies begin or end with is boilerplate that nobody has declared yet.
-- Since: 2026-11-24
WITH bodies AS (
    SELECT outlet, string_split(article_body, chr(10)) AS lines
    FROM core.revisions
    WHERE run_id = $run_id AND revision = 1
),
ends AS (
    SELECT outlet, 'begin' AS place, lines[1] AS line FROM bodies WHERE len(lines) > 2
    UNION ALL
    SELECT outlet, 'end', lines[-1] FROM bodies WHERE len(lines) > 2
),
counted AS (
    SELECT outlet, place, line, count(*) AS times, sum(count(*)) OVER (PARTITION BY outlet, place) AS articles
    FROM ends
    GROUP BY outlet, place, line
)
SELECT outlet, format('{} of {} bodies {} with "{}"', times, articles, place, left(line, 80))
FROM counted
WHERE times >= 3 AND times * 5 >= articles;
