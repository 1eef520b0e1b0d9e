"""One record of a dump (a line of JSON, a row of CSV or Parquet) as a raw page.

`text` or `html` is required; `id`, `title`, `url`, `source`, `date` or `published` are optional. `timestamp`,
`crawl_date`, and `date` in a record that also has `dump` or `file_path` (as FineWeb, mC4 and other web-corpus dumps
have it) tell when a page was fetched: they become `retrieved`, never `published`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from corpus.article import Given, RawPage
from corpus.dates import PublicationDate
from corpus.errors import UnreadableInput
from corpus.ids import host_of

FIELDS = ("text", "html", "id", "title", "url", "source", "published", "retrieved")
_WEB_DUMP = ("dump", "file_path")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The user's `--field NAME=COLUMN` choices: contract name to column name."""

    columns: Mapping[str, str]

    def __post_init__(self) -> None:
        unknown = set(self.columns) - set(FIELDS)
        if unknown:
            raise ValueError(f"unknown field {min(unknown)!r}; fields are {', '.join(FIELDS)}")


def page_of_record(record: Mapping[str, Any], file_name: str, fields: FieldMap | None = None) -> RawPage:
    """The page in a record. Raises UnreadableInput where it has neither `text` nor `html`.

    `source` is the record's own, else the host of its address, else the file's name.
    """
    chosen = fields.columns if fields else {}

    def value(name: str, *columns: str) -> str | None:
        for column in (chosen[name],) if name in chosen else (name, *columns):
            found = record.get(column)
            if found is not None and not isinstance(found, (dict, list, bool)) and str(found).strip():
                return str(found)
        return None

    html, text = value("html"), value("text")
    body = html if html is not None else text
    if body is None:
        given = value("id")
        raise UnreadableInput("no-text", "neither `text` nor `html`" + (f" in record {given}" if given else ""))
    web_dump = any(key in record for key in _WEB_DUMP)
    url = value("url")
    if url and not url.startswith(("http://", "https://")):
        url = None
    published = value("published") if web_dump else value("published", "date")
    retrieved = value("retrieved", "timestamp", "crawl_date", *(("date",) if web_dump else ()))
    return RawPage(
        body=body.encode("utf-8", "surrogatepass"),
        kind="html" if html is not None else "text",
        source=value("source") or (host_of(url) if url else "") or file_name,
        url=url,
        headers={"content-type": f"text/{'html' if html is not None else 'plain'}; charset=utf-8"},
        retrieved=parse_instant(retrieved) if retrieved else None,
        given=Given(
            origin_id=value("id"),
            title=value("title"),
            source=value("source"),
            published=parse_published(published) if published else None,
        ),
    )


_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T-]+(\d{1,2}):(\d{2}))?")
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)


def parse_published(value: str) -> str | None:
    """A supplier's date as ISO 8601 of the same precision; None where it is no date. Times without a zone are +07:00.

    >>> parse_published("18/06/2020 11:29")
    '2020-06-18T11:29:00+07:00'
    """
    value = value.strip()
    if re.fullmatch(r"\d{4}(-\d{2})?", value):
        return _valid(value)
    if match := _DAY_FIRST.match(value):
        day, month, year, hour, minute = match.groups()
        iso = f"{year}-{int(month):02d}-{int(day):02d}"
        return _valid(f"{iso}T{int(hour):02d}:{minute}:00+07:00" if hour else iso)
    if match := _YEAR_FIRST.match(value):
        year, month, day, clock, zone = match.groups()
        iso = f"{year}-{int(month):02d}-{int(day):02d}"
        if not clock:
            return _valid(iso)
        clock = clock if len(clock) > 5 else f"{clock}:00"
        zone = {"Z": "+00:00", None: "+07:00"}.get(zone, zone)
        zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
        return _valid(f"{iso}T{clock.zfill(8)}{zone}")
    return None


def _valid(value: str) -> str | None:
    try:
        PublicationDate(value=value, method="given", confidence=1.0)
    except ValueError:
        return None
    return value


def parse_instant(value: str) -> datetime | None:
    """A time of retrieval, UTC where no zone is given; None where it is none."""
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        iso = parse_published(value)
        if iso is None or len(iso) < 10:
            return None
        found = datetime.fromisoformat(iso)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
