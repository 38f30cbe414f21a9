"""The templates of the pages in many scripts: ten ways in which sites put a story on a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one page shows of a story: its texts, the byline and the date as printed, and the language it states."""

    headline: str
    paragraphs: tuple[str, ...]
    nav: tuple[str, ...]
    related: tuple[str, ...]
    comment: str
    caption: str
    share: str
    author: str
    byline: str
    date: str
    lang: str
    head: str  # the declaration of the charset, where there is one


def _head(page: Shown, extra: str = "") -> str:
    lang = f' lang="{page.lang}"' if page.lang else ""
    return f"<!DOCTYPE html><html{lang}><head>{page.head}<title>{page.headline} - Velde</title>{extra}</head>"


def _json_ld(stated: dict[str, object]) -> str:
    return f"<script type='application/ld+json'>{json.dumps(stated, ensure_ascii=False)}</script>"


def _menu(page: Shown) -> str:
    items = "".join(f'<li><a href="/{place}">{word}</a></li>' for place, word in enumerate(page.nav))
    return f"<ul class='menu'>{items}</ul>"


def _cards(page: Shown, tag: str = "h3") -> str:
    return "".join(
        f"<div class='card'><a href='/story/{place}'><img src='/{place}.jpg' alt=''><{tag}>{title}</{tag}></a></div>"
        for place, title in enumerate(page.related, start=901)
    )


def _paragraphs(page: Shown) -> str:
    return "\n".join(f"<p>{text}</p>" for text in page.paragraphs)


def blog(page: Shown) -> str:
    """Return a theme of WordPress: JSON-LD with all that is asked, cards with dates and comments below."""
    stated: dict[str, object] = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Velde", "url": "https://velde.example/"},
            {
                "@type": "NewsArticle", "headline": page.headline, "datePublished": "2024-01-05T15:05:00+03:00",
                "dateModified": "2024-01-06T08:00:00+03:00", "author": {"@type": "Person", "name": page.author},
                "publisher": {"@type": "Organization", "name": "Velde"},
            },
        ],
    }  # fmt: skip
    return (
        f"{_head(page, _json_ld(stated))}<body class='single-post'>"
        f"<header id='masthead'><a class='site-title' href='/'>Velde</a><nav>{_menu(page)}</nav></header><main>"
        f"<article class='post'><header class='entry-header'><h1 class='entry-title'>{page.headline}</h1>"
        f"<div class='entry-meta'><span class='posted-on'><time datetime='2024-01-05T15:05:00+03:00'>{page.date}</time>"
        f"</span> <span class='author vcard'><a href='/author/a'>{page.author}</a></span></div></header>"
        f"<figure><img src='/mill.jpg'><figcaption>{page.caption}</figcaption></figure>"
        f"<div class='entry-content'>{_paragraphs(page)}</div>"
        f"<div class='sharedaddy'><a href='#'>{page.share}</a></div></article>"
        f"<section class='related-posts'>{_cards(page)}<time datetime='2024-02-01'>2024-02-01</time></section>"
        f"<ol class='comment-list'><li class='comment'><p>{page.comment}</p></li></ol></main>"
        f"<footer>© Velde 2024</footer></body></html>"
    )


def portal(page: Shown) -> str:
    """Return a portal that states nothing: the date and the byline are seen below the headline."""
    return (
        f"{_head(page)}<body><div id='top'>{_menu(page)}</div><div id='wrap'><div class='main'><h1>{page.headline}</h1>"
        f"<div class='info'><span class='date'>{page.date}</span><span class='source'>{page.byline}</span></div>"
        f"<div class='share-bar'><a href='#'>{page.share}</a></div><div id='content'>{_paragraphs(page)}</div></div>"
        f"<div class='sidebar'>{_cards(page, 'h4')}</div></div><div id='foot'>© Velde</div></body></html>"
    )


def table(page: Shown) -> str:
    """Return a page of tables, as in the nineties: one cell for the menu, one for the story, divided by breaks."""
    text = "<br><br>".join(page.paragraphs)
    return (
        f"{_head(page)}<body bgcolor=white><table width=100%><tr><td width=150>{_menu(page)}</td><td valign=top>"
        f"<h1>{page.headline}</h1><p><font size=2>{page.byline}</font></p><p><font size=2>{page.date}</font></p>"
        f"<div class=text>{text}</div></td><td>{_cards(page, 'b')}</td></tr></table></body></html>"
    )


def breaks(page: Shown) -> str:
    """Return an editor's page whose paragraphs are divided by breaks within one block, ruled by its class alone."""
    text = "<br /><br />\n".join(page.paragraphs)
    return (
        f"{_head(page)}<body>"
        f"<div class='header'>{_menu(page)}</div><div class='article-view'><div class='article-head'>"
        f"<h1 class='article-title'>{page.headline}</h1><ul class='article-meta'><li>{page.byline}</li>"
        f"<li>{page.date}</li></ul></div><div class='article-body'>{text}</div></div>"
        f"<div class='related-list'>{_cards(page, 'strong')}</div></body></html>"
    )


