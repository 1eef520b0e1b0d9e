from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import Frontier
from crawler.rows import ARTICLE, LISTING, MAX_BARREN, SITE, Found, Outcome, Role

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SEED = "http://bao.example/"


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    with Frontier(tmp_path / "crawl.sqlite") as opened:
        opened.begin_run([SEED], NOW, "due")
        yield opened


def found(url: str, role: Role = "article", found_on: str = SEED) -> Found:
    priority = LISTING if role == "paging" else ARTICLE
    return Found(url=url, seed=SEED, role=role, priority=priority, spread=SITE, found_on=found_on)


def settle(frontier: Frontier, links: list[Found], host: str = "bao.example") -> str:
    row = frontier.next(host)
    assert row is not None
    frontier.settle(row, Outcome(state="fetched"), links, NOW)
    return row.url


def test_file_of_the_first_version_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "crawl.sqlite"
    with Frontier(path) as frontier:
        frontier.begin_run([SEED], NOW, "due")
        settle(frontier, [found("http://bao.example/tin-dai-hoi-chi-bo-4562345.html")])
    with sqlite3.connect(path) as db:
        db.executescript(
            "DROP INDEX pages_by_key; ALTER TABLE pages DROP COLUMN key; ALTER TABLE pages DROP COLUMN barren;"
            "DROP TABLE archive; DROP TABLE written; PRAGMA user_version = 1;"
        )
    db.close()
    with Frontier(path) as frontier:
        frontier.begin_run([SEED], NOW, "due")
        assert frontier.add([found("https://m.bao.example/tin-dai-hoi-chi-bo-4562345.html")], NOW) == 0
        assert frontier.mark("x") == 0


def test_one_page_under_two_addresses_is_queued_once(frontier: Frontier) -> None:
    settle(frontier, [])
    assert frontier.add([found("http://bao.example/tin-dai-hoi-chi-bo-4562345.html")], NOW) == 1
    assert frontier.add([found("https://www.bao.example/tin-dai-hoi-chi-bo-4562345.html")], NOW) == 0
    # the page itself leads there
    same = "http://bao.example/tin-dai-hoi-chi-bo-4562345.html"
    assert frontier.add([found("https://bao.example/tin-dai-hoi-chi-bo-4562345.html", found_on=same)], NOW) == 1


def test_listing_without_an_end_is_left(frontier: Frontier) -> None:
    settle(frontier, [found("http://bao.example/tin?page=2", "paging")])
    asked = []
    for n in range(3, 40):
        if frontier.next("bao.example") is None:
            break
        asked.append(settle(frontier, [found(f"http://bao.example/tin?page={n}", "paging")]))
    assert len(asked) == MAX_BARREN + 1


def test_listing_that_brings_something_is_read_on(frontier: Frontier) -> None:
    settle(frontier, [found("http://bao.example/tin?page=2", "paging")])
    for n in range(3, 30):
        links = [found(f"http://bao.example/tin?page={n}", "paging")]
        if n % 3 == 0:
            links.append(found(f"http://bao.example/bai-viet-moi-{n}-45623{n}.html"))
        row = frontier.next("bao.example")
        while row is not None and row.role != "paging":
            frontier.settle(row, Outcome(state="fetched"), [], NOW)
            row = frontier.next("bao.example")
        assert row is not None
        frontier.settle(row, Outcome(state="fetched"), links, NOW)


def test_waiting_hosts_are_those_of_this_run(frontier: Frontier) -> None:
    other = Found(url="http://khac.example/a", seed="http://khac.example/", role="page", priority=ARTICLE)
    frontier.add([other, found("http://bao2.example/bai-viet-moi-4562345.html")], NOW)
    assert frontier.waiting() == ("bao.example", "bao2.example")
    assert frontier.queued() == 2


def test_large_frontier_is_quick(frontier: Frontier) -> None:
    """100,000 addresses, and memory, are measured by `benchmarks.crawl`; here room is left for a busy machine."""
    for first in range(0, 10_000, 1_000):
        urls = (f"http://bao.example/bai-viet-{n}-{10**6 + n}.html" for n in range(first, first + 1_000))
        frontier.add(map(found, urls), NOW)
    times = []
    for n in range(100):
        begin = time.perf_counter()
        settle(frontier, [found(f"http://bao.example/bai-moi-{n}-{2 * 10**6 + n}.html")])
        frontier.waiting()
        times.append(time.perf_counter() - begin)
    assert sorted(times)[50] < 0.003
