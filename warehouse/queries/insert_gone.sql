-- An article is gone from when it was first asked for in vain, after it was last seen: read as an article, or told to be
-- as it was. A page that is none, as an error page with status 200, is no sight of it.
INSERT INTO core.gone
WITH asked AS (
    SELECT outlet, key, fetched_at, outcome, warc_file, warc_offset
    FROM core.fetches
    WHERE outlet = $outlet AND kind = 'article' AND outcome IN ('gone', 'fetched', 'not_modified')
        AND key IN (FROM seen)
),
told AS (
    SELECT
        asked.outlet, asked.key, asked.fetched_at, asked.outcome,
        max(if(asked.outcome = 'not_modified' OR captures.reading IN ('article', 'duplicate'), asked.fetched_at, NULL))
            OVER (PARTITION BY asked.key) AS last_seen
    FROM asked
    LEFT JOIN (SELECT warc_file, warc_offset, reading FROM core.captures WHERE key IN (FROM seen)) AS captures
        USING (warc_file, warc_offset)
)
SELECT outlet, key, min(fetched_at) FILTER (outcome = 'gone' AND (last_seen IS NULL OR fetched_at > last_seen)) AS gone_at
FROM told
GROUP BY outlet, key
HAVING gone_at IS NOT NULL;
