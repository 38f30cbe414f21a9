"""Says what the pipeline should read from each made-up page, from the stories and never from a parser."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import dates
from pages import picture_address
from story import Story


def expected(story: Story, clock_word: str) -> dict[str, object]:
    """Return the golden article of a story on one night."""
    breadcrumbs = [] if story.template == "print" else [name for _, name in story.sections]
    kicker = story.kicker.removesuffix(":").rstrip() if story.kicker else None
    return {
        "outlet": story.outlet,
        "key": story.key,
        "url": story.final_url,
        "canonical_url": _canonical(story),
        "template": story.template,
        "headline": story.headline,
        "alternative_headline": kicker,
        "description": story.description,
        "article_body": "\n\n".join(_paragraphs(story)),
        "article_section": breadcrumbs[-1] if breadcrumbs else None,
        "breadcrumbs": breadcrumbs or None,
        "date_published": story.in_utc(story.published).isoformat(),
        "date_published_raw": dates.shown(story, clock_word),
        "date_modified": story.in_utc(story.updated).isoformat() if story.updated else None,
        "in_language": story.language,
        "keywords": list(story.tags) or None,
        "main_image": _main_image(story),
        "images": _images(story),
        "aliases": [story.short_link] if story.short_link else None,
    }


def _canonical(story: Story) -> str:
    path = urlsplit(story.url).path.split("/")
    if story.outlet == "presstv":
        return urljoin("https://www.presstv.ir", "/".join(path[:6]))
    return urljoin("https://www.taghribnews.com", "/".join(path[:4]))


def _paragraphs(story: Story) -> list[str]:
    return story.texts if story.outlet == "presstv" else [story.description, *story.texts]


def _main_image(story: Story) -> str | None:
    if story.outlet == "presstv":
        return story.pictures[0].url if story.pictures else None
    if story.template == "print" or not story.picture:
        return None
    return urljoin(story.url, picture_address(story))


def _images(story: Story) -> list[dict[str, str | None]] | None:
    """Return the pictures that have a caption; Taghrib's only repeat the headline, which is none."""
    with_caption = [
        {"url": picture.url, "caption": picture.caption, "credit": picture.credit}
        for picture in story.pictures
        if picture.caption
    ]
    return with_caption or None
