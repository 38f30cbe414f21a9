SELECT
    revision, captured_at, changed_fields, headline, date_published, date_published_precision, date_modified,
    coalesce(canonical_url, url) AS url, run_id, warc_file, warc_offset
FROM core.revisions
WHERE article_id = $article_id
ORDER BY revision;
