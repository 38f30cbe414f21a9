-- Every span that was taken out of a body: by which rule, why, and before which paragraph (from 0) it stood.
-- One row for each span of each revision, so that a page that was captured again unchanged counts once; only those of
-- the articles as they read now: FROM removed_spans SEMI JOIN articles USING (warc_file, warc_offset).
-- `span` numbers the spans of one body from 1 in reading order: put back in that order, each before its paragraph, they
-- give all the text that the extractor took. `reason` is NULL where the reading is older than the record of reasons.
CREATE OR REPLACE VIEW main.removed_spans AS
SELECT
    article_id, revision, outlet, key,
    generate_subscripts(removed, 1) AS span,
    unnest(removed, max_depth := 2), -- as rule, reason, text and place
    date_downloaded, extractor, extractor_version, run_id, warc_file, warc_offset
FROM core.revisions;
