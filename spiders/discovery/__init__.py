"""Reads what lists articles: feeds, sitemaps, section pages, day archives and the CDX index of the Wayback Machine."""
