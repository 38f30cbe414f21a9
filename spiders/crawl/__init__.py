"""The spider and what runs with it: crawl state, crawl ledger, the recorder of exchanges, graceful shutdown."""
