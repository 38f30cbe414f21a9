-- Where the captures of these articles begin in one WARC, under whatever address, and which article each is of.
SELECT warc_offset, article_id
FROM core.captures
WHERE warc_file = $warc_file AND reading IN ('article', 'duplicate')
    AND list_contains($article_ids::VARCHAR[], article_id);
