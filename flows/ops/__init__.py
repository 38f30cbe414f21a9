"""The operator's check-up: what `nightdesk doctor` examines."""
