SELECT outlet, run_id, key, url, final_url, captured_at, status, warc_file, warc_offset, warc_length
FROM main.captures
WHERE reading = 'article' AND list_contains($article_ids::VARCHAR[], article_id)
    AND (warc_file, warc_offset) NOT IN (SELECT (capture.warc_file, capture.warc_offset) FROM batch)
ORDER BY outlet, warc_file, warc_offset;
