"""Fills the page templates of the demo with the invented stories."""

from __future__ import annotations

from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any

import dates
from story import Block, Picture, Story, read_toml

LABELS: dict[str, dict[str, str]] = read_toml("labels.toml")
_TEMPLATES = Path(__file__).parent / "templates"
_TAGS = {"paragraph": "p", "heading": "h3", "quotation": "blockquote"}
_FILES = {"2015-2020": "presstv-2015-2020", "today": "presstv-today", "print": "taghrib-print"}


def fill(name: str, /, **values: str) -> str:
    """Return the template of that name with its values, which must be HTML already."""
    return Template((_TEMPLATES / f"{name}.html").read_text(encoding="utf-8")).substitute(values)


def page(story: Story) -> str:
    """Return the page of a story as its outlet would serve it."""
    values = _presstv(story) if story.outlet == "presstv" else _taghrib(story)
    return fill(_FILES.get(story.template, "taghrib-ordinary"), **values)


def _presstv(story: Story) -> dict[str, str]:
    old = story.template == "2015-2020"
    form = dates.short_form if old else dates.long_form
    updated = form(story.updated) if story.updated else ""
    update_mark = "\n                                     [Updated: {} ]" if old else "<strong>Last Update: {}</strong>"
    main = story.pictures[0]
    return {
        "key": story.key,
        "headline": escape(story.headline),
        "web_title": escape(story.web_title),
        "description": escape(story.description),
        "picture": escape(main.url),
        "caption": escape(_caption(main)),
        "figure": _figure(main),
        "published": form(story.published),
        "created": dates.meta_form(story.published),
        "updated": update_mark.format(updated) if updated else "",
        "breadcrumbs": _breadcrumbs(story, old=old),
        "path": escape(story.url.split("/", 3)[3]),
        "body": _body(story),
    }


def _breadcrumbs(story: Story, *, old: bool) -> str:
    if old:
        links = [f'<li><a href="/Default/Section/{number}">{escape(name)}</a></li>' for number, name in story.sections]
        return "".join(['<li><a href="/">Home</a></li>', *links])
    links = [f'<a href="/Section/{number}">{escape(name)}</a>' for number, name in story.sections]
    return " / ".join(['<a href="/">Home</a>', *links])


def _caption(picture: Picture) -> str:
    credit = f" (Photo by {picture.credit})" if picture.credit else ""
    return (picture.caption or "") + credit


def _figure(picture: Picture) -> str:
    caption = escape(_caption(picture))
    text = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="news-image"><img src="{escape(picture.url)}" alt="" />{text}</figure>'


def _body(story: Story) -> str:
    """Return the body as elements, one a block; the items of a list stand together in one `ul`."""
    parts: list[str] = []
    for is_item, blocks in groupby(story.body, key=lambda block: block.kind == "item"):
        if is_item:
            items = "\n".join(f"<li>{escape(block.text)}</li>" for block in blocks)
            parts.append(f"<ul>\n{items}\n</ul>")
        else:
            parts += [_element(story, block) for block in blocks]
    if story.template == "2015-2020":  # that template sets the opening paragraph in bold
        parts[0] = f"<p><strong>{escape(story.body[0].text)}</strong></p>"
    if story.footer_in_body:
        parts.append(fill("presstv-body-footer").rstrip())
    return "\n\n".join(parts)


def _element(story: Story, block: Block) -> str:
    if block.kind == "card":
        url, title, text = story.related or ("", "", "")
        return fill("presstv-card", url=escape(url), title=escape(title), text=escape(text)).rstrip()
    if block.kind == "picture":
        return _figure(story.pictures[1])
    if block.kind == "script":
        return fill("taghrib-script").rstrip()
    tag = _TAGS[block.kind]
    return f"<{tag}>{escape(block.text)}</{tag}>"


def picture_address(story: Story) -> str:
    """Return the path of a Taghrib story's picture, which holds the story's number twice."""
    return f"/images/docs/{int(story.key) // 1000:06}/n{int(story.key):08}-b.jpg"


def _taghrib(story: Story) -> dict[str, str]:
    words = {f"label_{name}": escape(text) for name, text in LABELS[story.language].items()}
    words["label_date"] = _optional("<span>{}</span>", LABELS[story.language]["date"])
    number, section = story.sections[0]
    return words | {
        "key": story.key,
        "language": story.language,
        "direction": "ltr" if story.language == "en" else "rtl",
        "headline": escape(story.headline),
        "lead": escape(story.description),
        "kicker": _optional('<div id="docDiv3TitrRou">{}</div>', story.kicker),
        "published": dates.shown(story, LABELS["fa"]["clock"]),
        "created": f"{story.published:%Y-%m-%d %H:%M:%S}",
        "section": f'<a href="/{story.language}/category/{number}">{escape(section)}</a>',
        "picture": _taghrib_picture(story),
        "body": _taghrib_body(story),
        "short_link": _optional(
            '<div class="doc-short-link"><a class="short-link" href="{0}">{0}</a></div>', story.short_link
        ),
        "tags": _optional('<div class="doc_tags1">{}</div>', _tag_links(story), as_html=True),
        "views": str(story.views),
        "link": escape(story.url.replace("/print/", "/")),
    }


def _optional(form: str, text: str | None, *, as_html: bool = False) -> str:
    return form.format(text if as_html else escape(text)) if text else ""


def _tag_links(story: Story) -> str:
    form = '<a href="/{}/tag/{}">{}</a>'
    links = [form.format(story.language, escape(tag.replace(" ", "+")), escape(tag)) for tag in story.tags]
    return "\n".join(links)


def _taghrib_picture(story: Story) -> str:
    if not story.picture:
        return ""
    return fill("taghrib-picture", address=picture_address(story), headline=escape(story.headline)).rstrip()


def _taghrib_body(story: Story) -> str:
    initials = escape(story.initials or "")
    if not story.line_breaks:
        return _body(story) + (f"\n\n<p>{initials}</p>" if initials else "")
    # Bare text: breaks between most paragraphs, and a paragraph of nothing but a space after every third.
    text = ""
    for number, paragraph in enumerate(story.texts, start=1):
        text += escape(paragraph) + ("\n<p>&nbsp;</p>\n" if number % 3 == 0 else "<br/><br/>\n")
    return text + initials


def section_page(stories: list[Story], values: dict[str, Any]) -> str:
    """Return a listing page of Press TV with one link a story, newest on top as given."""
    form = '<li><a class="section-latest-news-link" href="/{}"><img alt="" src="{}" /><span>{}</span></a></li>'
    links = [
        form.format(
            escape(story.url.split("/", 3)[3]),
            escape(story.pictures[0].url.replace(".jpg", ".s.jpg")),
            escape(story.headline),
        )
        for story in stories
    ]
    return fill("presstv-section", links="\n".join(links), **values)


def home_page(stories: list[Story], language: str) -> str:
    """Return the home page of one of Taghrib's languages."""
    form = '<div class="newsbox"><h3><a href="/{}">{}</a></h3><p>{}</p></div>'
    boxes = [
        form.format(escape(story.url.split("/", 3)[3]), escape(story.headline), escape(story.description))
        for story in stories
    ]
    words = {f"label_{name}": escape(text) for name, text in LABELS[language].items()}
    direction = "ltr" if language == "en" else "rtl"
    return fill("taghrib-home", boxes="\n".join(boxes), language=language, direction=direction, **words)
