SELECT format('"{}"."{}"', schema_name, table_name)
FROM duckdb_tables()
WHERE NOT internal
ORDER BY ALL;
