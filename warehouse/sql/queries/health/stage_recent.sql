-- The articles that were new in a run and in those of the thirty days before it; what the checks of quality compare.
-- (By the names of the runs, which stand in the order of time: most of the archive is passed over.)
CREATE OR REPLACE TEMP TABLE recent AS
SELECT
    outlet, run_id = $run_id AS tonight, word_count,
    date_published IS NOT NULL AND date_published_source NOT IN ('htmldate', 'url') AS has_date,
    description IS NOT NULL AS has_description,
    len(authors) > 0 OR len(agencies) > 0 AS has_author,
    article_section IS NOT NULL AS has_section,
    main_image IS NOT NULL AS has_picture
FROM core.revisions
WHERE revision = 1 AND run_id IN (
    SELECT runs.run_id
    FROM core.runs AS runs
    JOIN core.runs AS tonight ON tonight.run_id = $run_id
    WHERE runs.kind IN ('nightly', 'byhand') AND runs.clock <= tonight.clock
        AND runs.clock > tonight.clock - INTERVAL 30 DAY
);
