"""The first room: what an outlet is, and the crawl that captures what it served."""
