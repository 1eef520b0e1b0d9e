"""The frontier's records: a page that was found, a page whose turn it is, and what became of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal, NamedTuple

from corpus.location import Location

State = Literal["queued", "fetched", "failed", "excluded"]
Role = Literal["seed", "article", "listing", "paging", "feed", "sitemap", "page"]
Method = Literal["feed", "sitemap"]

HUBS = frozenset({"seed", "listing", "paging", "feed", "sitemap", "page"})

# Order of fetching. Feeds and sitemaps come first, because they know dates; articles before listing pages, so that a
# short crawl of a large paper brings articles; the many sitemaps of a large index after the articles of the newest.
FIRST = 1
ARTICLE = 2
LISTING = 3
LATE_SITEMAP = 3
OTHER = 4

MAX_BARREN = 5  # listing pages in a row that bring nothing new: calendars and `?page=` have no end

ALONE, SECTION, SITE = 0, 1, 2  # whose links are followed
LASTMOD, STATED = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page that was found. `published` and `modified` are ISO 8601 in Vietnamese time, where anybody stated them.

    `certainty` of `published`: STATED as such, or only the LASTMOD of a sitemap, which is not before it.
    """

    url: str
    seed: str
    role: Role
    priority: int
    depth: int = 0
    spread: int = ALONE
    found_on: str | None = None
    published: str | None = None
    published_method: Method | None = None
    certainty: int = 0
    modified: str | None = None


class Mark(NamedTuple):
    """How far an archive file is spoken for, with the record that is being settled: bytes."""

    file: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A page whose turn it is."""

    id: int
    url: str
    host: str
    seed: str
    role: Role
    depth: int
    spread: int
    published: str | None
    published_method: Method | None
    certainty: int
    modified: str | None
    found_on: str | None
    etag: str | None
    last_modified: str | None
    digest: str | None
    location: Location | None
    pause: int | None
    first_seen: str
    barren: int = 0

    def spreading(self, spread: int) -> Row:
        """The same with another reach."""
        return replace(self, spread=spread)

    @classmethod
    def of(cls, row: sqlite3.Row) -> Row:
        """The record of a row of `pages`."""
        return cls(
            id=row["id"],
            url=row["url"],
            host=row["host"],
            seed=row["seed"],
            role=row["role"],
            depth=row["depth"],
            spread=row["spread"],
            published=row["published"],
            published_method=row["published_method"],
            certainty=row["certainty"],
            modified=row["modified"] or None,
            found_on=row["found_on"],
            etag=row["etag"],
            last_modified=row["last_modified"],
            digest=row["digest"],
            location=Location(row["warc"], row["warc_offset"]) if row["warc"] else None,
            pause=row["pause"],
            first_seen=row["first_seen"],
            barren=row["barren"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a page. A field that is None leaves the column as it is, but for `reason` and `detail`."""

    state: State
    reason: str | None = None
    detail: str | None = None
    role: Role | None = None
    spread: int | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    location: Location | None = None
    redirect_to: str | None = None
    due: str | None = None
    pause: timedelta | None = None

    def at(self, location: Location) -> Outcome:
        """The same with the place of the record in the archive."""
        return replace(self, location=location)

    def looking_again(self, due: str, pause: timedelta) -> Outcome:
        """The same with the time of the next look."""
        return replace(self, due=due, pause=pause)

    def columns(self, moment: str) -> dict[str, object]:
        """The columns to write, with their values."""
        values: dict[str, object] = {"state": self.state, "reason": self.reason, "detail": self.detail}
        if self.state in ("fetched", "failed"):
            values["fetched"] = moment
        for name in ("role", "spread", "status", "etag", "last_modified", "digest", "redirect_to", "due"):
            value = getattr(self, name)
            if value is not None:
                values[name] = value
        if self.location:
            values["warc"], values["warc_offset"] = self.location
        if self.pause is not None:
            values["pause"] = self.pause.days
        return values
