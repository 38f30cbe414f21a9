"""The body of an article: the extractors that find it, and the boilerplate that is taken out of it."""
