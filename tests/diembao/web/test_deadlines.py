"""A page that takes too long is given up and its thread stopped; exports are sent piece by piece, few at once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest

from diembao.web.deadlines import Workers
from diembao.web.refusals import Refusal
from diembao.web.stores import ServedWorkspace
from diembao.workspace import Workspace


def test_python_that_runs_on_is_stopped() -> None:
    ended = threading.Event()

    def endless() -> None:
        try:
            while True:
                sum(range(100))
        finally:
            ended.set()

    async def ask() -> None:
        workers = Workers(1, 0.1, 1)
        with pytest.raises(Refusal) as refused:
            await workers.run(endless)
        assert refused.value.status == 503
        assert await asyncio.to_thread(ended.wait, 5), "the thread still runs"
        assert await workers.run(lambda: "next") == "next", "the thread is not free again"
        workers.close()

    asyncio.run(ask())


def test_a_question_to_the_database_is_stopped(demo: Workspace) -> None:
    served = ServedWorkspace.of(demo)

    def endless() -> None:
        with served.store() as store:
            store.connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            ).fetchone()

    async def ask() -> None:
        workers = Workers(1, 0.2, 1)
        began = time.monotonic()
        with pytest.raises(Refusal):
            await workers.run(endless)
        assert await workers.run(lambda: "next") == "next"
        assert time.monotonic() - began < 5
        workers.close()

    asyncio.run(ask())


def test_what_ends_in_time_is_left_alone() -> None:
    async def ask() -> None:
        workers = Workers(4, 5, 1)
        assert await asyncio.gather(*(workers.run(partial(pow, n, 2)) for n in range(50))) == [n * n for n in range(50)]
        with pytest.raises(ValueError, match="mine"):
            await workers.run(lambda: int("mine"))
        workers.close()

    asyncio.run(ask())


def test_pictures_wait_for_each_other_and_no_page_waits_for_them() -> None:
    """What draws them holds its thread until it has drawn."""
    go = threading.Event()
    at_once: list[int] = []
    busy = threading.Semaphore(1)

    def draw() -> str:
        at_once.append(int(not busy.acquire(blocking=False)))
        go.wait(5)
        busy.release()
        return "drawn"

    async def ask() -> None:
        workers = Workers(1, 5, 1)
        drawn = [asyncio.create_task(workers.run_drawing(draw)) for _ in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(Refusal) as refused:
            await workers.run_drawing(draw)
        assert refused.value.status == 503
        began = time.monotonic()
        assert await workers.run(lambda: "page") == "page"
        assert time.monotonic() - began < 1
        go.set()
        assert await asyncio.gather(*drawn) == ["drawn"] * 4
        assert await workers.run_drawing(lambda: "next") == "next"
        workers.close()

    asyncio.run(ask())
    assert at_once == [0] * 4


def test_exports_are_made_while_they_are_sent_and_few_at_once() -> None:
    made: list[int] = []
    closed = threading.Event()

    def chunks() -> Iterator[bytes]:
        try:
            for n in range(100):
                made.append(n)
                yield b"x"
        finally:
            closed.set()

    async def ask() -> None:
        workers = Workers(1, 5, 1)
        first = await workers.stream(chunks())
        with pytest.raises(Refusal) as refused:
            await workers.stream(chunks())
        assert refused.value.status == 503
        assert await anext(first) == b"x"
        assert len(made) < 5, "more was made than sent"
        await first.aclose()  # type: ignore[attr-defined]  # the reader has gone away
        assert await asyncio.to_thread(closed.wait, 5), "what it holds is not given back"
        again = await workers.stream(iter([b"a", b"b"]))
        assert [chunk async for chunk in again] == [b"a", b"b"]
        workers.close()

    asyncio.run(ask())


def test_threads_do_what_is_to_be_done_before_they_end() -> None:
    left: list[str] = []

    async def ask() -> None:
        workers = Workers(3, 5, 1, lambda: left.append(threading.current_thread().name))
        assert await workers.run_long(lambda: 1) == 1
        await workers.run(lambda: 2)
        workers.close()
        for _ in range(200):
            if len(left) == 5:
                break
            await asyncio.sleep(0.02)

    asyncio.run(ask())
    assert len(set(left)) == 5, "three for pages, one for pictures, one of an export"


def test_connections_are_kept_for_their_thread(demo: Workspace) -> None:
    served = ServedWorkspace.of(demo)
    with served.store() as first, served.store() as second:
        assert first is not second
    with served.store() as third:
        assert third in (first, second)
        third.connection.execute("BEGIN")
    with served.store() as fourth:
        assert not fourth.connection.in_transaction
