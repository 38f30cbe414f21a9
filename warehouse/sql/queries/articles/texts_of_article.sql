-- The texts of an article, and when the revision before each was last seen, read or unchanged by the outlet's own word:
-- the change happened between that moment and the capture.
WITH seen AS (
    SELECT captured_at AS at_moment
    FROM core.captures
    WHERE article_id = $outlet || ':' || $key
    UNION
    SELECT fetched_at
    FROM core.fetches
    WHERE outlet = $outlet AND key = $key AND kind = 'article' AND outcome = 'not_modified'
)
SELECT
    revision, captured_at,
    (SELECT max(at_moment) FROM seen WHERE at_moment < captured_at) AS last_seen_before,
    changed_fields, headline, description, article_body, date_published, date_modified,
    coalesce(canonical_url, url) AS url, run_id
FROM core.revisions
WHERE article_id = $outlet || ':' || $key
ORDER BY revision;
