"""What a crawl says at its end: counts host by host, as a table and as JSON, and whether hosts failed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import WorkspaceError
from crawler import CrawlEvent, CrawlReport, CrawlSettings, Problem
from crawler.addresses import looks_like_article

SCHEMA = 1  # of the JSON report; grows when a field changes its meaning
# Pages that are not there, or not for us: every site has such links, and no host failed for them.
GONE = frozenset(
    {"http-400", "http-401", "http-402", "http-403", "http-404", "http-405", "http-406", "http-410", "http-451"}
    | {"soft-404", "not-a-page", "too-large", "redirect"}
)
# Answers that keep a page that is there from us. Where most articles are so answered, the host shut us out.
DENIED = frozenset({"http-401", "http-402", "http-403", "http-405", "http-406", "http-451", "redirect"})
_HAD = frozenset({"article", "updated", "unchanged", "duplicate"})
_COUNTED = {
    "article": "articles",
    "planned": "articles",
    "updated": "updated",
    "unchanged": "unchanged",
    "read": "read",
    "duplicate": "duplicates",
    "redirect": "redirects",
}
MOST_HOSTS = 40  # in the table
_SHOWN = ("articles", "updated", "unchanged", "read")
_HEADINGS = ("host", "new", "updated", "unchanged", "listings", "refused by robots", "left out", "failed")


@dataclass(slots=True)
class HostTally:
    """The counts of one host (with its port where it is an odd one); `given_up` is why it was left for the next run."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    given_up: str = ""
    had: int = 0  # articles
    denied: int = 0  # articles

    @property
    def has_failed(self) -> bool:
        """Whether the host could not do its part: given up, in trouble with single pages, or nothing came of it; or it
        denied us more articles than it gave.
        """
        trouble = any(reason not in GONE for reason in self.failed)
        nothing = bool(self.failed) and not self.counts
        return bool(self.given_up) or trouble or nothing or self.denied > self.had

    def as_json(self, host: str) -> dict[str, Any]:
        """The host's entry of the report."""
        return {
            "host": host,
            **{name: self.counts[name] for name in dict.fromkeys(_COUNTED.values())},
            "refused_by_robots": self.left_out["robots"],
            "left_out": {k: v for k, v in sorted(self.left_out.items()) if k != "robots"},
            "failed": dict(sorted(self.failed.items())),
            "given_up": self.given_up or None,
        }


class Tally:
    """Counts the events of a crawl. `planned` are the events of a dry run, in order; `seeds_left_out` those of
    addresses that the user named and that are not for us (robots.txt, reserved rights).
    """

    def __init__(self, seeds: Sequence[str] = ()) -> None:
        self.hosts: dict[str, HostTally] = {}
        self.planned: list[CrawlEvent] = []
        self.seeds_left_out: list[CrawlEvent] = []
        self._seeds = frozenset(seeds)

    def take(self, event: CrawlEvent) -> None:
        """Count an event."""
        host = self.hosts.setdefault(urlsplit(event.url).netloc, HostTally())
        if event.kind in ("article", "updated") or looks_like_article(event.url):
            host.had += event.kind in _HAD
            host.denied += event.kind == "failed" and event.reason in DENIED
        if event.kind == "excluded":
            host.left_out[event.reason] += 1
            if event.url in self._seeds:
                self.seeds_left_out.append(event)
        elif event.kind == "failed":
            host.failed[event.reason] += 1
        elif event.kind == "host":
            host.given_up = event.reason or "given up"
        else:
            host.counts[_COUNTED[event.kind]] += 1
        if event.kind == "planned":
            self.planned.append(event)


def hosts_failed(tally: Tally, problems: Sequence[Problem], seeds: Sequence[str]) -> bool:
    """Whether a host failed, or an address that the user named could not be had, or must not."""
    named = frozenset(seeds)
    trouble = any(host.has_failed for host in tally.hosts.values()) or any(one.place in named for one in problems)
    return trouble or bool(tally.seeds_left_out)


def nothing_came(report: CrawlReport) -> bool:
    """Whether not one page was had."""
    return not (report.articles or report.updated or report.unchanged or report.read or report.duplicates)


def table(tally: Tally, *, most: int = MOST_HOSTS) -> list[str]:
    """A line a host under a heading, in order of their names; nothing where no host was asked.

    Of more than `most` hosts those that failed come first, then the busiest; a last line says how many are not shown.
    """
    if not tally.hosts:
        return []
    ranked = sorted(tally.hosts.items(), key=lambda item: (not item[1].has_failed, -item[1].counts.total(), item[0]))
    lines = _aligned([_HEADINGS, *(_row(host, counts) for host, counts in sorted(ranked[:most]))])
    return [*lines, f"and {len(ranked) - most} more hosts: see --report FILE"] if len(ranked) > most else lines


def _aligned(cells: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place in (0, len(_HEADINGS) - 1) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def _row(host: str, counts: HostTally) -> tuple[str, ...]:
    other = sum(n for reason, n in counts.left_out.items() if reason != "robots")
    why = [f"{reason} {n}" for reason, n in sorted(counts.failed.items())]
    if counts.given_up:
        why.append(f"given up ({counts.given_up})")
    numbers = [*(counts.counts[name] for name in _SHOWN), counts.left_out["robots"], other]
    return (host, *map(str, numbers), ", ".join(why) or "-")


def as_json(
    report: CrawlReport,
    tally: Tally,
    *,
    seeds: Sequence[str],
    settings: CrawlSettings,
    started: datetime,
    ended: datetime,
) -> dict[str, Any]:
    """The report for machines: times are ISO 8601, `problems` at most a thousand (the counts have them all)."""
    totals = {name: getattr(report, name) for name in dict.fromkeys(_COUNTED.values())}
    return {
        "diembao_crawl": SCHEMA,
        "started": started.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "stopped": report.stopped,
        "resumed": report.resumed,
        "dry_run": settings.dry_run,
        "seeds": list(seeds),
        "user_agent": settings.user_agent,
        "requests": report.requests,
        "bytes": report.bytes,
        "queued": report.queued,
        "forgotten": report.forgotten,
        "totals": {**totals, "failed": _sorted(report.failed), "left_out": _sorted(report.excluded)},
        "hosts_failed": sorted(name for name, host in tally.hosts.items() if host.has_failed),
        "hosts": [host.as_json(name) for name, host in sorted(tally.hosts.items())],
        "problems": [{"place": p.place, "reason": p.reason, "detail": p.detail} for p in report.problems],
        "planned": [{"url": event.url, "published": event.published, "note": event.message} for event in tally.planned],
    }


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def write_json(path: Path, record: Mapping[str, Any]) -> None:
    """The report as a file, there as a whole or not at all. Raises WorkspaceError where it cannot be written."""
    made = path.with_name(f".{path.name}.part")
    try:
        made.write_text(f"{json.dumps(record, ensure_ascii=False, indent=1)}\n", "utf-8", "backslashreplace")
        made.replace(path)
    except OSError as error:
        raise WorkspaceError(f"--report {path}: {error.strerror}") from error
