"""The settings of Scrapy: politeness to other people's servers, bounds for what they send, and our parts in it."""

from __future__ import annotations

import os
import re
from importlib.metadata import version

from scrapy.settings import default_settings

# The environment of the process: the command line sets it, and `scrapy crawl` typed by hand reads the same.
NEWS_OUTLETS = os.environ.get("NEWS_OUTLETS") or None
NEWS_DATA = os.environ.get("NEWS_DATA") or "data"
NEWS_ADMIT = os.environ.get("NEWS_ADMIT", "")  # networks that are not public and may be connected to all the same
_CONTACT = re.sub(r"[^\x21-\x7e]+", " ", os.environ.get("NEWS_CONTACT", "")).strip()

BOT_NAME = "nightdesk"
USER_AGENT = f"Nightdesk/{version('nightdesk')} (news archive; {_CONTACT or 'no contact given'})"

SPIDER_LOADER_CLASS = "spiders.crawl.loader.OutletLoader"
SPIDER_MODULES: list[str] = []
ADDONS = {"spiders.downloader.replay.ReplayAddon": 0}

# What is off, or in whose place ours stand, is not even imported: aiohttp and tldextract, which nothing else of a crawl
# needs, would take a third of the time in which one starts.
_UNUSED = {
    *(f"scrapy.extensions.{name}" for name in ("throttle.AutoThrottle", "telnet.TelnetConsole")),
    *(f"scrapy.extensions.{name}" for name in ("remote_control.RemoteControl", "feedexport.FeedExporter")),
    *(f"scrapy.downloadermiddlewares.{name}" for name in ("offsite.OffsiteMiddleware", "cookies.CookiesMiddleware")),
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    *(f"scrapy.downloadermiddlewares.{name}" for name in ("robotstxt.RobotsTxtMiddleware", "retry.RetryMiddleware")),
}
EXTENSIONS_BASE = {name: place for name, place in default_settings.EXTENSIONS_BASE.items() if name not in _UNUSED}
DOWNLOADER_MIDDLEWARES_BASE = {
    name: place for name, place in default_settings.DOWNLOADER_MIDDLEWARES_BASE.items() if name not in _UNUSED
}

# One slow connection a host, and what its robots.txt asks for.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # there are none, and Scrapy makes so many tasks for each answer
DOWNLOAD_DELAY = 1.05  # seconds from request to request: the host sees one, where a connection is made first too
DOWNLOAD_DELAY_JITTER = 0  # it would be less than a second, or than Crawl-delay, every other time
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
EXTENSIONS = {
    "spiders.crawl.safe_log.SafeLog": 0,
    "spiders.downloader.throttle.Throttle": 0,
    "spiders.downloader.graceful_shutdown.GracefulShutdown": 0,
}
NIGHT = 4 * 3600  # the seconds that the pauses of a crawl may take: what Crawl-delay leaves no time for is left over
RETRY_TIMES = 2
RETRY_BACKOFF = 2.0  # seconds before the first retry, twice as many before each further one
# A resolver that knows no such name knows none a second later: that is left to the next run.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
]
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 5  # seconds: a page that asks to be loaded again every minute leads nowhere
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy would resolve the names, and nobody would look at the addresses

# What answers is hostile until read. Scrapy's own defaults are a gigabyte, three minutes, and no check of TLS.
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20
REACTOR_THREADPOOL_MAXSIZE = 100  # a name that no server knows holds a thread for as long as that: others go on
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # a local server that runs Python in the crawl, on by default since 2.19

# The spider asks for each article once by its key, and for each listing once.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# In the order of the listings: a crawl that is stopped has the newest.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("data", "file", "ftp", "s3")),
    **dict.fromkeys(("http", "https"), "spiders.downloader.handler.BoundedHandler"),
}
TWISTED_DNS_RESOLVER = "spiders.downloader.ssrf_guard.GuardedResolver"
DOWNLOADER_MIDDLEWARES = {
    "spiders.downloader.robots.Robots": 100,
    "spiders.downloader.tdm_file.TdmFile": 110,  # of what robots.txt allows
    "spiders.downloader.retry.PoliteRetry": 550,
    "spiders.downloader.robots.RobotsDecoder": 600,  # before the content coding is undone
    "spiders.downloader.ssrf_guard.SsrfGuard": 650,  # nearer to the network than what follows redirects
    "spiders.crawl.capture_writer.CaptureWriter": 990,  # nearest: redirects too, and payloads still coded
}

LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
