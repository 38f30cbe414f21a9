-- The new pages that an outlet gave nothing of since the last night that brought an article, within a week: over how
-- many nights, how many, and of these how many were refused or challenges, failed otherwise, or could not be read.
-- Each article once, by its last answer: a dead link that is tried on five nights is one page, and none where it was
-- dead on a night that brought others. Revisits say nothing.
WITH asked AS (
    SELECT
        runs.clock, fetches.outcome, captures.reading, rejections.reason,
        coalesce(fetches.key, fetches.url) AS identity, fetches.fetched_at
    FROM core.fetches AS fetches
    JOIN core.runs AS runs USING (run_id)
    LEFT JOIN (
        FROM core.captures WHERE captured_at > $clock::TIMESTAMPTZ - INTERVAL 8 DAY
    ) AS captures USING (warc_file, warc_offset)
    LEFT JOIN core.rejections AS rejections USING (warc_file, warc_offset)
    WHERE fetches.outlet = $outlet AND fetches.kind = 'article' AND fetches.part IS NULL
        AND fetches.source IS DISTINCT FROM 'Revisit'
        AND fetches.outcome NOT IN ('known', 'not_modified', 'robots', 'filtered', 'offsite', 'left_over')
        AND runs.kind IN ('nightly', 'byhand')
        AND runs.clock <= $clock AND runs.clock > $clock::TIMESTAMPTZ - INTERVAL 7 DAY
        AND fetches.fetched_at > $clock::TIMESTAMPTZ - INTERVAL 8 DAY
),
good AS (
    SELECT max(clock) AS clock FROM asked WHERE reading IN ('article', 'duplicate')
),
since AS (
    SELECT *
    FROM asked
    QUALIFY min(clock) OVER (PARTITION BY identity) > coalesce((SELECT clock FROM good), '-infinity'::TIMESTAMPTZ)
),
pages AS (
    SELECT * FROM since QUALIFY row_number() OVER (PARTITION BY identity ORDER BY clock DESC, fetched_at DESC) = 1
)
SELECT
    (SELECT count(DISTINCT clock::DATE) FROM since)::INTEGER AS nights,
    count(*)::INTEGER AS asked,
    (count(*) FILTER (outcome = 'blocked' OR reason = 'challenge'))::INTEGER AS refused,
    (count(*) FILTER (outcome NOT IN ('fetched', 'blocked', 'gone')))::INTEGER AS failed,
    (count(*) FILTER (reason <> 'challenge'))::INTEGER AS unread,
    (SELECT clock IS NULL FROM good) AS all_week,
    coalesce(histogram(outcome), MAP {}) AS outcomes
FROM pages;
