"""Makes outlets on the NewsStudio CMS, whose some thirty sites share their paths, selectors and lines."""

from __future__ import annotations

from spiders.outlet import Feed, Line, Outlet, SectionPage, Template, WaybackCdx

#: The all-news feed of every site of this CMS that was looked at; on others it is inferred.
ALL_NEWS_FEED = "/rssb5.-er48r6--4qhfle2m.puirug.r.xml"

# Kinds of article seen: news, interview, article, report, note. Pages of these other kinds have numbers too.
_TYPES = "(?!(?:category|tag|page|archive|search|author)/)[a-z_-]+"
_ORDINARY = Template(
    name="ordinary",
    page="#docDiv3TitrMain",
    headline="#docDiv3TitrMain",
    alternative_headline="#docDiv3TitrRou",
    lead="#docDivLead1, #docDivLead3, #docDiv4LeadTitle, #docDivLeadTitle",
    date="#docDiv3Date, .doc_date",
    # the label is glued to the date in some pages, apart in others, absent in print
    date_text=r"(?:Publish date\s*:?\s*)?(?P<published>.+)",
    date_formats=("%d %b %Y - %H:%M", "%A %d %B %Y %H:%M"),
    breadcrumbs="#docDiv1Menu1 a, .doc-section-info a, .dsinfo-p1-active a",
    keywords=".doc_tags1 a, .tags a",
    main_image="#doc_div1Img",
    key="#docDocID, #docDiv5InfoCode",
    alias='a[href*="/vd"][href$=".html"]',
    body="#doctextarea, #doc_div33",
)


def newsstudio(
    *,
    slug: str,
    name: str,
    hosts: tuple[str, ...],
    languages: tuple[str, ...],
    volume: tuple[int, int],
    lines: tuple[Line, ...] = (),
    time_zone: str = "Asia/Tehran",
) -> Outlet:
    """Return an outlet on this CMS; the first host is the present one, `lines` are the site's own boilerplate.

    The listing pages of each language stand beside the feed, whose path is only inferred for most sites.
    """
    home = f"https://{hosts[0]}"
    return Outlet(
        slug=slug,
        name=name,
        hosts=hosts,
        languages=languages,
        time_zone=time_zone,
        # The number is one series for all languages; "doc" is an older template, "print" the printer's page.
        article_urls=(rf"^/(?P<language>[a-z]{{2}})/(?:doc/)?(?P<type>{_TYPES})/(?P<key>\d+)(?:/|$)",),
        unkeyed_urls=(r"^/vd[a-z][^/]*\.html$",),
        canonical_url=home + "/{language}/{type}/{key}",
        volume=volume,
        sources=(
            Feed(url=home + ALL_NEWS_FEED),
            *(SectionPage(url=f"{home}/{language}") for language in languages),
        ),
        past_sources=tuple(
            WaybackCdx(prefix=f"{host.removeprefix('www.')}/{language}/news/")
            for host in hosts
            for language in languages
        ),
        templates=(_ORDINARY,),
        lines=(*_LINES, *lines),
    )


_LINES = (
    Line(rule="newsstudio.date", pattern=r"Publish date\s*:?\s*(?P<value>.+)", field="date"),
    Line(rule="newsstudio.code", pattern=r"(?:Story )?Code\s*:\s*(?P<value>\d+)", field="key"),
    Line(
        rule="newsstudio.permalink",
        pattern=r"(?P<value>https?://[^\s/]+/vd[a-z][^\s/]*\.html)",
        field="alias",
    ),
    Line(rule="newsstudio.form", pattern=r"(?:Your Name|Your Email Address|Security Code)\s*:?\s*\*?"),
    Line(rule="newsstudio.qr", pattern=r"QR code(?:\s*QR code)?"),
    Line(rule="newsstudio.link", pattern=r"News Link\s*:.*"),
    Line(rule="newsstudio.share", pattern=r"اشتراک گذاری\s*:?|Recommend to others"),
    Line(rule="newsstudio.initials", pattern=r"/?[A-Z]{2,4}(?:/[A-Z]{2,4})?", tail=True),
)
