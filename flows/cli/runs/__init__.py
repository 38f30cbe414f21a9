"""The verbs that start runs, now or by the clock."""
