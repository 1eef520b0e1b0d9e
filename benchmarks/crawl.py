"""How fast a crawl goes from local hosts into WARC files, and what its frontier costs.

    python -m benchmarks.crawl [--hosts 8] [--pages 2400] [--size 100000] [--urls 100000]

The hosts are ports on loopback, served by another process on the same machine. Their pages are of `--size` bytes:
scripts, some hundred links, and paragraphs that differ from page to page. Pauses are set to 0, robots.txt is asked for
as ever, every page is read for links, packed and written with its request. The frontier is then filled with `--urls`
addresses, and each operation is timed on it; memory is the peak of the process.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.archive import ArchiveWriter
from crawler import CrawlSettings, Frontier, crawl
from crawler.rows import ARTICLE, SITE, Found, Outcome

WORDS = ["hội nghị", "sơ kết", "công tác", "đảng bộ", "tỉnh", "xây dựng", "cán bộ", "chiến sĩ", "vận động", "nhân dân"]
HEAD = 'HTTP/1.1 {} OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nETag: "{}"\r\n\r\n'


class Press:
    """The pages of one host, made once."""

    def __init__(self, port: int, pages: int, size: int) -> None:
        self.port = port
        self.pages = pages
        rest = random.Random(port)
        script = "".join(f"var v{n} = {rest.random()};\n" for n in range(size // 60))
        self._script = f"<script>{script}</script>"
        self._size = size
        self._rest = rest

    def answer(self, path: str) -> bytes:
        """The whole answer to a request for a path."""
        if path.startswith("/tin-"):
            return self._packed("200", "text/html; charset=utf-8", self._article(path))
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>http://127.0.0.1:{self.port}{p}</loc></url>" for p in self._paths())
            text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
            return self._packed("200", "text/xml", text.encode())
        if path == "/":
            return self._packed("200", "text/html", b"<html><body><p>Trang nh\xe1\xba\xa5t</p></body></html>")
        return self._packed("404", "text/html", b"")

    def _paths(self) -> Iterator[str]:
        return (self._path(n) for n in range(self.pages))

    @staticmethod
    def _path(n: int) -> str:
        return f"/tin-hoi-nghi-so-ket-{n}-20260101{n:09d}.htm"

    def _article(self, path: str) -> bytes:
        told = " ".join(self._rest.choices(WORDS, k=self._size // 50))
        title = f'<title>{path}</title><meta property="og:type" content="article">'
        first = self._rest.randrange(self.pages)
        others = [self._path((first + n) % self.pages) for n in range(100)]
        links = "".join(f'<li><a href="{other}">Tin {n}</a></li>' for n, other in enumerate(others))
        text = f"<html><head>{title}{self._script}</head><body><ul>{links}</ul><p>{told}.</p>"
        body = text.encode()
        return body + b"<!--" + b"x" * max(0, self._size - len(body) - 21) + b"--></body></html>"

    @staticmethod
    def _packed(status: str, kind: str, body: bytes) -> bytes:
        return HEAD.format(status, kind, len(body), hash(body)).encode() + body


class _Serving(asyncio.Protocol):
    def __init__(self, ready: dict[str, bytes], press: Press) -> None:
        self._ready = ready
        self._press = press
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        path = data.split(b" ", 2)[1].decode("ascii")
        assert self._transport is not None
        self._transport.write(self._ready.get(path) or self._press.answer(path))


def serve(hosts: int, pages: int, size: int, told: Connection) -> None:
    """Serve until killed; tells the ports."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        ports = []
        for _ in range(hosts):
            ready: dict[str, bytes] = {}
            press = Press(0, pages // hosts, size)
            server = await loop.create_server(partial(_Serving, ready, press), "127.0.0.1", 0)
            press.port = server.sockets[0].getsockname()[1]
            ready.update({path: press.answer(path) for path in press._paths()})
            ports.append(press.port)
        told.send(ports)
        await asyncio.Event().wait()

    asyncio.run(run())


@contextmanager
def served(hosts: int, pages: int, size: int) -> Iterator[list[int]]:
    """The ports of the hosts, while they are served."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=serve, args=(hosts, pages, size, theirs), daemon=True)
    process.start()
    try:
        yield mine.recv()
    finally:
        process.terminate()
        process.join()


def crawl_speed(hosts: int, pages: int, size: int) -> list[tuple[str, str]]:
    """A crawl of all pages of all hosts."""
    with served(hosts, pages, size) as ports, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds = [f"http://127.0.0.1:{port}/" for port in ports]
        begin, used = time.perf_counter(), time.process_time()
        with ArchiveWriter(folder, "crawl", lambda: datetime.now(UTC)) as archive:
            report = crawl(
                seeds,
                archive=archive,
                frontier=folder / "crawl.sqlite",
                now=lambda: datetime.now(UTC),
                settings=CrawlSettings(interval=0.0, allow_private=True, max_hosts=hosts),
            )
        took = time.perf_counter() - begin
        busy = time.process_time() - used
        stored = sum(path.stat().st_size for path in folder.glob("*.warc.gz"))
    return [
        (
            "pages of the crawl",
            f"{report.articles:,} of {pages // hosts * hosts:,}, {size:,} bytes each, {hosts} hosts",
        ),
        ("pages a second", f"{report.articles / took:,.0f}"),
        ("processor time a page", f"{1000 * busy / max(1, report.articles):.2f} ms"),
        ("bytes in WARC files", f"{stored:,}"),
    ]


def _timed(rounds: int, step: Callable[[int], object]) -> str:
    times = []
    for n in range(rounds):
        begin = time.perf_counter()
        step(n)
        times.append(1000 * (time.perf_counter() - begin))
    times.sort()
    return f"{statistics.fmean(times):.3f} ms (99 in 100 below {times[int(0.99 * len(times))]:.3f})"


def frontier_cost(urls: int) -> list[tuple[str, str]]:
    """The operations of a frontier that holds so many addresses."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    hosts = [f"bao{n}.example" for n in range(8)]
    seed = f"http://{hosts[0]}/"

    def found(n: int, kind: str = "") -> Found:
        url = f"http://{hosts[n % 8]}/tin-hoi-nghi-so-ket-{kind}{n}-20260101{n:09d}.htm"
        return Found(url=url, seed=seed, role="article", priority=ARTICLE, spread=SITE, found_on=seed)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as name, Frontier(Path(name) / "crawl.sqlite") as frontier:
        frontier.begin_run([seed], now, "due")
        begin = time.perf_counter()
        for first in range(0, urls, 1_000):
            frontier.add((found(n) for n in range(first, first + 1_000)), now)
        filled = time.perf_counter() - begin
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

        def turn(n: int) -> None:
            row = frontier.next(hosts[n % 8])
            assert row is not None
            outcome = Outcome(state="fetched", status=200, digest=f"{n:064d}")
            frontier.settle(row, outcome, [found(n, "moi-")], now)

        row = frontier.next(hosts[0])
        assert row is not None
        return [
            ("addresses in the frontier", f"{urls:,}, added in {filled:.1f} s; memory grew by {grown / 1024:.1f} MB"),
            ("add one", _timed(500, lambda n: frontier.add([found(n, "them-")], now))),
            ("next", _timed(500, lambda n: frontier.next(hosts[n % 8]))),
            ("next and settle with a new link", _timed(2_000, turn)),
            ("same body", _timed(500, lambda n: frontier.same_body(row, f"{n:064d}"))),
            ("archived", _timed(500, lambda n: frontier.archived(found(n).url))),
            ("hosts that wait", _timed(200, lambda _: frontier.waiting())),
        ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--pages", type=int, default=2_400)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--urls", type=int, default=100_000)
    options = parser.parse_args()
    rows = frontier_cost(options.urls) if options.urls else []
    rows += crawl_speed(options.hosts, options.pages, options.size) if options.pages else []
    for what, value in rows:
        print(f"{what:34} {value}")


if __name__ == "__main__":
    main()
