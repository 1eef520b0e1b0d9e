"""How long a page may take: it is made in a thread of a small pool, and given up when its time is over.

A thread that is given up is stopped: Python code by an exception, SQLite by its progress handler (see `stores`). So a
question that would take minutes costs seconds, and never more of them at once than there are threads.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, TypeVar

from diembao.web.refusals import BUSY, Refusal, msg

T = TypeVar("T")
_local = threading.local()
_END = object()
_PATIENCE = 2.0  # seconds
_DRAWINGS = 4  # pictures that are drawn or wait for it


class TooSlow(BaseException):
    """Raised in a thread whose page is no longer waited for; no `except Exception` may keep it."""


def is_late() -> bool:
    """Whether the page that this thread makes has used up its time."""
    until: float | None = getattr(_local, "until", None)
    return until is not None and time.monotonic() > until


class Workers:
    """The threads in which pages are made; each does `leaving` before it ends."""

    def __init__(self, workers: int, seconds: float, streams: int, leaving: Callable[[], None] = lambda: None) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="page")
        self._drawers = ThreadPoolExecutor(1, thread_name_prefix="picture")
        self._drawing = 0
        self._workers = workers
        self._leaving = leaving
        self._seconds = seconds
        self._streams = streams
        self._running = 0

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` gives. Raises Refusal where it takes too long, and whatever it raises."""
        return await self._timed(self._pool, work)

    async def run_drawing(self, work: Callable[[], T]) -> T:
        """The same for a picture. What draws is no Python and cannot be stopped within a page of it, so one is drawn at
        a time, away from the pages. Raises Refusal where too many wait already.
        """
        if self._drawing >= _DRAWINGS:
            raise Refusal(BUSY, msg("Too many pictures are drawn at once; try again in a moment."))
        self._drawing += 1
        try:
            return await self._timed(self._drawers, work)
        finally:
            self._drawing -= 1

    async def _timed(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        timed = _Timed(work, self._seconds)
        future = asyncio.get_running_loop().run_in_executor(pool, timed)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._seconds)
        except (TimeoutError, TooSlow):
            timed.stop()
            future.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody waits for it
            raise Refusal(
                BUSY,
                msg("This takes longer than %(seconds)s seconds. Ask for less: fewer words, a filter, a shorter time."),
                seconds=round(self._seconds),
            ) from None

    async def run_long(self, work: Callable[[], T]) -> T:
        """What `work` gives, however long that takes. Raises Refusal where too many exports run already."""
        pool = self._begin()
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work)
        finally:
            self._end(pool)

    def _begin(self) -> ThreadPoolExecutor:
        if self._running >= self._streams:
            raise Refusal(BUSY, msg("Too many exports run at once; try again when one has ended."))
        self._running += 1
        return ThreadPoolExecutor(1, thread_name_prefix="export")

    async def stream(self, chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
        """The chunks, each made when the one before is sent, all in one thread. The first is made before this returns,
        so that what goes wrong at once can still be told. Raises Refusal where too many run already.
        """
        pool = self._begin()
        loop = asyncio.get_running_loop()
        try:
            first = await loop.run_in_executor(pool, _next, chunks)
        except BaseException:
            self._end(pool)
            raise
        return self._rest(first, chunks, pool)

    async def _rest(self, first: object, chunks: Iterator[bytes], pool: ThreadPoolExecutor) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        chunk = first
        try:
            while isinstance(chunk, bytes):
                yield chunk
                chunk = await loop.run_in_executor(pool, _next, chunks)
        finally:
            pool.submit(getattr(chunks, "close", lambda: None))
            self._end(pool)

    def _end(self, pool: ThreadPoolExecutor) -> None:
        self._running -= 1
        pool.submit(self._leaving)
        pool.shutdown(wait=False)

    def close(self) -> None:
        """End the threads; one that is still at work is not waited for."""
        together = threading.Barrier(self._workers)  # so that each takes one of these, and none takes two

        def leave() -> None:
            with suppress(threading.BrokenBarrierError):
                together.wait(_PATIENCE)
            self._leaving()

        for _ in range(self._workers):
            self._pool.submit(leave)
        self._pool.shutdown(wait=False)
        self._drawers.submit(self._leaving)
        self._drawers.shutdown(wait=False)


def _next(chunks: Iterator[bytes]) -> object:
    return next(chunks, _END)


class _Timed(Generic[T]):
    """A piece of work that can be stopped from another thread."""

    def __init__(self, work: Callable[[], T], seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._guard = threading.Lock()
        self._thread: int | None = None
        self._stopped = False

    def __call__(self) -> T:
        with self._guard:
            if self._stopped:
                raise TooSlow
            self._thread = threading.get_ident()
        _local.until = time.monotonic() + self._seconds
        try:
            return self._work()
        except Exception:
            if is_late():  # SQLite says `interrupted`, in whatever words that was told on
                raise TooSlow from None
            raise
        finally:
            _local.until = None
            with self._guard:
                _raise_in(self._thread, None)  # what has not arrived must not reach the next page
                self._thread = None

    def stop(self) -> None:
        """Raise TooSlow in the thread that does it, if it is still doing so."""
        with self._guard:
            self._stopped = True
            if self._thread is not None:
                _raise_in(self._thread, TooSlow)


def _raise_in(thread: int | None, error: type[BaseException] | None) -> None:
    if thread is not None:
        raised = ctypes.py_object(error) if error is not None else None
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
