"""Boilerplate: what is no part of a story, recognised by shape, by place, or by an outlet's declaration."""
