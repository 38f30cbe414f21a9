"""The spider loader, which makes a spider of each outlet: `scrapy crawl SLUG` runs one."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import TYPE_CHECKING

from spiders.crawl.spider import OutletSpider
from spiders.outlet import Outlet, OutletError
from spiders.registry import load_outlets

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.settings import BaseSettings


class OutletLoader:
    """Makes a spider of each outlet; `scrapy list` shows them."""

    def __init__(self, outlets: dict[str, Outlet]) -> None:
        self._outlets = outlets

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> OutletLoader:
        """Return the loader of all outlets, the person's own among them; ends the process where one is wrong."""
        own = settings.get("NEWS_OUTLETS")
        try:
            return cls(load_outlets(Path(own) if own else None))
        except OutletError as error:
            raise SystemExit(f"nightdesk: {error}") from None

    def list(self) -> list[str]:
        """Return the slugs of all outlets."""
        return list(self._outlets)

    def load(self, spider_name: str) -> type[OutletSpider]:
        """Return the spider of one outlet; raises `KeyError` where there is no such outlet."""
        outlet = self._outlets[spider_name]
        return type(f"{spider_name.title()}Spider", (OutletSpider,), {"name": outlet.slug, "outlet": outlet})

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Return the outlets that own the request's URL."""
        return [slug for slug, outlet in self._outlets.items() if outlet.owns(request.url)]
