"""Which network addresses a crawl may connect to: those that are globally routable, and those a person admits."""

from __future__ import annotations

import ipaddress
import socket

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Addresses of IPv6 that carry one of IPv4: what counts is where they lead to.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Ranges that Python counts as global and no outlet is in: ::/96 and ::ffff:0:0:0/96 carry IPv4, the others are local.
_LOCAL = tuple(
    ipaddress.ip_network(text) for text in ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "fec0::/10", "192.0.0.0/24")
)


def networks(text: str) -> tuple[Network, ...]:
    """Return the networks that a comma-separated text names; raises `ValueError` where one is none."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def admitted(setting: str) -> tuple[Network, ...]:
    """Return the networks that NEWS_ADMIT names; raises `ValueError` in words that name it where it cannot be read."""
    try:
        return networks(setting)
    except ValueError as error:
        raise ValueError(f"NEWS_ADMIT must name networks, such as 127.0.0.0/8 or 10.1.2.3: {error}") from None


def address_in(host: str) -> Address | None:
    """Return the address that the host of a URL spells out, in whatever way; None where it is a name.

    The system's own resolver reads `2130706433`, `0x7f.1` and `127.1` as addresses too.
    """
    bare = host.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare)) if bare[:1].isdigit() else None
    except (OSError, ValueError):
        return None


def is_admitted(address: Address, admitted: tuple[Network, ...] = ()) -> bool:
    """Say whether a crawl may connect to an address."""
    target = _carried(address)
    if any(target in network for network in admitted):
        return True
    return target.is_global and not target.is_multicast and not any(target in network for network in _LOCAL)


def _carried(address: Address) -> Address:
    """Return the IPv4 address that one of IPv6 stands for, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def not_public(address: Address | str) -> str:
    """Return in words that an address is not admitted, and what a person may do whose own it is."""
    return f"{address}, which is no public address (NEWS_ADMIT={address} admits one of your own)"
