"""The verbs of whoever tends the desk: a check-up, sources and pages to try, and help for the shell."""
