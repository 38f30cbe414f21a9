-- Every column with its meaning: the public views first, the tables that only they show after them.
WITH described AS (
    SELECT schema_name, table_name AS name, comment, 0 AS is_view FROM duckdb_tables()
    WHERE database_name = current_database()
    UNION ALL
    SELECT schema_name, view_name, comment, 1 FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal
)
SELECT
    columns.schema_name, columns.table_name, described.comment,
    columns.column_name, columns.data_type, columns.comment
FROM duckdb_columns() AS columns
JOIN described ON described.schema_name = columns.schema_name AND described.name = columns.table_name
WHERE columns.database_name = current_database()
ORDER BY
    columns.schema_name = 'core', is_view = 0,
    list_position([
        'articles', 'article_revisions', 'removed_spans', 'captures', 'fetches', 'rejections', 'runs', 'run_outlets',
        'outlets', 'outlet_health', 'coverage_gaps', 'daily_counts', 'warnings', 'robots'
    ], columns.table_name) NULLS LAST,
    columns.table_name, columns.column_index;
