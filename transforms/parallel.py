"""Parallel map over processes: results in the order of the items, and no item can take the others down."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.resource_tracker import ensure_running
from typing import Generic, TypeVar

# Why no ready-made pool. concurrent.futures has no limit in time, and gives up all its processes when one dies. pebble
# 5.2.3 has one pipe and one lock for all: it called its pool broken at one death in about 35 with one process (1,000
# with two), and stood still for two minutes when one died while it handed over its result. Its fresh process for each
# item is safe and 2.5 times as slow. Here each process has a pipe of its own, whose end says that it has died.

T = TypeVar("T")
R = TypeVar("R")

#: The most seconds that an item may take.
LIMIT = 20.0
#: Items in hand for each process, done or not: those behind a slow one go on, and memory stays bounded.
AHEAD = 16
#: Items that a process does before a new one takes its place, so that memory stays flat.
TERM = 500
# How a process ends whom another one killed (the system, where memory is short); 255 and None: nobody saw how.
_KILLED = {-signal.SIGKILL, 255, None}
# How often a process is tried to be started, and the seconds between.
_TRIES, _PAUSE = 100, 0.1
# Seconds, at most, to wait in one go. A signal that comes right before the wait does not end it: Python sees to it
# after, and Ctrl-C would be heard when the slowest item is done.
_POLL = 0.5


@dataclass(slots=True, eq=False)
class _Job(Generic[T, R]):
    """An item on its way to its result, or to the error that the work raised."""

    item: T
    done: bool = False
    killed: bool = False
    result: R = field(init=False)
    error: Exception | None = None


@dataclass(slots=True, eq=False)
class _Worker(Generic[T, R]):
    """A process, the pipe to it, the job that it is at, and how many more it may take."""

    process: ForkServerProcess
    pipe: Connection
    job: _Job[T, R] | None = None
    left: int = TERM

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()


def ordered_parallel_map(
    work: Callable[[T], R],
    items: Iterable[T],
    *,
    crashed: Callable[[T], R],
    late: Callable[[T], R],
    workers: int | None = None,
    limit: float = LIMIT,
) -> Iterator[R]:
    """Yield `work(item)` for each item in the order of the items, from `workers` processes (all cores where None).

    Items are taken as they are needed, so that any number of them fits in memory. An item that ends its process, or for
    which there is not memory enough, gives `crashed(item)`, one that takes longer than `limit` seconds `late(item)`; no
    other is harmed by either. One whose process was killed is done once more first: the killer may not have meant it.
    """
    iterator = iter(items)
    pool = _Pool(work, limit, workers or os.cpu_count() or 1)
    jobs: deque[_Job[T, R]] = deque()
    try:
        while True:
            pool.collect(crashed, late, wait_for_one=bool(jobs) and not jobs[0].done)
            # First submit more, then yield: nobody is idle while the results are put to use.
            while len(jobs) < AHEAD * pool.size and pool.has_room():
                try:
                    jobs.append(_Job(next(iterator)))
                except StopIteration:
                    break
                pool.submit(jobs[-1])
            if not jobs:
                return
            if jobs[0].done:
                job = jobs.popleft()
                if job.error is not None:
                    raise job.error
                yield job.result
    finally:
        pool.end()


class _Pool(Generic[T, R]):
    """The processes at work. A class, because they come and go while all else stays."""

    def __init__(self, work: Callable[[T], R], limit: float, size: int) -> None:
        self.size = size
        self._start = (work, limit)
        self._workers: list[_Worker[T, R]] = []
        # A server that forks clean children: a mere fork would copy the locks of this process's threads.
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["transforms.parse", work.__module__])

    def has_room(self) -> bool:
        """Say whether a process is idle, or another may be started."""
        return len(self._workers) < self.size or any(worker.job is None for worker in self._workers)

    def submit(self, job: _Job[T, R]) -> None:
        """Hand a job to an idle process, or to a new one where there is none."""
        for worker in [worker for worker in self._workers if worker.job is None]:
            with suppress(OSError):  # somebody killed it while it was idle: that is not the fault of this item
                worker.pipe.send(job.item)
                worker.job = job
                return
            self._end_worker(worker)
        worker = self._start_worker()
        with suppress(OSError):  # somebody killed it at once: the end of its pipe is heard as that of any other
            worker.pipe.send(job.item)
        worker.job = job

    def collect(self, crashed: Callable[[T], R], late: Callable[[T], R], *, wait_for_one: bool) -> None:
        """Take what has been done, or has failed; wait a moment until there is something, if asked to."""
        pipes = [worker.pipe for worker in self._workers if worker.job is not None]
        ready = wait(pipes, _POLL if wait_for_one else 0)
        for worker in [worker for worker in self._workers if worker.pipe in ready]:
            assert worker.job is not None
            job, worker.job = worker.job, None
            job.done = True
            try:
                result, job.error = worker.pipe.recv()
            except (EOFError, OSError):
                worker.process.join(1)
                status = worker.process.exitcode
                self._end_worker(worker)
                if status in _KILLED and not job.killed:
                    job.killed, job.done = True, False
                    self.submit(job)
                else:
                    job.result = (late if status == -signal.SIGALRM else crashed)(job.item)
                continue
            if job.error is None:
                job.result = result
            worker.left -= 1
            if not worker.left:
                self._end_worker(worker)

    def end(self) -> None:
        """End all processes."""
        while self._workers:
            self._workers.pop().end()

    def _start_worker(self) -> _Worker[T, R]:
        ours, theirs = self._context.Pipe()
        with _interrupt_blocked():  # and so none is started that `end` does not know of
            process = self._start_process(theirs)
            theirs.close()  # or the end of the process would not be heard
            self._workers.append(_Worker(process, ours))
        return self._workers[-1]

    def _start_process(self, pipe: Connection) -> ForkServerProcess:
        """Return a new process. Where somebody killed the server that forks them, another one is started first.

        Raises `MemoryError` where none can be started for long: the system has no room for another.
        """
        for _ in range(_TRIES):
            process = self._context.Process(target=_serve, args=(*self._start, pipe), daemon=True)
            with suppress(EOFError, OSError):
                process.start()
                return process
            time.sleep(_PAUSE)  # until the system tells that the server is dead
        raise MemoryError("no other process can be started")

    def _end_worker(self, worker: _Worker[T, R]) -> None:
        self._workers.remove(worker)
        worker.end()


@contextmanager
def _interrupt_blocked() -> Iterator[None]:
    """Keep Ctrl-C from the processes started meanwhile, which would print where they were; we hear of it after."""
    ensure_running()  # it would lift the mask in its own start
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(work: Callable[[T], R], limit: float, pipe: Connection) -> None:
    """Do item after item, until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that we work for
    # The system itself ends a process whose alarm rings. No handler in Python would run while a page is stuck in C
    # code, and so it also ends when the process that it works for was killed.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(EOFError, OSError):
        while True:
            item = pipe.recv()
            signal.setitimer(signal.ITIMER_REAL, limit)
            answer = _answer(work, item)
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send_bytes(answer)


def _answer(work: Callable[[T], R], item: T) -> bytes:
    """Return the result and no error, or no result and the error."""
    try:
        return pickle.dumps((work(item), None))
    except MemoryError:  # what it holds goes with the process
        os._exit(1)
    except Exception as error:
        error.add_note(f"in a process of the pool:\n{traceback.format_exc()}")
        return pickle.dumps((None, error))
