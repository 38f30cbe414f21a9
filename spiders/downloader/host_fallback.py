"""Host fallback: which hosts a crawl may ask, and which next, after one without address or valid certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spiders.capture.manifest import Outcome
from spiders.discovery.wayback import HOST
from spiders.outlet import Outlet
from spiders.url import host_of

if TYPE_CHECKING:
    from scrapy import Request

#: Hosts that are tried after the first.
_MOST = 2


def allowed_hosts(outlet: Outlet, *, past: bool) -> list[str]:
    """Return the hosts that a crawl may ask: those of the outlet and of its sources; of the past, the archive's too."""
    named = [source.url for source in outlet.sources]
    named += [getattr(source, "url", "") for source in outlet.past_sources if past]
    hosts = {host for url in named if (host := urlsplit(url).hostname)}
    return sorted({*outlet.bare_hosts, *outlet.bare_mobile_hosts, *hosts, *({HOST} if past else ())})


def next_host(request: Request, outcome: Outcome, outlet: Outlet) -> Request | None:
    """Return the request for the same at the next host of the outlet; None where there is none, or no cause for it."""
    tried = request.meta.get("hosts_tried", ())
    parts = urlsplit(request.url)
    bare = outlet.bare_hosts
    here = host_of(request.url)
    if outcome not in (Outcome.DNS, Outcome.TLS) or here not in bare[:-1] or len(tried) >= _MOST:
        return None
    port = f":{parts.port}" if parts.port else ""
    url = parts._replace(netloc=outlet.hosts[bare.index(here) + 1] + port).geturl()
    return request.replace(url=url, meta={**request.meta, "hosts_tried": (*tried, f"{here}: {outcome.value}")})
