"""Spreads work over processes: results in the order of the work, and no item can take the others down."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

#: Items in a chunk: enough that handing over costs nothing, few enough that all cores stay busy to the end.
CHUNK = 16


def in_order(
    work: Callable[[T], R], items: Iterable[T], *, crashed: Callable[[T], R], workers: int | None = None
) -> Iterator[R]:
    """Yield `work(item)` for each item in the order of the items, from `workers` processes (all cores where None).

    Items are taken as they are needed, so that any number of them fits in memory. An item that kills its process
    gives `crashed(item)`; those beside it are done again.
    """
    count = workers or os.cpu_count() or 1
    chunks = _chunks(items)
    waiting: deque[tuple[list[T], Future[list[R]]]] = deque()
    pool = _pool(count)
    try:
        while True:
            for chunk in islice(chunks, 2 * count - len(waiting)):
                waiting.append((chunk, _submit(pool, work, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                results = [_alone(work, item, crashed) for item in chunk]
                pool = _pool(count)
                waiting = deque((other, _submit(pool, work, other)) for other, _ in waiting)
            yield from results
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(count: int) -> ProcessPoolExecutor:
    # A server that forks clean children: a plain fork would copy the locks of this process's threads.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["transforms.batch"])
    return ProcessPoolExecutor(count, mp_context=context)


def _submit(pool: ProcessPoolExecutor, work: Callable[[T], R], chunk: list[T]) -> Future[list[R]]:
    """Hand over a chunk; where the pool has just broken, the future says so as those before it do."""
    try:
        return pool.submit(_work_chunk, work, chunk)
    except BrokenProcessPool as error:
        broken: Future[list[R]] = Future()
        broken.set_exception(error)
        return broken


def _alone(work: Callable[[T], R], item: T, crashed: Callable[[T], R]) -> R:
    """Do one item in a process of its own, to learn whether it is the one that kills."""
    with _pool(1) as pool:
        try:
            return pool.submit(work, item).result()
        except BrokenProcessPool:
            return crashed(item)


def _work_chunk(work: Callable[[T], R], chunk: list[T]) -> list[R]:
    return [work(item) for item in chunk]


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
