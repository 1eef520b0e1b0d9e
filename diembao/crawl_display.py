"""What a crawl shows while it runs, on stderr: a table of hosts on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler import CrawlEvent
from diembao.crawl_report import HostTally, Tally
from diembao.terminal import one_line, say

if TYPE_CHECKING:
    from rich.table import Table

EVERY = 30.0  # seconds between two lines where there is no terminal
REDRAWN = 0.25  # seconds between two pictures on a terminal
MOST_HOSTS = 20

Watcher = Callable[[CrawlEvent], None]


@contextmanager
def display(
    tally: Tally, *, terminal: bool | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Watcher]:
    """Gives what is to be called for every event, after the tally has counted it."""
    if sys.stderr.isatty() if terminal is None else terminal:
        yield from _on_terminal(tally, clock)
    else:
        yield _Lines(tally, clock)


class _Lines:
    def __init__(self, tally: Tally, clock: Callable[[], float]) -> None:
        self._tally = tally
        self._clock = clock
        self._last = clock()

    def __call__(self, event: CrawlEvent) -> None:
        if event.kind == "host":
            say(one_line(event.message, 200))
        if self._clock() - self._last < EVERY:
            return
        self._last = self._clock()
        said = "; ".join(f"{host} {short(counts)}" for host, counts in _busiest(self._tally))
        say(f"{event.articles} articles; {said}")


def _on_terminal(tally: Tally, clock: Callable[[], float]) -> Iterator[Watcher]:
    from rich.console import Console
    from rich.live import Live

    last: dict[str, str] = {}
    drawn = clock()
    console = Console(stderr=True, force_terminal=True)
    with Live(console=console, transient=True, auto_refresh=False) as live:

        def watch(event: CrawlEvent) -> None:
            nonlocal drawn
            _, _, host, *path = event.url.split("/", 3)
            last[host] = f"{event.kind} /{''.join(path)}"
            if clock() - drawn >= REDRAWN or event.kind == "host":
                drawn = clock()
                live.update(_picture(tally, last), refresh=True)

        yield watch


def _picture(tally: Tally, last: dict[str, str]) -> Table:
    from rich.table import Table
    from rich.text import Text

    picture = Table(box=None, pad_edge=False, expand=True)
    for heading in ("host", "new", "again", "listings", "left out", "failed"):
        is_host = heading == "host"
        picture.add_column(
            heading, justify="left" if is_host else "right", no_wrap=True, max_width=32 if is_host else 8
        )
    picture.add_column("last", no_wrap=True, overflow="ellipsis", ratio=1)
    for host, counts in _busiest(tally):
        numbers = (
            counts.counts["articles"],
            counts.counts["updated"] + counts.counts["unchanged"],
            counts.counts["read"],
            counts.left_out.total(),
            counts.failed.total(),
        )
        state = f"given up: {counts.given_up}" if counts.given_up else last.get(host, "")
        picture.add_row(Text(host), *map(str, numbers), Text(one_line(state, 200)))
    return picture


def _busiest(tally: Tally) -> list[tuple[str, HostTally]]:
    return sorted(tally.hosts.items(), key=lambda item: (-item[1].counts.total(), item[0]))[:MOST_HOSTS]


def short(counts: HostTally) -> str:
    """A host's counts in one breath."""
    said = [f"new {counts.counts['articles']}"]
    if again := counts.counts["updated"] + counts.counts["unchanged"]:
        said.append(f"again {again}")
    if counts.failed:
        said.append(f"failed {counts.failed.total()}")
    return ", ".join(said)
