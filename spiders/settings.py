"""Our manners on other people's servers, and what Scrapy needs to know of this room."""

from __future__ import annotations

import os
import re

# The child's surroundings: the command line sets them, and `scrapy crawl` typed by hand reads the same.
NEWS_OUTLETS = os.environ.get("NEWS_OUTLETS") or None
NEWS_DATA = os.environ.get("NEWS_DATA") or "data"
_CONTACT = re.sub(r"[^\x21-\x7e]+", " ", os.environ.get("NEWS_CONTACT", "")).strip()

BOT_NAME = "nightdesk"
USER_AGENT = f"Nightdesk/0.1 (news archive; {_CONTACT or 'no contact given'})"

SPIDER_LOADER_CLASS = "spiders.spider.OutletLoader"
SPIDER_MODULES: list[str] = []
ADDONS = {"spiders.replay.ReplayAddon": 0}

# One slow connection a host, and what its robots.txt asks for.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
RETRY_TIMES = 2
# A resolver that knows no such name knows none a second later: that is left to the next run.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
]
REDIRECT_MAX_TIMES = 5
COOKIES_ENABLED = False

# What answers is hostile until read. Scrapy's own defaults are a gigabyte, three minutes, and no check of TLS.
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # a local server that runs Python in the crawl, on by default since 2.19

# The spider asks for each article once by its key, and for each listing once.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# In the order of the listings: a crawl that is stopped has the newest.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
# Nearest to the network: redirects too are kept, and every payload before content decoding.
DOWNLOADER_MIDDLEWARES = {"spiders.recorder.Recorder": 990}

LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
