"""Invented stories of Velde as captures, in the shapes that outlets serve them in."""

from __future__ import annotations

from datetime import UTC, datetime

from recordings import OUTLETS

from spiders.capture.record import Capture, CaptureRef, HttpResponse
from spiders.outlet import Outlet
from transforms.article import Article
from transforms.parse import parse

PRESSTV, TAGHRIB = OUTLETS["presstv"], OUTLETS["taghrib"]
PRESSTV_URL = "https://www.presstv.ir/Detail/2026/11/18/780900/mill-of-velde"
TAGHRIB_URL = "https://www.taghribnews.com/en/news/712900/mill-of-velde"
OTHER_URL = "https://www.example.org/2026/mill-of-velde"
CAPTURED = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)

HEADLINE = "The mill of Velde turns again"
FIRST = "The old mill of Velde turned for the first time in ninety years on Monday, to applause from the whole village."
SECOND = "Its new millstone was cut by two brothers from Port Amsel, who learned the craft from a book and an aunt."
THIRD = "The miller says that flour will be on sale from the spring, at a price yet to be agreed with the council."
STORY = (FIRST, SECOND, THIRD)


def body_of(*lines: str) -> str:
    """Return lines as the body of an article has them."""
    return "\n\n".join(lines)


def paragraphs(*lines: str) -> str:
    """Return lines as paragraphs of a page."""
    return "".join(f"<p>{line}</p>" for line in lines)


def put_back(article: Article) -> list[str]:
    """Return the lines that the reader took: the body, with what was removed put back in its places."""
    lines: list[str] = []
    for place, paragraph in enumerate([*article.article_body.split("\n\n"), None]):
        lines += [span.text for span in article.removed or () if span.place == place]
        lines += [paragraph] if paragraph is not None else []
    return lines


def capture(
    payload: str | bytes,
    content_type: str | None = "text/html; charset=utf-8",
    url: str | None = PRESSTV_URL,
    final_url: str | None = None,
    coding: str | None = None,
    captured_at: datetime | None = CAPTURED,
) -> Capture:
    """Return the capture of one answer."""
    headers = {"Content-Type": content_type, "Content-Encoding": coding}
    return Capture(
        ref=CaptureRef(outlet="", key=None, url=url, final_url=final_url, captured_at=captured_at),
        response=HttpResponse(
            status=200,
            headers=tuple((name, value) for name, value in headers.items() if value is not None),
            payload=payload if isinstance(payload, bytes) else payload.encode("utf-8", "surrogatepass"),
        ),
    )


def presstv_page(body: str = paragraphs(*STORY), headline: str = HEADLINE, head: str = "") -> str:
    """Return a page in Press TV's present template."""
    return (
        f"<!DOCTYPE html><html><head><title>{headline}</title>{head}</head><body>"
        f'<div class="body-content details-page"><h1 class="news-title-container">{headline}</h1>'
        '<time class="news-detail" datetime="Wednesday, 18 November 2026 3:30 PM">today</time>'
        f'<div class="news-body-container">{body}</div></div></body></html>'
    )


def taghrib_page(body: str, lead: str = FIRST, headline: str = HEADLINE) -> str:
    """Return a page in the ordinary template of Taghrib's CMS."""
    return (
        f'<!DOCTYPE html><html><body><h1 id="docDiv3TitrMain">{headline}</h1>'
        f'<div id="docDiv3Date">Publish date : 18 Nov 2026 - 9:12</div><div id="docDivLead1">{lead}</div>'
        f'<div id="doctextarea">{body}</div></body></html>'
    )


def other_page(body: str = paragraphs(*STORY), headline: str = HEADLINE, head: str = "") -> str:
    """Return a page that is in no template of a declared outlet."""
    return (
        f"<!DOCTYPE html><html><head><title>{headline}</title>{head}</head><body><article><h1>{headline}</h1>"
        f"{body}</article></body></html>"
    )


def read(made: Capture, outlet: Outlet | None) -> Article:
    """Return the article that a capture is read as; the test fails where it is none."""
    article = parse(made, outlet)
    assert isinstance(article, Article), article
    return article
