-- How many captures of a crawl are no articles, and how many are other addresses of one.
UPDATE core.crawls AS crawls
SET rejected = counted.rejected, duplicate = counted.duplicate
FROM (
    SELECT
        count(*) FILTER (reading = 'rejected')::INTEGER AS rejected,
        count(*) FILTER (reading = 'duplicate')::INTEGER AS duplicate
    FROM core.captures
    WHERE warc_file = $warc_file
) AS counted
WHERE crawls.run_id = $run_id AND crawls.outlet = $outlet AND crawls.part IS NOT DISTINCT FROM $part;
