"""The fourth room: when things run, in what order, and the command line."""
