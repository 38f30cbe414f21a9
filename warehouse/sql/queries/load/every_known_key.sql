-- Every article of an outlet that was ever read: a day gone by asks for none of them again.
SELECT DISTINCT key FROM core.captures WHERE outlet = $outlet AND reading = 'article';
