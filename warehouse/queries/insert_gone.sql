-- An article is gone from when it was first asked for in vain, after it was last seen.
INSERT INTO core.gone
SELECT outlet, key, min(fetched_at) FILTER (outcome = 'gone' AND (last_seen IS NULL OR fetched_at > last_seen)) AS gone_at
FROM (
    SELECT *, max(if(outcome <> 'gone', fetched_at, NULL)) OVER (PARTITION BY key) AS last_seen
    FROM core.fetches
    WHERE outlet = $outlet AND kind = 'article' AND outcome IN ('gone', 'fetched', 'not_modified')
        AND key IN (FROM seen)
)
GROUP BY outlet, key
HAVING gone_at IS NOT NULL;
