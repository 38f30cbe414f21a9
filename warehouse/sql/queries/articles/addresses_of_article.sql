-- Every address under which an article is known: offered, asked for, answered, stated by its page.
SELECT DISTINCT unnest([url, final_url]) AS address
FROM core.captures
WHERE outlet = $outlet AND key = $key AND reading <> 'rejected'
UNION
SELECT unnest(list_append(coalesce(aliases, []), canonical_url))
FROM core.revisions
WHERE article_id = $outlet || ':' || $key
UNION
SELECT unnest(aliases)
FROM core.fetches
WHERE outlet = $outlet AND key = $key AND aliases IS NOT NULL
ORDER BY address;
