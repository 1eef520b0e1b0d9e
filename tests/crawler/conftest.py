"""A workspace of one test, and the sample press that it crawls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.archive import ArchiveWriter, BrokenRecord, read_archive
from corpus.article import RawPage
from corpus.sample import SampleSite
from crawler import CrawlEvent, CrawlReport, CrawlSettings, crawl
from crawler.sample_server import SampleServer

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Workspace:
    """Archive and frontier in a folder of their own, a clock that the test turns, and quick settings."""

    def __init__(self, folder: Path, server: SampleServer) -> None:
        self.folder = folder
        self.server = server
        self.now = START
        self.events: list[CrawlEvent] = []
        self.forgotten: Callable[[str], bool] = lambda _: False

    @property
    def frontier(self) -> Path:
        return self.folder / "crawl.sqlite"

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def crawl(self, *seeds: str, **changes: Any) -> CrawlReport:
        quick: dict[str, Any] = {"proxy": self.server.proxy_url, "interval": 0.0, "backoff": 0.01, "attempts": 2}
        quick["licensed"] = True  # what hosts reserve is tested on its own
        with ArchiveWriter(self.folder, "crawl", lambda: self.now) as archive:
            return crawl(
                seeds,
                archive=archive,
                frontier=self.frontier,
                now=lambda: self.now,
                settings=CrawlSettings(**{**quick, **changes}),
                is_forgotten=lambda url: self.forgotten(url),
                progress=self.events.append,
            )

    def pages(self) -> list[RawPage]:
        """Every page in the archive, in order of writing."""
        found: list[RawPage] = []
        for path in sorted(self.folder.glob("*.warc.gz")):
            found.extend(item[1] for item in read_archive(path) if not isinstance(item, BrokenRecord))
        return found

    def urls(self) -> list[str]:
        return [page.url or "" for page in self.pages()]


@pytest.fixture(scope="session")
def site() -> SampleSite:
    return SampleSite()


@pytest.fixture
def server(site: SampleSite) -> Iterator[SampleServer]:
    with SampleServer(site) as running:
        for host in site.hosts:  # crawl delays are tested on their own
            running.unhurried(host)
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: SampleServer) -> Workspace:
    return Workspace(tmp_path, server)
