"""An address is admitted where it is globally routable, however it is spelt, or where a person admits its network."""

from __future__ import annotations

import pytest

from spiders.downloader.addresses import address_in, is_admitted, networks


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.0.8", "2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::1]", "::", "fe80::1%eth0",
        "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::127.0.0.1", "::ffff:0:7f00:1", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused_however_it_is_spelt(host: str) -> None:
    address = address_in(host)
    assert address is not None
    assert not is_admitted(address)


@pytest.mark.parametrize("host", ["8.8.8.8", "134744072", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::"])
def test_what_is_public_is_admitted(host: str) -> None:
    address = address_in(host)
    assert address is not None
    assert is_admitted(address)


@pytest.mark.parametrize("host", ["velde.example", "localhost", "1e100.example", "", "[velde]", "999.1.1.1.1"])
def test_a_name_is_no_address(host: str) -> None:
    assert address_in(host) is None


def test_a_person_admits_networks() -> None:
    admitted = networks("127.0.0.0/8, 10.1.0.0/16")
    for host, expected in {"127.0.0.1": True, "10.1.9.9": True, "10.2.0.1": False, "::ffff:127.0.0.1": True}.items():
        address = address_in(host)
        assert address is not None
        assert is_admitted(address, admitted) is expected
    with pytest.raises(ValueError, match="not-a-network"):
        networks("not-a-network")
