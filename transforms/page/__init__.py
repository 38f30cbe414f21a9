"""One parse of a page: its tree, the layout of its lines, and the metadata that it states."""
