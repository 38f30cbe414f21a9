"""The third room: the DuckDB warehouse, its run ledger and its published copy."""
