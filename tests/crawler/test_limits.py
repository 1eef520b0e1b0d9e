"""Limits, and politeness as the server's own log has it, with several hosts side by side."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise

import pytest

from crawler.pace import SLOWEST, Pacer
from tests.crawler.conftest import Workspace
from tests.crawler.hostile import HostileServer, Wire, answer

INTERVAL = 0.05


def page(n: int) -> bytes:
    text = f"Bài viết số {n} của tờ báo. " * 20
    return answer(f"<html><body><h1>Tin</h1><p>{text}</p></body></html>".encode())


@pytest.fixture
def hosts() -> Iterator[list[HostileServer]]:
    with ExitStack() as stack:
        found = [stack.enter_context(HostileServer()) for _ in range(3)]
        for host in found:
            paths = [f"/tin-hoi-nghi-so-{n}-20260301{n:09d}.htm" for n in range(6)]
            links = "".join(f'<a href="{path}">Tin</a>' for path in [*paths, "/kin/tin-1-20260301000000999.htm"])
            host.on("/", answer(f"<html><body>{links}</body></html>".encode()))
            host.on("/robots.txt", answer(b"User-agent: *\nDisallow: /kin/\n", kind=b"text/plain"))
            for n, path in enumerate(paths):
                host.on(path, page(n))
        yield found


def crawl(workspace: Workspace, hosts: list[HostileServer], **changes: object) -> dict[str, int]:
    """Articles asked for, by host."""
    seeds = [host.url("/") for host in hosts]
    workspace.crawl(*seeds, proxy=None, allow_private=True, **changes)
    return {host.origin: sum(n for path, n in host.counts().items() if "/tin-" in path) for host in hosts}


def test_pause_is_kept_on_every_host_while_several_are_asked(workspace: Workspace, hosts: list[HostileServer]) -> None:
    crawl(workspace, hosts, interval=INTERVAL, licensed=False)
    for host in hosts:
        times = [asked.at for asked in host.asked]
        assert len(times) > 8
        assert min(later - earlier for earlier, later in pairwise(times)) >= INTERVAL
        assert not any(path.startswith("/kin/") for path in host.counts())
    together = sorted((asked.at, n) for n, host in enumerate(hosts) for asked in host.asked)
    assert sum(a[1] != b[1] for a, b in pairwise(together)) > 10  # side by side, not one after the other


@pytest.mark.parametrize("interval", [None, 0.0])
def test_pause_that_robots_asks_for(workspace: Workspace, hosts: list[HostileServer], interval: float | None) -> None:
    host = hosts[0]
    host.on("/robots.txt", answer(b"User-agent: *\nCrawl-delay: 0.06\n", kind=b"text/plain"))
    crawl(workspace, [host], interval=interval)
    times = [asked.at for asked in host.asked][1:]  # before robots.txt nothing was asked for
    assert len(times) > 6
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) >= 0.06
    assert sorted(gaps)[len(gaps) // 2] < 0.9  # and not the second that is kept where nothing is asked for


def test_retries_keep_the_pause_too(workspace: Workspace, hosts: list[HostileServer]) -> None:
    host = hosts[0]
    host.on("/", answer(b"", status="503 Busy", headers={"Retry-After": "0"}))
    crawl(workspace, [host], interval=INTERVAL, attempts=4, backoff=0)
    times = [asked.at for asked in host.asked]
    assert len(times) == 5
    assert all(later - earlier >= INTERVAL for earlier, later in pairwise(times))


def test_a_host_that_asks_for_less_is_asked_less(workspace: Workspace, hosts: list[HostileServer]) -> None:
    host = hosts[0]
    told: list[int] = []

    def busy_once(wire: Wire) -> None:
        told.append(1)
        wire.send(answer(b"", status="429 Slow down", headers={"Retry-After": "0"}) if len(told) == 1 else page(2))

    host.on("/tin-hoi-nghi-so-2-20260301000000002.htm", busy_once)
    crawl(workspace, [host], interval=INTERVAL)
    times = [asked.at for asked in host.asked]
    first = next(n for n, asked in enumerate(host.asked) if "so-2-" in asked.path)
    assert all(later - earlier >= 2 * INTERVAL for earlier, later in pairwise(times[first:]))


def test_pause_grows_to_a_bound() -> None:
    clock = [0.0]
    pacer = Pacer(1.0, threading.Event(), clock=lambda: clock[0])
    for _ in range(20):
        pacer.slow_down()
    pacer.done()
    clock[0] = 1.0 * SLOWEST
    assert pacer.wait()  # no real wait


def test_limit_of_each_host(workspace: Workspace, hosts: list[HostileServer]) -> None:
    assert set(crawl(workspace, hosts, host_limit=2).values()) == {2}
    report = workspace.crawl(*(h.url("/") for h in hosts), proxy=None, allow_private=True, host_limit=1)
    assert report.articles == 3
    assert report.stopped == "limit"
    assert report.queued > 0


def test_limit_of_all(workspace: Workspace, hosts: list[HostileServer]) -> None:
    assert sum(crawl(workspace, hosts, limit=4).values()) == 4


def test_hosts_at_a_time(workspace: Workspace, hosts: list[HostileServer]) -> None:
    active: dict[str, int] = defaultdict(int)
    most = []
    lock = threading.Lock()

    def slow(wire: Wire) -> None:
        with lock:
            active["now"] += 1
            most.append(active["now"])
        wire.wait(0.03)
        with lock:
            active["now"] -= 1
        wire.send(page(len(most)))

    for host in hosts:
        for path in [f"/tin-hoi-nghi-so-{n}-20260301{n:09d}.htm" for n in range(6)]:
            host.on(path, slow)
    crawl(workspace, hosts, max_hosts=2)
    assert max(most) == 2
