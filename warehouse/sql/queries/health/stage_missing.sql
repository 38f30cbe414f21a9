-- What the published copy has of the runs of which the warehouse has other captures: compared by their number and a digest
-- of their places, so that one by one only those are read that may be lost. A damaged block of the copy shows here.
CREATE OR REPLACE TEMP TABLE missing AS
WITH published AS NOT MATERIALIZED (
    SELECT run_id, outlet, key, warc_file, warc_offset FROM yesterday.core.captures WHERE reading = 'article'
),
then_there AS (
    SELECT run_id, count(*) AS captures, bit_xor(hash(warc_file, warc_offset)) AS places FROM published GROUP BY run_id
),
differing AS (
    SELECT run_id FROM then_there ANTI JOIN captured_runs USING (run_id, captures, places)
)
SELECT run_id, outlet || ':' || key AS article_id, warc_file, warc_offset
FROM published
SEMI JOIN differing USING (run_id);
