-- How the pages that an outlet gave for the first time are read in one run, and how they were in the thirty days before:
-- how many, the share that was rejected (a challenge is another matter), the share of the articles without a date of
-- their own (none, or one found by search or in the address alone), and the articles' middle length in words; of the
-- dates, the share that is a month old and more, and the share of the one old day that most of a run's articles name.
WITH firsts AS (
    SELECT captures.run_id, captures.warc_file, captures.warc_offset, captures.reading, captures.captured_at, rejections.reason
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
        firsts.run_id,
        firsts.run_id = $run_id AS now,
        firsts.reading = 'rejected' AND firsts.reason <> 'challenge' AS rejected,
        if(
            firsts.reading = 'article',
            readings.date_published IS NULL OR readings.date_published_source IN ('htmldate', 'url'),
            NULL
        ) AS undated,
        readings.word_count,
        firsts.captured_at - readings.date_published AS age,
        timezone($time_zone, readings.date_published)::DATE AS day
    FROM firsts
    JOIN core.runs AS runs USING (run_id)
    LEFT JOIN (
        FROM core.revisions WHERE captured_at > $clock::TIMESTAMPTZ - INTERVAL 60 DAY
    ) AS readings USING (warc_file, warc_offset)
    WHERE runs.kind IN ('nightly', 'byhand') AND runs.clock <= $clock
        AND runs.clock > $clock::TIMESTAMPTZ - INTERVAL 30 DAY
),
-- Articles of the last days name one day as a matter of course.
days AS (
    SELECT run_id, day, count(*) AS articles FROM pages WHERE age > INTERVAL 3 DAY GROUP BY ALL
),
one_day AS (
    SELECT run_id = $run_id AS now, run_id, max(articles) AS articles, arg_max(day, articles) AS day
    FROM days
    GROUP BY ALL
)
SELECT
    pages.now,
    count(*)::INTEGER AS pages,
    count(word_count)::INTEGER AS articles,
    coalesce(avg(rejected::INTEGER), 0.0) AS rejected,
    coalesce(avg(undated::INTEGER), 0.0) AS undated,
    coalesce(median(word_count), 0.0) AS words,
    coalesce(count(*) FILTER (age > INTERVAL 30 DAY) / nullif(count(word_count), 0), 0.0) AS old,
    coalesce(
        (SELECT sum(articles) FROM one_day WHERE one_day.now = pages.now) / nullif(count(word_count), 0), 0.0
    ) AS one_day,
    (SELECT max(day)::VARCHAR FROM one_day WHERE one_day.now = pages.now) AS day
FROM pages
GROUP BY pages.now;
