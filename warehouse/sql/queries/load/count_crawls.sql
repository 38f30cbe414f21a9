-- How the captures of each crawl count that has any of the articles that moved: by their place in time, so that the
-- books are the same whatever was loaded first.
UPDATE core.crawls AS crawls
SET new = counted.new, revised = counted.revised, unchanged = counted.unchanged
FROM (
    SELECT
        warc_file,
        count(*) FILTER (revision = 1)::INTEGER AS new,
        count(*) FILTER (revision > 1)::INTEGER AS revised,
        count(*) FILTER (revision IS NULL)::INTEGER AS unchanged
    FROM core.captures
    WHERE reading = 'article'
        AND warc_file IN (SELECT warc_file FROM history WHERE is_read_now OR revision IS DISTINCT FROM revision_before)
    GROUP BY warc_file
) AS counted
WHERE counted.warc_file = crawls.outlet || '/' || crawls.run_id || coalesce('.' || crawls.part, '') || '.warc.gz';
