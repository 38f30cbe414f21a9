"""The interval of a ratio: drawn by site, the same each time, none where one site is all there is."""

from __future__ import annotations

import pytest

from transforms.confidence import interval


def test_the_interval_holds_the_ratio_and_is_the_same_each_time() -> None:
    pages = [(f"{number}.example", float(number % 4 != 0), 1.0) for number in range(200)]
    found = interval(pages)
    assert found == interval(pages)
    assert found is not None
    low, high = found
    assert low < 0.75 < high
    # of a share of .75 among 200, the standard error is .031
    assert (low, high) == (pytest.approx(0.69, abs=0.015), pytest.approx(0.81, abs=0.015))


def test_pages_of_one_site_are_drawn_together() -> None:
    apart = interval((f"{number}.example", float(number % 2), 1.0) for number in range(100))
    together = interval((f"{number % 10}.example", float(number % 2), 1.0) for number in range(100))
    assert apart is not None
    assert together is not None
    assert together[1] - together[0] > 2 * (apart[1] - apart[0])


def test_one_site_has_no_interval() -> None:
    assert interval([]) is None
    assert interval([("a.example", 1.0, 1.0), ("a.example", 0.0, 1.0)]) is None
    assert interval([("a.example", 1.0, 1.0), ("b.example", 0.0, 0.0)]) is None


def test_pages_of_equal_readings_have_an_interval_without_width() -> None:
    assert interval([("a.example", 1.0, 1.0), ("b.example", 2.0, 2.0)]) == (1.0, 1.0)