def microdata(page: Shown) -> str:
    """Return a page with microdata, and its comments marked likewise."""
    return (
        f"{_head(page)}<body><nav>{_menu(page)}</nav><div itemscope itemtype='https://schema.org/NewsArticle'>"
        f"<h1 itemprop='headline'>{page.headline}</h1><meta itemprop='datePublished' content='2024-01-05T12:05:00Z'>"
        f"<span itemprop='author' itemscope itemtype='https://schema.org/Person'><span itemprop='name'>{page.author}"
        f"</span></span> <span>{page.date}</span><div itemprop='articleBody'>{_paragraphs(page)}</div></div>"
        f"<div id='comments'><div itemprop='comment'><p>{page.comment}</p><time>2024-03-01</time></div></div>"
        f"<aside>{_cards(page)}</aside></body></html>"
    )


def metas(page: Shown) -> str:
    """Return a page of an application: metas for social networks, sections, state in a script."""
    extra = (
        f"<meta property='og:title' content='{page.headline}'><meta property='og:site_name' content='Velde'>"
        "<meta property='article:published_time' content='2024-01-05T12:05:00Z'>"
        f"<meta name='author' content='{page.author}'>"
    )
    state = json.dumps({"props": {"menu": list(page.nav), "related": list(page.related)}})
    return (
        f"{_head(page, extra)}<body><div id='__next'><header><nav>{_menu(page)}</nav></header><main><section>"
        f"<h1>{page.headline}</h1><div class='Meta_author__x1'>{page.author}</div><div>{page.date}</div></section>"
        f"<section class='Body_root__k2'>{_paragraphs(page)}</section><section class='Related_root__z'>{_cards(page)}"
        f"</section></main></div><script id='__NEXT_DATA__' type='application/json'>{state}</script></body></html>"
    )


def amp(page: Shown) -> str:
    """Return a page for telephones: its own elements for pictures and advertisements."""
    stated: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": page.headline,
        "datePublished": "2024-01-05T15:05:00+03:00",
    }
    return (
        f"{_head(page, _json_ld(stated))}<body>"
        f"<amp-sidebar id='menu'>{_menu(page)}</amp-sidebar><article><h1>{page.headline}</h1>"
        f"<p class='byline'>{page.byline}</p><p class='time'>{page.date}</p>"
        f"<amp-img src='/mill.jpg' width='9' height='6'></amp-img>{_paragraphs(page)}<amp-ad></amp-ad></article>"
        f"<amp-social-share type='x'>{page.share}</amp-social-share>{_cards(page)}</body></html>"
    )


def pieces(page: Shown) -> str:
    """Return a page whose paragraphs each have a block of their own, with links to other stories between them."""
    first, *others = (f"<div class='el text'><p>{text}</p></div>" for text in page.paragraphs)
    link = f"<div class='el related-link'><a href='/story/7'>{page.related[0]}</a></div>"
    return (
        f"{_head(page)}<body><header>{_menu(page)}</header><div class='hero'><h1><span>{page.headline}</span></h1>"
        f"<div class='hero__byline'>{page.byline}</div><div class='hero__date'>{page.date}</div></div>"
        f"<div class='elements'>{first}{link}{''.join(others)}</div><div class='social-share'>{page.share}</div>"
        f"<div class='recommended'>{_cards(page)}</div></body></html>"
    )


def paper(page: Shown) -> str:
    """Return a newspaper's page: a kicker and a picture above, an aside within the story, comments below it."""
    first, *others = (f"<p>{text}</p>" for text in page.paragraphs)
    return (
        f"{_head(page)}<body><div class='topbar'>{_menu(page)}</div><article><p class='kicker'>{page.nav[1]}</p>"
        f"<h1>{page.headline}</h1><figure><img src='/m.jpg'><figcaption>{page.caption}</figcaption></figure>"
        f"<div class='byline'>{page.byline}</div><div class='published'>{page.date}</div>{first}"
        f"<aside class='read-more'><h4>{page.related[1]}</h4></aside>{''.join(others)}</article>"
        f"<div class='comments'><p>{page.comment}</p></div></body></html>"
    )


def unclosed(page: Shown) -> str:
    """Return a page by hand: capitals, nothing closed that need not be, the story loose in a block."""
    text = "".join(f"<P>{text}\n" for text in page.paragraphs)
    return (
        f"{_head(page)}<BODY><DIV CLASS=menu>{_menu(page)}</DIV><DIV CLASS=story><H1>{page.headline}</H1>"
        f"<P>{page.date}<P>{page.byline}{text}</DIV><DIV CLASS=links>{_cards(page, 'b')}</DIV>"
    )


TEMPLATES: dict[str, Callable[[Shown], str]] = {
    each.__name__: each for each in (blog, portal, table, breaks, microdata, metas, amp, pieces, paper, unclosed)
}
