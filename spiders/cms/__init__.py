"""The makers of outlets that share a content management system: its paths, selectors and lines."""
