"""The vocabulary of each language, in a file of its own named for its ISO 639 code, and what reads them."""
