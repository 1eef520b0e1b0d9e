"""Reading `articles/PAPER/SLUG.toml`; a fault names file and key, and stops at start."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

from corpus.errors import DataFileError
from corpus.sample.model import Block, Figure, ItemList, Poll, Prose, Related, SampleArticle, Table

PAPERS = ("haidang", "vanson", "langven", "nhippho")
# `wire` marks a wire story for the people who write the articles; what is rendered follows from `also_in`.
_KEYS = frozenset(
    {"slug", "title", "lead", "authors", "published", "section", "tags", "kicker", "source_tag", "updated"}
    | {"update_text", "block", "wire", "also_in", "redirect_from", "duplicate_url"}
)
_PROSE: Mapping[str, Literal["p", "h2", "quote"]] = {"p": "p", "h2": "h2", "quote": "quote"}
T = TypeVar("T")


@cache
def load_articles() -> tuple[SampleArticle, ...]:
    """All articles, by paper and slug. Raises DataFileError for a faulty file."""
    root = files("corpus.sample").joinpath("articles")
    found: list[SampleArticle] = []
    for paper in PAPERS:
        folder = root.joinpath(paper)
        entries = [e for e in folder.iterdir() if e.name.endswith(".toml")] if folder.is_dir() else []
        found.extend(read_article(entry, paper) for entry in sorted(entries, key=lambda e: e.name))
    return tuple(found)


def read_article(entry: Traversable, paper: str) -> SampleArticle:
    """One file as an article. Raises DataFileError with file and key."""
    name = f"{paper}/{entry.name}"
    try:
        raw = entry.read_text("utf-8")
        record = tomllib.loads(raw)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(name, "(file)", str(error)) from error
    if raw != unicodedata.normalize("NFC", raw):
        raise DataFileError(name, "(file)", "is not NFC")
    fields = _Fields(name, record)
    for key in record:
        if key not in _KEYS:
            raise DataFileError(name, key, "unknown key")
    slug = fields.text("slug")
    if f"{slug}.toml" != entry.name:
        raise DataFileError(name, "slug", f"is {slug!r}, but the file is called {entry.name}")
    also_in = fields.texts("also_in", optional=True)
    for other in also_in:
        if other not in PAPERS or other == paper:
            raise DataFileError(name, "also_in", f"no other paper is called {other!r}")
    blocks = record.get("block")
    if not isinstance(blocks, list) or not blocks:
        raise DataFileError(name, "block", "an article needs at least one block")
    return SampleArticle(
        paper=paper,
        slug=slug,
        title=fields.text("title"),
        lead=fields.text("lead", empty=True),
        authors=fields.texts("authors"),
        published=fields.time("published"),
        section=fields.text("section"),
        tags=fields.texts("tags"),
        kicker=fields.text("kicker", empty=True),
        source_tag=fields.text("source_tag", empty=True),
        blocks=tuple(_block(_Fields(name, b, f"block[{i}].")) for i, b in enumerate(blocks)),
        updated=fields.time("updated") if "updated" in record else None,
        update_text=fields.text("update_text") if "updated" in record else "",
        also_in=also_in,
        redirect_from=fields.path("redirect_from"),
        duplicate_url=fields.path("duplicate_url"),
    )


class _Fields:
    """A TOML table whose values are asked for by type."""

    def __init__(self, file: str, record: object, prefix: str = "") -> None:
        self.file = file
        self.prefix = prefix
        if not isinstance(record, Mapping):
            raise DataFileError(file, prefix.rstrip("."), "is not a table")
        self._record: Mapping[str, Any] = record

    def _get(self, key: str, read: Callable[[Any], T], wanted: str) -> T:
        if key not in self._record:
            raise DataFileError(self.file, self.prefix + key, "is missing")
        try:
            return read(self._record[key])
        except TypeError as error:
            raise DataFileError(self.file, self.prefix + key, f"is not {wanted}") from error

    def fault(self, key: str, problem: str) -> DataFileError:
        return DataFileError(self.file, self.prefix + key, problem)

    def text(self, key: str, *, empty: bool = False) -> str:
        value = self._get(key, _as_text, "a text")
        if value != value.strip() and key != "source_tag":
            raise self.fault(key, "begins or ends with white space")
        if not value and not empty:
            raise self.fault(key, "is empty")
        return value

    def path(self, key: str) -> str:
        """An optional path within the paper's host; the empty text where it is missing."""
        if key not in self._record:
            return ""
        value = self.text(key)
        if not value.startswith("/"):
            raise self.fault(key, "is not a path that begins with /")
        return value

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts; an optional one may also be a single text, or missing."""
        if optional and key not in self._record:
            return ()
        if optional and isinstance(self._record[key], str):
            return (self.text(key),)
        return self._get(key, lambda v: tuple(_as_text(item) for item in _as_list(v)), "a list of texts")

    def rows(self, key: str) -> tuple[tuple[str, ...], ...]:
        return self._get(key, lambda v: tuple(tuple(map(_as_text, _as_list(r))) for r in _as_list(v)), "a list of rows")

    def time(self, key: str) -> datetime:
        value = self._get(key, _as_time, "a date with a time")
        if value.tzinfo is None:
            raise self.fault(key, "has no UTC offset")
        return value


def _block(fields: _Fields) -> Block:
    kind = fields.text("type")
    if kind in _PROSE:
        return Prose(type=_PROSE[kind], text=fields.text("text"))
    if kind == "list":
        return ItemList(items=fields.texts("items"))
    if kind == "table":
        return Table(rows=fields.rows("rows"))
    if kind == "figure":
        return Figure(caption=fields.text("caption"), credit=fields.text("credit", empty=True))
    if kind == "related":
        return Related(title=fields.text("title"), items=fields.texts("items"))
    if kind == "poll":
        return Poll(question=fields.text("question"), items=fields.texts("items"))
    raise fields.fault("type", f"no such type: {kind!r}")


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _as_list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _as_time(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError
    return value
