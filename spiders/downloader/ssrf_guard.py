"""The SSRF guard: which schemes, ports, hosts and addresses a crawl may ask, whatever a page or a resolver says."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError
from twisted.internet.threads import deferToThread
from w3lib.url import safe_url_string

from spiders.downloader.addresses import Network, address_in, admitted, is_admitted, not_public
from spiders.downloader.guarded_spider import spider_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred
    from twisted.python.failure import Failure

_PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: The names that led to an address that is not admitted, each with that address. One crawl has one resolver.
REFUSED_NAMES: dict[str, str] = {}


class RefusedAddressError(IgnoreRequest):
    """The URL leads to where no crawl may reach."""


class OffsiteError(IgnoreRequest):
    """The URL leads to a host that is not the outlet's."""


def admitted_networks(settings: BaseSettings) -> tuple[Network, ...]:
    """Return the networks that a person admits; ends the process where the setting names none."""
    try:
        return admitted(settings.get("NEWS_ADMIT") or "")
    except ValueError as error:
        raise SystemExit(f"nightdesk: {error}") from None


class LedAwayError(OffsiteError):
    """The URL was the outlet's, and redirects to a host that is not."""


class SsrfGuard:
    """The downloader middleware that looks at each URL before it is asked for, and at where each redirect leads."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._admitted = admitted_networks(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SsrfGuard:
        """Return the guard of this crawl, as Scrapy asks for it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what must not be asked for."""
        # A page may redirect too, as it is read: by `meta refresh`.
        self._check(
            request.url,
            redirected="redirect_urls" in request.meta,
            # The rules of a host may be at another one (RFC 9309, 2.3.1.2).
            anywhere=request.meta.get("robots_redirects", 0) > 0,
        )

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse a redirect that leads to another host, before anything follows it."""
        location = response.headers.get("Location")
        if response.status in REDIRECTS and location and not request.meta.get("dont_redirect"):
            self._check(urljoin(request.url, safe_url_string(location)), redirected=True)
        return response

    def _check(self, url: str, *, redirected: bool, anywhere: bool = False) -> None:
        spider = spider_of(self._crawler)
        ports = {*_PORTS.values(), *spider.ports}
        fault = fault_of(url, ports, self._admitted)
        if fault:
            raise RefusedAddressError(fault)
        if anywhere:
            return
        host = urlsplit(url).hostname or ""
        if not any(host == domain or host.endswith(f".{domain}") for domain in spider.allowed_domains):
            raise (LedAwayError if redirected else OffsiteError)(f"it leads to {url}"[:200])


def fault_of(url: str, ports: set[int], networks: tuple[Network, ...]) -> str | None:
    """Return why a URL must not be asked for, whosever it is; None where nothing speaks against it."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = parts.hostname or ""
    except ValueError as error:
        return f"no address can be read from {url[:100]!r}: {error}"
    if parts.scheme not in _PORTS:
        return f"{parts.scheme[:20]!r} is neither http nor https"
    if parts.username is not None or parts.password is not None:
        return "it carries a name or a password"
    faults = []
    if port not in ports:
        faults.append(f"port {port} is not one that the outlet declares (`ports` in its file)")
    address = address_in(host)
    if address is not None and not is_admitted(address, networks):
        faults.append(f"its host is {not_public(address)}")
    return "; ".join(faults) or None


def _ipv6_address(name: str) -> str:
    found = socket.getaddrinfo(name, None, socket.AF_INET6, socket.SOCK_STREAM)
    return str(found[0][4][0])


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, whose answers are looked at one by one: what it lets through is what is connected to.

    Scrapy's knows IPv4 alone. A name that has no address there is looked up in IPv6, and the same is asked of that one:
    Twisted connects to an address as it is spelled, of either kind.
    """

    admitted: tuple[Network, ...] = ()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Return the resolver of this crawl, as Scrapy asks for it."""
        resolver: GuardedResolver = super().from_crawler(crawler, reactor)
        resolver.admitted = admitted_networks(crawler.settings)
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Return the address of a name; it fails where that is not admitted."""
        found = super().getHostByName(name, timeout).addErrback(self._look_up_ipv6, name)
        return found.addCallback(self._admit, name)

    def _look_up_ipv6(self, failure: Failure, name: str) -> Deferred[str]:
        failure.trap(DNSLookupError)
        return deferToThread(_ipv6_address, name).addErrback(lambda _: failure)

    def _admit(self, answer: str, name: str) -> str:
        address = address_in(answer)
        if address is None or not is_admitted(address, self.admitted):
            REFUSED_NAMES[name] = answer
            raise DNSLookupError(f"{name} is {not_public(answer)}")
        return answer
