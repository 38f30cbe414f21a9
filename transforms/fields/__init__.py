"""The fields of an article beside its body, its dates and its people: headline, images, links, sections, access."""
