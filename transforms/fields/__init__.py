"""The fields of an article beside its body: headline, authors, dates, language, images, sections, access."""
