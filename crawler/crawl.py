"""The crawl: from seeds to WARC records, politely, side by side over hosts, and ready to be killed at any moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from corpus.archive import ArchiveWriter
from corpus.errors import UsageError
from corpus.ids import canonical_url
from crawler.credentials import shown
from crawler.frontier import Frontier
from crawler.http import HttpFetcher, OpenFetcher
from crawler.lock import crawl_lock
from crawler.recover import recover
from crawler.run import Progress, Run
from crawler.settings import CrawlReport, CrawlSettings, Stopped
from crawler.worker import HostWorker


def crawl(
    seeds: Sequence[str],
    *,
    archive: ArchiveWriter,
    frontier: Path,
    now: Callable[[], datetime],
    settings: CrawlSettings | None = None,
    is_forgotten: Callable[[str], bool] = lambda _: False,
    progress: Progress | None = None,
    open_fetcher: OpenFetcher = HttpFetcher,
) -> CrawlReport:
    """Crawl from `seeds` into `archive`, keeping the state in the SQLite file `frontier`.

    A seed decides how far its crawl goes: a home page the whole site (sitemaps, feeds, listing pages), a listing its
    section, a feed or sitemap its entries, an article itself. `now` gives the time, with a zone. `is_forgotten` is
    asked for every canonical address before anything is kept of it. `progress` is called from several threads, one at
    a time.

    A page's outcome is written after its record is with the operating system, so that a kill costs at most the page
    in flight of each host. Ctrl-C lets these end, and the report says `interrupted`. Raises UsageError for a seed that
    is no address, and WorkspaceError where another crawl is running, or archive or frontier cannot be written.
    """
    addresses = tuple(dict.fromkeys(_seed(seed) for seed in seeds))
    if not addresses:
        raise UsageError("a crawl needs at least one address to begin with")
    settings = settings or CrawlSettings()
    with crawl_lock(frontier), Frontier(frontier, is_forgotten) as pages:
        run = Run(settings, archive, pages, now=now, is_forgotten=is_forgotten, progress=progress)
        recover(archive.folder, archive.prefix, pages)
        begun = pages.begin_run(addresses, now(), settings.revisit, licensed=settings.licensed)
        run.quiet_for, run.written = begun.quiet_for, pages.written()
        interrupted = _Crew(run, open_fetcher).work()
        if run.fault is not None:
            raise run.fault
        if not interrupted:
            pages.end_run(now())
        stopped: Stopped = "interrupted" if interrupted else "limit" if run.limit_reached or run.full else "done"
        return run.report(stopped=stopped, resumed=begun.resumed)


def _seed(text: str) -> str:
    try:
        return canonical_url(text)
    except (ValueError, UnicodeError) as error:
        raise UsageError(f"{shown(text)}: not an address that begins with http:// or https://") from error


class _Crew:
    """The threads, one a host."""

    def __init__(self, run: Run, open_fetcher: OpenFetcher) -> None:
        self._run = run
        self._open_fetcher = open_fetcher
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}

    def work(self) -> bool:
        """Serve all hosts until nothing is left; True where Ctrl-C ended it."""
        run = self._run
        interrupted = False
        try:
            while self._step():
                run.changed.wait()
                run.changed.clear()
        except KeyboardInterrupt:
            interrupted = True
            run.halt()
        while threads := self._serving():
            threads[0].join()  # a second Ctrl-C ends this wait, and the program
        return interrupted

    def _serving(self) -> list[threading.Thread]:
        with self._lock:
            return list(self._threads.values())

    def _step(self) -> bool:
        """Give every waiting host a thread; False where the crawl is at its end."""
        run = self._run
        if run.stop.is_set():
            return False
        waiting = run.frontier.waiting()
        with self._lock:
            for host in waiting:
                if len(self._threads) >= run.settings.max_hosts:
                    break
                if host not in self._threads and run.is_served(host):
                    thread = threading.Thread(target=self._serve, args=(host,), name=f"crawl {host}", daemon=True)
                    self._threads[host] = thread
                    thread.start()
            return bool(self._threads)

    def _serve(self, host: str) -> None:
        run = self._run
        try:
            fetcher = self._open_fetcher(run.settings)
            try:
                HostWorker(run, host, fetcher).serve()
            finally:
                fetcher.close()
        except BaseException as error:  # handed to the main thread, which raises it
            run.break_down(error)
        finally:
            with self._lock:
                del self._threads[host]
            run.changed.set()
