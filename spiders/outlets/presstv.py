"""Press TV, English: the article's number outlives its slugs, headlines and domains."""

from datetime import date

from spiders.outlet import Feed, Line, Outlet, SectionPage, Sitemap, Template, WaybackCdx

OUTLET = Outlet(
    slug="presstv",
    name="Press TV",
    # presstv.com was seized in June 2021; the others were or are alternate addresses and mirrors of the same paths.
    hosts=(
        "www.presstv.ir", "www.presstv.co.uk", "www.presstv.com", "www.presstv.tv", "previous.presstv.ir",
        "beta.presstv.com", "599046384.r.worldcdn.net", "783093661.r.worldcdn.net",
    ),
    languages=("en",),
    time_zone="Asia/Tehran",  # inferred from the feed's own clock
    article_urls=(
        r"(?i)^/detail/(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<key>\d+)(?:/|$)",
        r"(?i)^/detail/(?P<key>\d+)\.html$",
        r"(?i)^/detail\.aspx\?(?:.*&)?id=(?P<key>\d+)",
    ),
    canonical_url="https://www.presstv.ir/Detail/{year}/{month}/{day}/{key}",
    # About 60 numbers a day are given out since 2021, to French and video pages too.
    volume=(15, 120),
    sources=(
        Feed(url="https://www.presstv.ir/rss.xml"),
        *(SectionPage(url=f"https://www.presstv.ir/Section/{number}/{{page}}", pages=2) for number in range(101, 107)),
    ),
    past_sources=(
        WaybackCdx(prefix="presstv.com/Detail/{day:%Y/%m/%d}/"),
        WaybackCdx(prefix="presstv.ir/Detail/{day:%Y/%m/%d}/"),
        # The index names one for each month from December 2014 on; those before 2023 are not there.
        Sitemap(
            url="https://www.presstv.ir/SiteMap/{day:%Y-%m}/sitemap-news-{day:%Y-%m}.xml",
            since=date(2023, 1, 1),
            until=date(2023, 11, 30),
        ),
    ),
    templates=(
        Template(
            name="today",
            since=date(2021, 6, 1),
            page=".body-content.details-page, .news-body-container",
            headline="h1.news-title-container",
            date="time.news-modifydate-container, time.news-detail",
            date_attribute="datetime",
            modified="time.news-modifydate-container strong",
            modified_text=r"Last Update:\s*(?P<modified>.+)",
            date_formats=("%A, %d %B %Y %I:%M %p",),
            breadcrumbs='div.news-section-container a[href^="/Section/"]',
            figure=".details-page figure, .news-body-container figure",
            caption="figcaption",
            body="div.news-body-container",
        ),
        Template(
            name="2015-2020",
            since=date(2014, 12, 1),
            until=date(2021, 6, 30),
            page="article#item",
            headline="h2.page-header",
            date="#header-pubdate",
            date_text=r"(?P<published>[^\[]+?)\s*(?:\[Updated:\s*(?P<modified>[^\]]+?)\s*\])?",
            date_formats=("%a %b %d, %Y %I:%M%p",),
            time_zone="UTC",  # a page of 2019 fits a clock in UTC; inferred
            breadcrumbs='ol.breadcrumb a[href^="/Default/Section/"]',
            figure="figure.item-image, .item-text figure",
            caption="figcaption",
            body="div.item-text",
        ),
    ),
    blocks=(
        "div[data-oembed-url]", ".oembed", "ul.item-tools", "div.item-sharings", "div.item-comments",
    ),
    lines=(
        Line(rule="presstv.breadcrumb", pattern=r"News\s+/\s+(?P<value>[^.!?]{1,60})", field="breadcrumbs"),
        Line(rule="presstv.date", pattern=r"(?P<value>[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2}, \d{4} \d{2}:\d{2}[AP]M)"
             r"\s*(?:\[Updated:.*\])?", field="date"),
        Line(rule="presstv.addresses", pattern=r"Press TV.s website can also be accessed at the following "
             r"alternate addresses:"),
        Line(rule="presstv.address", pattern=r"(?:https?://)?www\.presstv\.(?:ir|co\.uk|tv|com)/?"),
        Line(rule="presstv.share", pattern=r"SHARE THIS ARTICLE|Partager Cet Article"),
        Line(rule="presstv.roku", pattern=r"Press TV News Roku"),
        Line(rule="presstv.source", pattern=r"SOURCE: FRENCH PRESS TV", tail=True),
        Line(rule="presstv.player", pattern=r"• Embed|Sorry, the video player failed to load\..*"),
    ),
)  # fmt: skip
