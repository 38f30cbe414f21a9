"""The verbs that ask the published copy."""
