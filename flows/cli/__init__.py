"""The command line: a module a verb or family of verbs, and how each ends."""
