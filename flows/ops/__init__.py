"""What keeps the runs going: the schedule, Prefect's server, and the checks of `nightdesk doctor`."""
