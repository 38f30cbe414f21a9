-- What earlier nights offered and did not get: left over, failed for a moment, answered with a challenge or led away.
-- For $retry_window, and $most_tries tries at most, by the revisit policy.
WITH tried AS (
    SELECT
        coalesce(fetches.key, fetches.url) AS identity,
        arg_max(fetches.url, fetches.fetched_at) AS url,
        arg_max(fetches.key, fetches.fetched_at) AS key,
        arg_max(if(rejections.reason = 'challenge', 'challenge', fetches.outcome), fetches.fetched_at) AS outcome,
        min(fetches.fetched_at) AS first_offered,
        count(*) FILTER (fetches.outcome <> 'left_over') AS tries
    FROM core.fetches AS fetches
    LEFT JOIN core.rejections AS rejections USING (warc_file, warc_offset)
    WHERE fetches.outlet = $outlet AND fetches.kind = 'article' AND fetches.part IS NULL AND fetches.fetched_at <= $clock
        AND fetches.fetched_at > $clock::TIMESTAMPTZ - $retry_window::INTERVAL - INTERVAL 8 DAY -- tries before the window count
        AND fetches.outcome NOT IN ('known', 'filtered', 'offsite')
    GROUP BY ALL
)
SELECT url, key
FROM tried
WHERE outcome IN (SELECT unnest($passing::VARCHAR[]))
    AND first_offered > $clock::TIMESTAMPTZ - $retry_window::INTERVAL
    AND tries < $most_tries
    AND (key IS NULL OR key NOT IN (SELECT key FROM core.captures WHERE outlet = $outlet AND reading = 'article'))
    -- A short link tells its key only once it was followed.
    AND url NOT IN (SELECT url FROM core.captures WHERE outlet = $outlet AND reading <> 'rejected')
ORDER BY first_offered, identity;
