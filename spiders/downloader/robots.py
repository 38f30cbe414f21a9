"""The robots policy, as RFC 9309 has it: its redirects, its size, and what holds where robots.txt cannot be had."""

from __future__ import annotations

import asyncio
import logging
import sys
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import brotli
from scrapy import Request, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    StopDownload,
)
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler, load_object
from w3lib.url import safe_url_string

from spiders.ai_statements import HostStatements
from spiders.capture.content import UNDECODED
from spiders.capture.manifest import RobotsEntry
from spiders.discovery.document import decode_listing
from spiders.discovery.link import ListingError, printable
from spiders.discovery.wayback import parse_memento
from spiders.downloader.ai_agents import AiRules, agent_named, obeyed
from spiders.downloader.guarded_spider import spider_of
from spiders.downloader.replay import NotRecorded
from spiders.downloader.retry import NO_TRUST, LeftOverError
from spiders.downloader.ssrf_guard import REDIRECTS, OffsiteError, RefusedAddressError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

#: So many bytes of a robots.txt count, and no more are downloaded (RFC 9309, 2.5: at least as many).
LARGEST = 500 * 1024
#: So many redirects are followed, to other hosts too (RFC 9309, 2.3.1.2: at least as many).
MOST_REDIRECTS = 5
_GZIP = b"\x1f\x8b"
_MARKS_ALONE = (BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)  # what an editor saves of an empty file
_OTHERS = "User-agent: \N{EM DASH}"  # which no name of an agent holds
_NO_CONNECTION = (CannotResolveHostError, DownloadConnectionRefusedError)
log = logging.getLogger(__name__)


class ForbiddenError(IgnoreRequest):
    """The rules of a host forbid the page."""


class NoRulesError(IgnoreRequest):
    """The robots.txt of a host could not be had; `error` is why, or `status` where the host answered so itself."""

    def __init__(self, words: str, error: Exception | None = None, status: int | None = None) -> None:
        super().__init__(words)
        self.error = error
        self.status = status


@dataclass(frozen=True, slots=True)
class _Rules:
    """What holds for the pages of a host: rules, nothing (all is allowed), or an error that each page ends in.

    `asked` says whether the host answered for itself.
    """

    parser: RobotParser | None = None
    ai: AiRules | None = None
    fault: IgnoreRequest | None = None
    asked: bool = True


class Robots:
    """The downloader middleware that asks each host for its robots.txt, once a crawl, before anything else of it.

    Where there is none (4xx), all is allowed. Where it cannot be had, nothing is asked of the host: it fails (5xx,
    429), does not answer, breaks off, cannot be unpacked, or redirects further than we follow. RFC 9309 leaves that
    last case to the crawler; who hides the rules behind so many redirects has some.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._parser = load_object(crawler.settings["ROBOTSTXT_PARSER"])
        self._answers: dict[str, asyncio.Future[_Rules]] = {}
        crawler.signals.connect(self._received, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """Return the middleware of this crawl, as Scrapy asks for it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let pass what the rules of its host allow."""
        if request.meta.get("dont_obey_robotstxt"):  # the robots.txt itself, each time that it is tried
            request.meta["robots_bytes"] = 0
            return
        parts = urlsplit(request.url)
        if parts.netloc not in self._answers:
            answer = self._answers[parts.netloc] = asyncio.get_running_loop().create_future()
            answer.set_result(await self._rules_of(parts.scheme, parts.netloc))
        rules = await self._answers[parts.netloc]
        if rules.fault is not None:
            raise rules.fault.with_traceback(None)
        if rules.parser is not None and not rules.parser.allowed(request.url, self._agent):
            raise ForbiddenError(f"forbidden by the robots.txt of {parts.netloc}")
        request.meta.pop("host_statements", None)  # of the URL that redirected here
        if rules.asked and not parse_memento(request.url):  # an archive speaks for no outlet
            stated = rules.ai.statements(request.url) if rules.ai else ()
            request.meta["host_statements"] = HostStatements(robots_allowed=True, ai_statements=stated)

    def _received(self, data: bytes, request: Request) -> None:
        """End the download of a robots.txt that is larger than what counts."""
        if request.meta.get("dont_obey_robotstxt"):
            request.meta["robots_bytes"] = request.meta.get("robots_bytes", 0) + len(data)
            if request.meta["robots_bytes"] > LARGEST:
                raise StopDownload(fail=False)

    async def _rules_of(self, scheme: str, host: str) -> _Rules:
        """Return what holds for a host, and note it."""
        url = f"{scheme}://{host}/robots.txt"
        seen: list[str] = []
        try:
            while (response := await self._asked(url, len(seen))) and (target := _target(response)):
                seen.append(url)
                if target in seen:
                    return self._fault(host, seen, "redirects in a circle")
                if len(seen) > MOST_REDIRECTS:
                    return self._fault(host, seen, f"redirects more than {MOST_REDIRECTS} times")
                url = target
            return self._read(host, [*seen, url], response)
        except (LeftOverError, NotRecorded, OffsiteError) as error:
            # Left over is each page too; a host that is not the outlet's, the guard refuses; a recording without it is
            # replayed as it was made.
            return _Rules(fault=error if isinstance(error, LeftOverError) else None, asked=False)
        except Exception as error:  # whatever came in the way, there are no rules
            return self._failed(host, [*seen, url], error)

    async def _asked(self, url: str, redirects: int) -> Response:
        engine = self._crawler.engine
        assert engine is not None
        meta = {"dont_obey_robotstxt": True, "dont_redirect": True, "robots_redirects": redirects}
        # A size that is stated in advance ends no download: the first bytes count.
        return await engine.download_async(
            Request(url, priority=1000, callback=NO_CALLBACK, meta={**meta, "download_maxsize": 0})
        )

    def _read(self, host: str, urls: list[str], response: Response) -> _Rules:
        """Return the rules in an answer."""
        if response.status >= 500 or response.status == 429:
            return self._fault(host, urls, f"answered {response.status}", status=response.status)
        if response.status >= 300:
            self._note(host, "none", urls, status=response.status)
            return _Rules()
        try:
            text = rules_text(response)
        except ListingError as error:
            return self._fault(host, urls, f"cannot be read: {error}", status=response.status)
        parser = self._parsed(relevant_text(text, self._agent).encode("utf-8"))
        self._note(host, "read", urls, status=response.status, crawl_delay=parser.crawl_delay(self._agent))
        return _Rules(parser=parser, ai=AiRules(text, self._parsed))

    def _parsed(self, rules: bytes) -> RobotParser:
        parser: RobotParser = build_from_crawler(self._parser, self._crawler, rules)
        return parser

    def _failed(self, host: str, urls: list[str], error: Exception) -> _Rules:
        """Return that nothing is allowed for an error."""
        if isinstance(error, RefusedAddressError) and len(urls) == 1:
            self._note(host, "unreachable", urls, detail=str(error))
            return _Rules(fault=error)  # in which the page itself would end too
        words = f"could not be had: {type(error).__name__}: {error}"
        if isinstance(error, DownloadTimeoutError):
            words = "did not answer in time"
        elif isinstance(error, RefusedAddressError):
            words = f"is where no crawl may reach: {error}"
        return self._fault(host, urls, words, error)

    def _fault(
        self, host: str, urls: list[str], words: str, error: Exception | None = None, status: int | None = None
    ) -> _Rules:
        """Return that nothing is allowed, and note why."""
        led = f"leads to {urls[-1][:100]}, which " if len(urls) > 1 and not words.startswith("redirects") else ""
        detail = printable(f"robots.txt of {host} {led}{words}; nothing is asked of it until it can be read")
        log.warning("%s", detail)
        apart = isinstance(error, _NO_CONNECTION) or any(mark in str(error or "") for mark in NO_TRUST)
        self._note(host, "unreachable" if apart else "failed", urls, status=status, detail=detail)
        return _Rules(fault=NoRulesError(detail, error, status))

    def _note(
        self,
        host: str,
        state: str,
        urls: list[str],
        *,
        status: int | None = None,
        crawl_delay: float | None = None,
        detail: str | None = None,
    ) -> None:
        final_url = urls[-1] if len(urls) > 1 else None
        entry = RobotsEntry(
            host=host, state=state, status=status, crawl_delay=crawl_delay, final_url=final_url, detail=detail
        )
        spider_of(self._crawler).robots[host] = entry


class RobotsDecoder:
    """The downloader middleware that unpacks so much of a robots.txt as counts, in the place of Scrapy's own.

    Scrapy's unpacks all or nothing; and some servers say that it is packed where it is plain text.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Undo the content coding of a robots.txt; what is in no such coding stays as it is."""
        if not request.meta.get("dont_obey_robotstxt"):
            return response
        coding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
        response.headers.pop("Content-Encoding", None)
        return response.replace(body=unpacked_beginning(response.body, coding))


