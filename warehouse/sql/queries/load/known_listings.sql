-- What each listing said of its version when it last answered whole; nothing after nine answers without a body.
WITH whole AS (
    SELECT url, max(fetched_at) AS at, arg_max(etag, fetched_at) AS etag, arg_max(last_modified, fetched_at) AS last_modified
    FROM core.fetches
    WHERE outlet = $outlet AND kind = 'listing' AND part IS NULL AND outcome = 'fetched' AND fetched_at <= $clock
        AND fetched_at > $clock::TIMESTAMPTZ - INTERVAL 60 DAY
    GROUP BY url
)
SELECT url, etag, last_modified
FROM whole
WHERE coalesce(etag, last_modified) IS NOT NULL
    AND 9 > (
        SELECT count(*)
        FROM core.fetches AS fetches
        WHERE fetches.outlet = $outlet AND fetches.kind = 'listing' AND fetches.url = whole.url
            AND fetches.outcome = 'not_modified' AND fetches.fetched_at > whole.at
    )
ORDER BY url;
