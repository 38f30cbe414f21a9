"""Loads what was read and judges it: batches, crawl manifests, the ledger of runs, verdicts and checks."""
