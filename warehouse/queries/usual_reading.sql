-- How the pages that an outlet gave for the first time are read in one run, and how they were in the thirty days before:
-- how many, the share that was rejected (a challenge is another matter), the share of the articles without a date of
-- their own (none, or one found by search or in the address alone), and the articles' middle length in words.
WITH firsts AS (
    SELECT captures.run_id, captures.warc_file, captures.warc_offset, captures.reading, rejections.reason
    FROM core.captures AS captures
    LEFT JOIN core.rejections AS rejections USING (warc_file, warc_offset)
    WHERE captures.outlet = $outlet AND captures.reading IN ('article', 'rejected')
        AND captures.captured_at > $clock::TIMESTAMPTZ - INTERVAL 60 DAY
    QUALIFY row_number() OVER (
        PARTITION BY coalesce(captures.key, captures.url) ORDER BY captures.captured_at, captures.warc_offset
    ) = 1
),
pages AS (
    SELECT
        firsts.run_id = $run_id AS now,
        firsts.reading = 'rejected' AND firsts.reason <> 'challenge' AS rejected,
        if(
            firsts.reading = 'article',
            readings.date_published IS NULL OR readings.date_published_source IN ('htmldate', 'url'),
            NULL
        ) AS undated,
        readings.word_count
    FROM firsts
    JOIN core.runs AS runs USING (run_id)
    LEFT JOIN core.revisions AS readings USING (warc_file, warc_offset)
    WHERE runs.kind IN ('nightly', 'byhand') AND runs.clock <= $clock
        AND runs.clock > $clock::TIMESTAMPTZ - INTERVAL 30 DAY
)
SELECT
    count(*) FILTER (now),
    avg(rejected::INTEGER) FILTER (now), avg(undated::INTEGER) FILTER (now), median(word_count) FILTER (now),
    count(*) FILTER (NOT now),
    avg(rejected::INTEGER) FILTER (NOT now), avg(undated::INTEGER) FILTER (NOT now), median(word_count) FILTER (NOT now)
FROM pages;
