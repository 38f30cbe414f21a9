-- The listings of a run's outlets that have brought nothing for three nights in a row or more, this one the last, while
-- others of the same outlet did: nothing else would tell of them. What was left over was not asked for, and says nothing.
-- A feed in whose place another was found has a warning of its own.
-- A feed without an entry brings as little as one that does not answer; of a sitemap only what is new is counted.
WITH this AS (
    SELECT run_id, clock FROM core.runs WHERE run_id = $run_id AND kind IN ('nightly', 'byhand')
),
asked AS (
    SELECT
        fetches.outlet, fetches.url, fetches.source, runs.run_id, runs.clock,
        fetches.outcome = 'not_modified'
        OR (fetches.outcome = 'fetched' AND NOT (fetches.source IN ('Feed', 'FoundFeed') AND coalesce(fetches.links, 1) = 0)) AS answered
    FROM core.fetches AS fetches
    JOIN core.runs AS runs USING (run_id)
    WHERE fetches.kind = 'listing' AND fetches.part IS NULL AND fetches.outcome <> 'left_over'
        AND fetches.source IS DISTINCT FROM 'HomePage'
        AND runs.kind IN ('nightly', 'byhand') AND runs.clock <= (SELECT clock FROM this)
        AND fetches.fetched_at > (SELECT clock FROM this) - INTERVAL 60 DAY
        AND fetches.outlet IN (SELECT outlet FROM core.crawls WHERE run_id = $run_id)
),
-- A night on which no listing of an outlet answered is that of the outlet, and not of one source.
nights AS (
    SELECT outlet, run_id FROM asked GROUP BY ALL HAVING bool_or(answered)
),
sources AS (
    SELECT
        asked.outlet, asked.url, any_value(asked.source) AS source,
        max(clock) FILTER (answered) AS last_answered
    FROM asked
    WHERE (asked.outlet, asked.url) IN (SELECT (outlet, url) FROM asked WHERE run_id = $run_id AND NOT answered)
    GROUP BY ALL
)
SELECT sources.outlet, sources.source, sources.url, count(DISTINCT asked.clock::DATE)::INTEGER AS nights
FROM sources
JOIN asked ON asked.outlet = sources.outlet AND asked.url = sources.url
    AND asked.clock > coalesce(sources.last_answered, '-infinity'::TIMESTAMPTZ)
JOIN nights ON nights.outlet = asked.outlet AND nights.run_id = asked.run_id
WHERE NOT EXISTS (
        FROM core.warnings AS warnings
        WHERE warnings.run_id = $run_id AND warnings.outlet = sources.outlet AND warnings."check" = 'found_feed'
            AND starts_with(warnings.detail, format('the feed {} has', sources.url))
    )
    AND EXISTS (FROM nights AS tonight WHERE tonight.outlet = sources.outlet AND tonight.run_id = $run_id)
GROUP BY sources.outlet, sources.source, sources.url
HAVING nights >= 3
ORDER BY sources.outlet, nights DESC, sources.url;
