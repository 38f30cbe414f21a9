SELECT
    count(*) AS articles, min(date_downloaded) AS first_captured, max(date_downloaded) AS last_captured,
    min(date_published) AS first_published, max(date_published) AS last_published,
    list(DISTINCT extractor_version ORDER BY extractor_version) AS extractors, count(gone_at) AS gone
FROM chosen;
