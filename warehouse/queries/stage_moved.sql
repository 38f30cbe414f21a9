-- The articles of a batch whose revisions are other than they were. The rest costs no row of text.
CREATE OR REPLACE TEMP TABLE moved AS
SELECT article_id FROM history WHERE revision IS DISTINCT FROM revision_before
UNION
SELECT capture.article_id FROM batch WHERE again AND capture.reading = 'article';
