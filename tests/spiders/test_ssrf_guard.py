"""What must not be asked for is named with what a person may do whose own it is."""

from __future__ import annotations

import pytest

from spiders.downloader.addresses import networks
from spiders.downloader.ssrf_guard import fault_of

PORTS = {80, 443}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://velde.example/a", None),
        ("http://127.0.0.1/a", None),  # admitted below
        ("https://velde.example:8080/a", "port 8080 is not one that the outlet declares (`ports` in its file)"),
        (
            "http://10.0.0.7/a",
            "its host is 10.0.0.7, which is no public address (NEWS_ADMIT=10.0.0.7 admits one of your own)",
        ),
        ("http://10.0.0.7:81/a", "port 81 is not one that the outlet declares (`ports` in its file); its host is 10"),
        ("ftp://velde.example/a", "'ftp' is neither http nor https"),
        ("https://a:b@velde.example/a", "it carries a name or a password"),
        ("https://velde.example:lantern/a", "no address can be read from"),
    ],
)
def test_each_fault_of_an_address_is_named(url: str, words: str | None) -> None:
    fault = fault_of(url, PORTS, networks("127.0.0.0/8"))
    assert fault == words if words is None else (fault or "").startswith(words)
