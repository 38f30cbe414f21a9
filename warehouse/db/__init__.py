"""The database files: the connection of the writer, the published snapshot, and what DuckDB's errors mean."""
