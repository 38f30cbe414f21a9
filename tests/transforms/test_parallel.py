"""Work spread over processes keeps its order, and an item that kills its process or hangs takes no other along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path

import pytest
from labours import (
    killed_once,
    minus,
    never,
    nothing,
    orphaned_once,
    process,
    process_or_stick,
    signature,
    square,
    square_or_die,
    square_or_fuse,
    square_or_hunger,
    square_or_raise,
    square_or_sleep,
    square_or_stick,
    square_or_worse,
)
from limits import HANG

from transforms.parallel import AHEAD, TERM, ordered_parallel_map

HERE = Path(__file__).parent
#: The limit of an item that must be given up (seconds): what takes milliseconds keeps within it on a busy machine too.
SOON = 2.5


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int) -> bool:
    """Wait for a process to end, and say whether it did."""
    end = time.monotonic() + HANG
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(ordered_parallel_map(square, range(100), crashed=never, late=never, workers=3)) == [
        n * n for n in range(100)
    ]


def test_no_items_give_no_results() -> None:
    assert list(ordered_parallel_map(square, [], crashed=never, late=never, workers=2)) == []


def test_work_is_done_by_other_processes() -> None:
    processes = set(ordered_parallel_map(process, range(20), crashed=never, late=never, workers=2))
    assert os.getpid() not in processes
    assert len(processes) == 2


@pytest.mark.parametrize("workers", [1, 3])
def test_an_item_that_kills_its_process_is_given_up_and_every_other_is_done(workers: int) -> None:
    results = list(ordered_parallel_map(square_or_die, range(120), crashed=minus, late=never, workers=workers))
    assert results == [-n if n % 20 == 7 else n * n for n in range(120)]


def test_an_item_whose_process_was_killed_is_done_once_more(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(6)]
    assert list(ordered_parallel_map(killed_once, paths, crashed=never, late=never, workers=2)) == [2] * 6


@pytest.mark.e2e  # it takes seconds until another one has imported all that it must
def test_the_server_that_forks_the_processes_may_be_killed_too(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(2)]
    assert list(ordered_parallel_map(orphaned_once, paths, crashed=never, late=never, workers=1)) == [1, 1]


def test_an_item_that_needs_more_memory_than_there_is_is_given_up_and_every_other_is_done() -> None:
    results = list(ordered_parallel_map(square_or_hunger, range(50), crashed=minus, late=never, workers=2))
    assert results == [-n if n % 20 == 7 else n * n for n in range(50)]


def test_an_item_whose_process_dies_while_it_hands_over_the_result_harms_no_other() -> None:
    results = list(ordered_parallel_map(square_or_fuse, range(50), crashed=minus, late=never, workers=2))
    assert results == [-n if n % 20 == 7 else n * n for n in range(50)]


@pytest.mark.parametrize(("work", "workers"), [(square_or_sleep, 2), (square_or_stick, 1)])
def test_an_item_that_takes_too_long_is_given_up_and_every_other_is_done(work, workers: int) -> None:
    start = time.monotonic()
    results = list(ordered_parallel_map(work, range(20), crashed=never, late=minus, workers=workers, limit=SOON))
    assert results == [-n if n % 20 == 7 else n * n for n in range(20)]
    assert time.monotonic() - start > SOON


def test_each_of_many_ills_harms_its_own_item_alone() -> None:
    results = list(ordered_parallel_map(square_or_worse, range(20), crashed=minus, late=nothing, workers=3, limit=SOON))
    ills = {11: -1, 9: -1, 5: 0, 6: 0}
    kinds = [ills.get(n, 1) for n in range(20)]
    assert results == [{-1: -n, 0: None, 1: n * n}[kind] for n, kind in enumerate(kinds)]


def test_those_behind_a_slow_item_go_on() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(7, 20):
            taken.append(number)
            yield number

    results = ordered_parallel_map(square_or_sleep, items(), crashed=never, late=minus, workers=2, limit=SOON)
    assert next(results) == -7
    assert taken == list(range(7, 20))
    assert list(results) == [n * n for n in range(8, 20)]


@pytest.mark.e2e  # it waits for seconds
def test_the_limit_is_for_each_item_alone() -> None:
    def items() -> Iterator[int]:
        yield from range(60)  # of a twentieth of a second each
        time.sleep(SOON + 0.1)
        yield 60

    pids = list(ordered_parallel_map(process, items(), crashed=never, late=never, workers=1, limit=SOON))
    assert len(pids) == 61
    assert len(set(pids)) == 1


def test_an_exception_in_the_work_is_raised_and_ends_the_pool() -> None:
    results = ordered_parallel_map(square_or_raise, range(50), crashed=minus, late=never, workers=2)
    assert list(islice(results, 7)) == [n * n for n in range(7)]
    with pytest.raises(ArithmeticError, match="seven") as raised:
        next(results)
    assert "in square_or_raise" in "".join(raised.value.__notes__)
    assert list(results) == []


def test_items_are_taken_only_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        for number in count():
            taken += 1
            yield number

    results = ordered_parallel_map(square, endless(), crashed=never, late=never, workers=2)
    assert taken == 0
    assert list(islice(results, 40)) == [n * n for n in range(40)]
    assert taken <= 40 + 2 * AHEAD
    results.close()


def test_a_process_gives_way_to_a_new_one_before_it_grows_old_and_no_item_is_lost() -> None:
    pids = list(ordered_parallel_map(process_or_stick, [0] * (2 * TERM + 1), crashed=never, late=never, workers=1))
    assert len(pids) == 2 * TERM + 1
    assert len(set(pids)) == 3


def test_an_idle_process_that_somebody_kills_costs_no_item(tmp_path: Path) -> None:
    def items() -> Iterator[Path]:
        yield tmp_path / "first"
        # the only process is idle whenever another item is asked for
        pid = int((tmp_path / "first").read_text("utf-8"))
        os.kill(pid, signal.SIGKILL)
        assert gone(pid)
        yield tmp_path / "second"

    first, second = ordered_parallel_map(signature, items(), crashed=never, late=never, workers=1)
    assert first != second


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    results = ordered_parallel_map(process_or_stick, range(2), crashed=never, late=never, workers=1)
    pid = next(results)
    assert alive(pid)
    results.close()
    assert gone(pid)


def test_an_interrupt_right_before_the_wait_is_heard_before_the_slow_item_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def told_too_late(pipes: list[Connection], timeout: float | None) -> list[object]:
        """Wait as one does whom a signal reached when Python had last looked, and the system's call had not begun."""
        if timeout == 0:
            return wait(pipes, 0)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            # To this thread: another one would take it at once, and every child that follows would have it blocked.
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
            return wait(pipes, timeout)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    monkeypatch.setattr("transforms.parallel.wait", told_too_late)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(ordered_parallel_map(square_or_sleep, [7], crashed=never, late=minus, workers=1, limit=HANG))
    assert time.monotonic() - start < 50  # the item sleeps for 60


@pytest.mark.e2e  # it waits for seconds
def test_a_process_that_is_stuck_ends_even_where_the_one_it_works_for_was_killed() -> None:
    script = (
        "from labours import never, process_or_stick; from transforms.parallel import ordered_parallel_map\n"
        "results = ordered_parallel_map(process_or_stick, range(2), crashed=never, late=never, workers=1, limit=3)\n"
        "print(next(results), flush=True); next(results)"
    )
    environment = {**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent.parent}"}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        pid = int(child.stdout.readline())
        child.kill()
        child.wait()
        assert alive(pid)
        child.communicate(timeout=HANG)  # ends when the last process that may write has ended
