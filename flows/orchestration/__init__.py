"""Prefect: the flows, their server, their schedule; and how a flow runs without them."""
