-- The table functions of this DuckDB itself.
SELECT DISTINCT function_name
FROM duckdb_functions()
WHERE function_type IN ('table', 'table_macro') AND internal;
