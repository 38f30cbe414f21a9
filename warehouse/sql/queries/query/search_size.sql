-- How many articles there are to search, and how long they are on average.
SELECT count(*), coalesce(avg(word_count), 1)
FROM articles
WHERE ($outlet IS NULL OR outlet = $outlet)
    AND ($since IS NULL OR date_published >= $since::TIMESTAMPTZ)
    AND ($until IS NULL OR date_published < $until::TIMESTAMPTZ);
