"""Work spread over processes keeps its order, and an item that kills its process takes no other along."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count, islice

import pytest
from labours import minus, never, process, square, square_or_die, square_or_raise

from transforms.pool import CHUNK, in_order


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(in_order(square, range(100), crashed=never, workers=3)) == [n * n for n in range(100)]


def test_no_items_give_no_results() -> None:
    assert list(in_order(square, [], crashed=never, workers=2)) == []


def test_work_is_done_by_other_processes() -> None:
    processes = set(in_order(process, range(2 * CHUNK), crashed=never, workers=2))
    assert os.getpid() not in processes
    assert len(processes) == 2


def test_an_item_that_kills_its_process_is_given_up_and_every_other_is_done() -> None:
    results = list(in_order(square_or_die, range(50), crashed=minus, workers=3))
    assert results == [-n if n % 20 == 7 else n * n for n in range(50)]


def test_an_exception_in_the_work_is_raised_and_ends_the_pool() -> None:
    with pytest.raises(ArithmeticError, match="seven"):
        list(in_order(square_or_raise, range(50), crashed=minus, workers=2))


def test_items_are_taken_only_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        for number in count():
            taken += 1
            yield number

    results = in_order(square, endless(), crashed=never, workers=2)
    assert taken == 0
    assert list(islice(results, 40)) == [n * n for n in range(40)]
    assert taken <= 40 + (2 * 2 + 1) * CHUNK
    results.close()
