-- The published copy run by run. Each value that is compared is read here, once: a damaged block shows now, and not in the
-- middle of a check.
CREATE OR REPLACE TEMP TABLE published_runs AS
SELECT
    run_id, count(*) AS captures, bit_xor(hash(warc_file, warc_offset)) AS places, bit_xor(hash(outlet, key)) AS articles
FROM published
GROUP BY run_id;
