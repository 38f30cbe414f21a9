"""The command line. `verbs/` declares each verb; a module here of the same name does what takes more than a call."""
