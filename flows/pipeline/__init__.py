"""The flows and their stages: crawl, read, load, check and publish."""
