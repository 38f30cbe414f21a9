"""The registry of outlets: one file each in `spiders/outlets/`, and in a folder of the person's own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from spiders.outlet import Outlet, OutletError

_OWN = Path(__file__).parent / "outlets"


def load_outlets(extra: Path | None = None) -> dict[str, Outlet]:
    """Return the outlets by slug, in alphabetical order; `extra` is a folder with further outlet files.

    Raises `OutletError` where a file cannot be read, declares no `OUTLET`, or uses a slug or host twice.
    """
    files = sorted(_OWN.glob("[!_]*.py"))
    if extra is not None:
        if not extra.is_dir():
            raise OutletError(f"NEWS_OUTLETS names {extra}, which is not a folder")
        files += sorted(extra.glob("[!_]*.py"))
    outlets: dict[str, Outlet] = {}
    owners: dict[str, str] = {}
    for file in files:
        outlet = _load(file)
        if outlet.slug in outlets:
            raise OutletError(f"outlet {outlet.slug!r}: the slug is declared twice, again in {file}")
        for host in {*outlet.bare_hosts, *outlet.bare_mobile_hosts}:
            if host in owners:
                raise OutletError(f"outlet {outlet.slug!r}: the host {host} belongs to {owners[host]!r} already")
            owners[host] = outlet.slug
        outlets[outlet.slug] = outlet
    return dict(sorted(outlets.items()))


def owner(outlets: dict[str, Outlet], url: str) -> Outlet | None:
    """Return the outlet whose hosts own the URL; None where no declared one does."""
    return next((outlet for outlet in outlets.values() if outlet.owns(url)), None)


def _load(file: Path) -> Outlet:
    # A name of its own, so that a person's file can never shadow a module.
    name = f"nightdesk_outlet_{file.stem}_{abs(hash(file))}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise OutletError(f"outlet file {file}: it cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except OutletError as error:
        raise OutletError(f"{error} ({file})") from error
    except (Exception, SystemExit) as error:  # a file may try anything
        raise OutletError(f"outlet {file.stem!r}: {type(error).__name__}: {error} ({file})") from error
    finally:
        sys.modules.pop(name, None)
    outlet = getattr(module, "OUTLET", None)
    if not isinstance(outlet, Outlet):
        raise OutletError(f"outlet {file.stem!r}: the file binds no OUTLET = Outlet(...) ({file})")
    return outlet
