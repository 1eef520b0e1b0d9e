"""What the threads of a crawl share: the archive, the frontier, the counts, the limit, the wish to stop."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from corpus.archive import ArchiveWriter, Location, Packed, read_head
from corpus.article import RawPage
from corpus.errors import WorkspaceError
from crawler.addresses import AddressFilter
from crawler.ages import Ages
from crawler.frontier import Frontier
from crawler.http import Answer
from crawler.pace import Pacer
from crawler.records import about
from crawler.recover import read_back
from crawler.rows import Found, Mark, Outcome, Row
from crawler.settings import CrawlEvent, CrawlReport, CrawlSettings, EventKind, Problem, Stopped

MAX_PROBLEMS = 1_000  # kept in the report; the frontier has them all
Progress = Callable[[CrawlEvent], None]
_COUNTED: Mapping[EventKind, str] = {
    "article": "articles",
    "updated": "updated",
    "unchanged": "unchanged",
    "read": "read",
    "duplicate": "duplicates",
    "redirect": "redirects",
}


class Run:
    """One crawl. Whatever changes is guarded by one lock, so that the archive has one writer at a time."""

    def __init__(
        self,
        settings: CrawlSettings,
        archive: ArchiveWriter,
        frontier: Frontier,
        *,
        now: Callable[[], datetime],
        is_forgotten: Callable[[str], bool],
        progress: Progress | None,
    ) -> None:
        self.settings = settings
        self.frontier = frontier
        self.now = now
        self.is_forgotten = is_forgotten
        self.ages = Ages()
        self.filter = AddressFilter(settings.include, settings.exclude)
        self.stop = threading.Event()
        self.changed = threading.Event()  # there is something for the main thread to look at
        self.given_up: set[str] = set()
        self.full: set[str] = set()  # hosts that have given as many articles as are wanted
        self.written: dict[str, Location] = {}  # pages in the archive that a killed run did not settle
        self.quiet_for = float("inf")  # seconds since any host was asked by an earlier run
        self.fault: BaseException | None = None
        self.limit_reached = False
        self._archive = archive
        self._progress = progress
        self._slot = threading.Condition(threading.RLock())
        self._in_flight = 0
        self._counts: Counter[str] = Counter()
        self._by_host: Counter[str] = Counter()  # new and updated articles
        self._failed: Counter[str] = Counter()
        self._excluded: Counter[str] = Counter()
        self._problems: list[Problem] = []
        self._pacers: dict[str, Pacer] = {}

    def pacer(self, host: str) -> Pacer:
        """The host's pacer, kept over the threads that serve it."""
        with self._slot:
            if host not in self._pacers:
                self._pacers[host] = Pacer(self.settings.pause(None), self.stop, quiet_for=self.quiet_for)
            return self._pacers[host]

    # --- the limit --------------------------------------------------------------------------------------------------

    def is_served(self, host: str) -> bool:
        """Whether pages of the host are still wanted in this run, and can be had."""
        return host not in self.given_up and host not in self.full

    def take_slot(self, host: str) -> bool:
        """Reserve a page of the limits; waits while all that is left is in flight. False where crawl or host stop."""
        limit, of_host = self.settings.limit, self.settings.host_limit
        with self._slot:
            if of_host is not None and self._by_host[host] >= of_host:
                self.full.add(host)
                return False
            while not self.stop.is_set():
                written = self._counts["articles"] + self._counts["updated"]
                if limit is not None and written >= limit:
                    self.limit_reached = True
                    self.halt()
                elif limit is None or written + self._in_flight < limit:
                    self._in_flight += 1
                    return True
                else:
                    self._slot.wait(0.2)
            return False

    def free_slot(self) -> None:
        """The page is done, whatever became of it."""
        with self._slot:
            self._in_flight -= 1
            self._slot.notify_all()

    def halt(self) -> None:
        """End the crawl at the next safe point of every thread."""
        self.stop.set()
        self.changed.set()

    # --- outcomes ---------------------------------------------------------------------------------------------------

    def archive(
        self, row: Row, outcome: Outcome, page: RawPage, sent: Mapping[str, str], found: Sequence[Found]
    ) -> int:
        """Write an answer into the archive and then, once it is with the operating system, the page's outcome."""
        if location := self.written.pop(row.url, None):
            return self.frontier.settle(row, outcome.at(location), found, self.now())
        packed = self._archive.pack(page, sent, about(row))
        with self._slot:
            location, mark = self._append(packed)
            # a redirect is on record, but it is not the page
            settled = outcome if outcome.redirect_to else outcome.at(location)
            return self.frontier.settle(row, settled, found, self.now(), mark)

    def read_back(self, url: str) -> Answer | None:
        """The answer for a page whose turn was cut short after it was written into the archive."""
        location = self.written.get(url)
        answer = read_back(self._archive.folder, location, url) if location else None
        if answer is None:
            self.written.pop(url, None)
        return answer

    def archive_revisit(self, row: Row, outcome: Outcome, page: RawPage, sent: Mapping[str, str]) -> int:
        """Write that a page has not changed since its record was written, and then the outcome."""
        original = read_head(self._archive.folder, row.location) if row.location else None
        if original is None or not original.digest or original.uri != page.url:
            return self.frontier.settle(row, outcome, (), self.now())  # the record was moved or is not there
        packed = self._archive.pack_revisit(page, original, sent, about(row))
        with self._slot:
            _, mark = self._append(packed)
            return self.frontier.settle(row, outcome, (), self.now(), mark)

    def _append(self, packed: Packed) -> tuple[Location, Mark]:
        try:
            location = self._archive.append(packed)
            self._archive.flush()
        except OSError as error:
            raise WorkspaceError(f"{self._archive.folder}: the archive cannot be written: {error}") from error
        return location, Mark(location.file, location.offset + sum(map(len, packed.members)))

    def asked(self, size: int) -> None:
        """Count a request and the bytes that came."""
        with self._slot:
            self._counts["requests"] += 1
            self._counts["bytes"] += size

    def planned(self, row: Row) -> None:
        """Count and tell an article that a dry run does not fetch."""
        with self._slot:
            self._counts["articles"] += 1
        self.tell("planned", row.url, f"found on {row.found_on}" if row.found_on else "", published=row.published)

    def tell(self, kind: EventKind, url: str, message: str, *, reason: str = "", published: str | None = None) -> None:
        """Count an outcome and tell whoever watches."""
        with self._slot:
            if kind in _COUNTED:
                self._counts[_COUNTED[kind]] += 1
            if kind in ("article", "updated"):
                self._by_host[urlsplit(url).netloc] += 1
            if self._progress:
                articles = self._counts["articles"]
                event = CrawlEvent(
                    kind=kind, url=url, message=message, articles=articles, reason=reason, published=published
                )
                self._progress(event)

    def excluded(self, url: str, reason: str) -> None:
        """Count a page that is not wanted or not allowed."""
        with self._slot:
            self._excluded[reason] += 1
            self.tell("excluded", url, reason, reason=reason)

    def failed(self, url: str, reason: str, detail: str) -> None:
        """Count a page that could not be had."""
        with self._slot:
            self._failed[reason] += 1
            self._note(Problem(place=url, reason=reason, detail=detail))
            self.tell("failed", url, f"{reason}: {detail}" if detail else reason, reason=reason)

    def give_up(self, host: str, url: str, reason: str, detail: str) -> None:
        """Leave a host for the next run, with one line that says why."""
        with self._slot:
            self.given_up.add(host)
            self._failed[reason] += 1
            self._note(Problem(place=url, reason=reason, detail=detail))
            self.tell("host", url, f"{host}: {detail}; its pages wait for the next run", reason=reason)

    def _note(self, problem: Problem) -> None:
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(problem)

    def break_down(self, error: BaseException) -> None:
        """A thread met a fault that ends the crawl."""
        with self._slot:
            self.fault = self.fault or error
            self.halt()

    def report(self, *, stopped: Stopped, resumed: bool) -> CrawlReport:
        """The counts as they stand."""
        with self._slot:
            return CrawlReport(
                **{name: self._counts[name] for name in (*_COUNTED.values(), "requests", "bytes")},
                forgotten=self.frontier.forgotten,
                queued=self.frontier.queued(),
                failed=dict(self._failed),
                excluded=dict(self._excluded),
                problems=tuple(self._problems),
                stopped=stopped,
                resumed=resumed,
            )
