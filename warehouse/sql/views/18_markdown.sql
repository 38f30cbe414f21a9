-- A line of text as Markdown that renders as this text: what would be markup has a backslash before it.
CREATE OR REPLACE MACRO core.escaped_markdown(t) AS
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(t, '([\\`*_\[\]<>~|])', '\\\1', 'g'),
                    '&(#?[0-9A-Za-z]+;)', '\\&\1', 'g'
                ),
                '(^|\s)#', '\1\\#', 'g'
            ),
            '^([-+=])', '\\\1'
        ),
        '^(\d+)([.)])', '\1\\\2'
    );

-- A row of a table, from its cells and how many the widest row of the body has.
CREATE OR REPLACE MACRO core.markdown_row(cells, width) AS
    '| ' || array_to_string(list_transform(list_resize(cells, width, ''), lambda cell: core.escaped_markdown(cell)), ' | ') || ' |';

-- A paragraph of a kind, after one of the kind `before`, which is NULL of the first; `width` as in core.markdown_row.
CREATE OR REPLACE MACRO core.markdown_paragraph(t, kind, before, width) AS
    CASE
        WHEN before IS NULL THEN ''
        WHEN before = kind AND kind IN ('list_item', 'table_row') THEN chr(10)
        WHEN before = kind AND kind = 'quotation' THEN chr(10) || '>' || chr(10)
        ELSE chr(10) || chr(10)
    END
    || CASE
        WHEN kind = 'table_row'
            THEN core.markdown_row(string_split(t, ' | '), greatest(width, len(string_split(t, ' | '))))
            || if(before IS DISTINCT FROM kind, chr(10) || '|' || repeat(' --- |', width), '')
        WHEN kind = 'list_item' THEN '- ' || core.escaped_markdown(t)
        WHEN kind = 'quotation' THEN '> ' || core.escaped_markdown(t)
        WHEN starts_with(kind, 'heading') THEN repeat('#', right(kind, 1)::INTEGER) || ' ' || core.escaped_markdown(t)
        ELSE core.escaped_markdown(t)
    END;

CREATE OR REPLACE MACRO core.markdown_of(paragraphs, kinds) AS
    array_to_string(
        list_transform(
            list_zip(
                paragraphs,
                kinds,
                list_prepend(NULL, kinds),
                -- How many cells the widest row of a table has: in Markdown, the first row says how many count.
                list_resize([]::BIGINT[], len(paragraphs), coalesce(list_max(list_transform(
                    list_filter(list_zip(paragraphs, kinds, true), lambda part: part[2] = 'table_row'),
                    lambda part: len(string_split(part[1], ' | '))
                )), 0)),
                true
            ),
            lambda part: core.markdown_paragraph(part[1], part[2], part[3], part[4])
        ),
        ''
    );

-- A body as Markdown that renders as its text: `SELECT markdown(article_body, body_kinds) FROM articles`.
CREATE OR REPLACE MACRO main.markdown(body, kinds) AS
    core.markdown_of(
        string_split(body, chr(10) || chr(10)),
        coalesce(kinds, list_resize([]::VARCHAR[], len(string_split(body, chr(10) || chr(10))), 'paragraph'))
    );

COMMENT ON MACRO main.markdown IS
'A body as Markdown, by the kinds of its paragraphs: markdown(article_body, body_kinds). It renders as the text; without kinds all are paragraphs.';
