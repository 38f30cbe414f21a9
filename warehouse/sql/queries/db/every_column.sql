SELECT columns.schema_name, columns.table_name, views.view_name IS NOT NULL, columns.column_name
FROM duckdb_columns() AS columns
LEFT JOIN duckdb_views() AS views
    ON views.database_name = columns.database_name AND views.schema_name = columns.schema_name
    AND views.view_name = columns.table_name
WHERE columns.database_name = current_database() AND NOT columns.internal
ORDER BY columns.schema_name, columns.table_name, columns.column_index;
