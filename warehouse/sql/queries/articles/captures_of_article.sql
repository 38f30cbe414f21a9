-- The captures that made the revisions of an article.
SELECT captures.url, captures.revision, captures.captured_at, captures.digest, captures.warc_file, captures.warc_offset
FROM core.captures AS captures
WHERE captures.outlet = $outlet AND captures.key = $key AND captures.revision IS NOT NULL
ORDER BY captures.revision;
