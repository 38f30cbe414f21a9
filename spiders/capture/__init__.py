"""What a crawl leaves on disk: WARC records and the crawl manifest, and the recovery of a crawl that was killed."""
