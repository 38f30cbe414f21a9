"""Examines the warehouse and its published copies for `nightdesk doctor`."""
