"""The names of the formats in which answers and articles are written; without any library, for the command line."""

ANSWER_FORMATS = ("table", "csv", "json", "jsonl", "parquet")
SEARCH_FORMATS = ("table", "json", "jsonl")
EXPORT_FORMATS = ("parquet", "jsonl", "csv", "warc")
