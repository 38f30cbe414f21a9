-- The captures of an address of which no article was made.
SELECT url, revision, captured_at, digest, warc_file, warc_offset
FROM core.captures
WHERE outlet = $outlet AND (key = $key OR url IN (SELECT unnest($urls::VARCHAR[])))
ORDER BY captured_at, warc_offset;
