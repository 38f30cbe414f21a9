"""Parsing, the second room: a capture becomes an article, or a rejection with its reason."""
