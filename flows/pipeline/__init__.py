"""The stages of every run, without Prefect: crawl, read, load, check and publish; and the probe and the evaluation."""
