"""The third room: the DuckDB warehouse, its ledger of runs and its published copy."""
