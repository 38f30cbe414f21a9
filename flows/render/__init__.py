"""Shows results to people on a terminal, and to programs as JSON."""
