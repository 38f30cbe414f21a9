SELECT chosen.outlet, chosen.article_id, chosen.warc_file, chosen.warc_offset, captures.digest
FROM chosen
LEFT JOIN captures USING (warc_file, warc_offset)
ORDER BY chosen.outlet, chosen.warc_file, chosen.warc_offset;