def unpacked_beginning(body: bytes, coding: str) -> bytes:
    """Return the first bytes of a body, one more than count, unpacked as far as it is whole; as it is where it is not.

    What breaks off is read as far as it goes: the end of a long one was never asked for.
    """
    codings = [name.strip().lower() for name in coding.split(",")]
    if body.startswith(_GZIP) and not {"gzip", "x-gzip"} & {*codings}:
        codings.append("gzip")
    for name in reversed(codings):
        try:
            body = _unpacked(body, name)
        except UNDECODED:
            return body
    return body[: LARGEST + 1]


def _unpacked(body: bytes, coding: str) -> bytes:
    most = LARGEST + 1
    if coding in ("gzip", "x-gzip"):
        content = b""
        while body.startswith(_GZIP) and len(content) < most:
            member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            content += member.decompress(body, most - len(content))
            body = member.unused_data
        return content or body
    if coding == "deflate":
        return zlib.decompressobj(zlib.MAX_WBITS if body[:1] == b"\x78" else -zlib.MAX_WBITS).decompress(body, most)
    if coding == "br":
        return bytes(brotli.Decompressor().process(body, output_buffer_limit=most))
    if coding == "zstd":
        return bytes(zstd.ZstdDecompressor().decompress(body, most))
    return body


def _target(response: Response) -> str | None:
    """Return where an answer redirects to; None where it does not."""
    location = response.headers.get("Location")
    return urljoin(response.url, safe_url_string(location)) if response.status in REDIRECTS and location else None


def rules_text(response: Response) -> str:
    """Return the text that counts of a robots.txt, whatever it is encoded in; raises `ListingError`.

    Of one that is longer than what counts, the line that is cut is left out: half a path forbids more than the whole.
    """
    body = response.body
    if not body.strip() or body.strip() in _MARKS_ALONE:
        return ""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    text = decode_listing(body[:LARGEST], content_type)
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] if len(body) > LARGEST else text


def relevant_text(text: str, agent: str) -> str:
    """Return a robots.txt with the agents that an agent of this name does not obey all named the same.

    Protego keeps each rule once for each agent that its group names: of thousands of both it would take gigabytes.
    """
    lines = text.splitlines()
    named = [agent_named(line) for line in lines]
    ours = {None, "*", obeyed(agent, frozenset(filter(None, named)))}
    renamed = [f"User-agent: {name}" if name else line for name, line in zip(named, lines, strict=True)]
    return "\n".join(line if name in ours else _OTHERS for name, line in zip(named, renamed, strict=True))
