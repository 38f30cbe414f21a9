-- Every paragraph of every article as it reads now, in reading order.
-- `place` counts them from 0, as it does in `removed_spans`. `kind` is NULL where the article was read before the kinds
-- were: a rebuild gives it.
CREATE OR REPLACE VIEW main.article_paragraphs AS
WITH divided AS (
    SELECT *, string_split(article_body, chr(10) || chr(10)) AS paragraphs FROM main.articles
),
numbered AS (
    SELECT *, generate_subscripts(paragraphs, 1) AS number FROM divided
)
SELECT
    article_id, outlet, key, number - 1 AS place, body_kinds[number] AS kind, paragraphs[number] AS text,
    date_published, in_language, revision, warc_file, warc_offset
FROM numbered;
