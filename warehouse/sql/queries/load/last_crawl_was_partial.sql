-- Whether the last nightly crawl of an outlet ended early, or a listing did not answer: behind the articles that are known
-- from it, on later pages of a section, others may wait that are not. Nothing where the outlet was never crawled.
SELECT crawls.finish_reason <> 'finished' OR crawls.listings_answered < crawls.listings
FROM core.crawls AS crawls
JOIN core.runs AS runs USING (run_id)
WHERE crawls.outlet = $outlet AND crawls.part IS NULL AND runs.kind IN ('nightly', 'byhand') AND runs.clock <= $clock
ORDER BY runs.clock DESC, runs.started_at DESC, run_id DESC
LIMIT 1;
