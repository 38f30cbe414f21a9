"""People who are credited with an article: the names in bylines and in what a page states, and the agencies beside."""
