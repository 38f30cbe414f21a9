"""The extractors: an outlet's template, plain text, or any page by trafilatura; each gives an `Extraction`."""
