"""The facts about each outlet as rows: what is declared stands beside what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import duckdb

from spiders.outlet import Outlet
from spiders.source import PastSource, Source, WaybackCdx
from warehouse.db.writer import rows, transaction


def write_outlets(connection: duckdb.DuckDBPyConnection, outlets: Mapping[str, Outlet]) -> None:
    """Write the facts about every declared outlet in the place of those of the last run."""
    with transaction(connection):
        rows(connection, "load/forget_outlets")
        rows(connection, "load/insert_outlets", facts=json.dumps([_row(outlet) for outlet in outlets.values()]))


def _row(outlet: Outlet) -> dict[str, object]:
    fewest, most = outlet.volume
    return {
        "outlet": outlet.slug,
        "name": outlet.name,
        "hosts": outlet.hosts,
        "languages": outlet.languages,
        "time_zone": outlet.time_zone,
        "time_zone_stated": outlet.time_zone_stated,
        "volume_fewest": fewest,
        "volume_most": most,
        "nightly_cap": outlet.nightly_cap,
        "stale_after": outlet.stale_after,
        "sources": [_source(source) for source in outlet.sources],
        "past_sources": [_source(source) for source in outlet.past_sources],
    }


def _source(source: Source | PastSource) -> dict[str, str]:
    return {
        "kind": type(source).__name__,
        "url": source.prefix if isinstance(source, WaybackCdx) else source.url,
    }
