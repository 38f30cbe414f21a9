"""One module a verb: its arguments, what it does, and examples."""
