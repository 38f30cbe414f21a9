"""The spider and what runs with it: crawl state, crawl ledger, what writes its captures, and the settings of Scrapy."""
