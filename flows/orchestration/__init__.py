"""Runs a flow through Prefect, by a private server with a secret; where that is gone, the run goes on without it."""
