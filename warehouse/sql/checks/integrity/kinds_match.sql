-- Why: the kinds of paragraphs say nothing where there are more or fewer of them than paragraphs.
-- Since: 2026-11-28
SELECT article_id, revision
FROM changed_texts
WHERE body_kinds IS NOT NULL
    AND (
        len(body_kinds) <> len(string_split(article_body, chr(10) || chr(10)))
        OR len(list_filter(body_kinds, lambda kind: kind IS NULL OR kind NOT IN (
            'paragraph', 'heading1', 'heading2', 'heading3', 'heading4', 'heading5', 'heading6', 'list_item',
            'quotation', 'table_row'
        ))) > 0
    );
