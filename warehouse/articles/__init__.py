"""The history of one article or address: its requests, revisions and captures, and why it may have been missed."""
