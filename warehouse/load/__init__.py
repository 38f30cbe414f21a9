"""Loads batches and crawl manifests, and says what is known for the next crawl."""
