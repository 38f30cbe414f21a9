"""Judges runs and examines what they loaded: the run ledger, verdicts, checks, and what `nightdesk doctor` looks at."""
