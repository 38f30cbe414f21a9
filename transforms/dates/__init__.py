"""Dates: read as pages print them in any language and calendar, and chosen among those that a page states."""
