-- The articles of each night that were seen for the first time; what the checks of quality compare.
CREATE OR REPLACE VIEW core.new_articles AS
SELECT runs.clock, revisions.*
FROM core.revisions AS revisions
JOIN core.runs AS runs USING (run_id)
WHERE revisions.revision = 1 AND runs.kind IN ('nightly', 'byhand');
