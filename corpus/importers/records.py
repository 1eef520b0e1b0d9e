"""One record of a dump (a line of JSON, a row of CSV or Parquet) as a raw page.

`text` or `html` is required; `id`, `title`, `url`, `source`, `date` or `published` are optional. `timestamp`,
`crawl_date`, and `date` in a record that also has `dump` or `file_path` (as FineWeb, mC4 and other web-corpus dumps
have it) tell when a page was fetched: they become `retrieved`, never `published`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.article import Given, RawPage
from corpus.errors import UnreadableInput
from corpus.ids import canonical_url, host_of
from corpus.importers.dates import parse_instant, parse_published
from corpus.importers.types import without_surrogates

__all__ = ["FIELDS", "FieldMap", "page_of_record", "parse_instant", "parse_published"]

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
                return without_surrogates(str(found))
        return None

    html, text = value("html"), value("text")
    body = html if html is not None else text
    if body is None:
        given = value("id")
        raise UnreadableInput("no-text", "neither `text` nor `html`" + (f" in record {given}" if given else ""))
    web_dump = any(key in record for key in _WEB_DUMP)
    url = _address(value("url"))
    published = value("published") if web_dump else value("published", "date")
    retrieved = value("retrieved", "timestamp", "crawl_date", *(("date",) if web_dump else ()))
    return RawPage(
        body=body.encode(),
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


def _address(url: str | None) -> str | None:
    """The canonical form of an http(s) address; None for one that is broken, or of another kind."""
    try:
        return canonical_url(url) if url else None
    except ValueError:
        return None
