"""From merged events to files: what a timeline shows besides its events, and which bytes a format has."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from corpus.store import Store
from diembao.export.timeline_rows import columns_of, row_of
from diembao.export.timeline_view import CorpusFacts, TimelineView, sections
from diembao.export.timelines import FORMATS
from diembao.terminal import printable
from diembao.timeline import EventFilter, timeline
from extractor.resolve.events import MergedEvent

ENDINGS: dict[str, tuple[str, ...]] = {
    "text": (".txt",),
    "csv": (".csv",),
    "json": (".json",),
    "timelinejs": (".timelinejs.json", ".json"),
    "ical": (".ics",),
    "html": (".html", ".htm"),
    "parquet": (".parquet",),
    "svg": (".svg",),
    "png": (".png",),
    "ftm": (".ftm", ".ijson", ".jsonl", ".json"),
}
PICTURES = ("svg", "png")
HANDED_IN = ("html", *PICTURES)
"""What says of itself which corpus it was read from, what was asked for and what is left out."""


def stated(
    view: TimelineView, store: Store, asked: Sequence[tuple[str, str]], left: Sequence[tuple[str, int]]
) -> TimelineView:
    """The view with what it has to say of itself: see `HANDED_IN`."""
    facts = corpus_facts(store.connection)
    return replace(view, corpus=facts, asked=tuple(asked), left_out=tuple(left), version=version("diembao"))


def corpus_facts(connection: sqlite3.Connection) -> CorpusFacts:
    """How many articles there are, of how many sources and days."""
    row = connection.execute(
        "SELECT count(*), count(DISTINCT source), min(published_first), max(published_last) FROM articles"
    ).fetchone()
    return CorpusFacts(articles=row[0], sources=row[1], first=row[2], last=row[3])


def left_out(
    store: Store, found: Sequence[MergedEvent], wanted: EventFilter, ids: Sequence[str] | None, copies: int = 0
) -> list[tuple[str, int]]:
    """What is not shown without having been asked for by name, each with the word for it in `labels.toml`.

    `found` are the events before `copies` of them were folded away.
    """
    left = []
    if wanted.grain or wanted.sources > 1:
        every = timeline(store, replace(wanted, grain=None, sources=1), ids)
        left.append(("vague", len(every) - len(found)))
    if wanted.published_first or wanted.published_last:
        left.append(("undated_articles", undated_articles(store)))
    return [*left, ("copies", copies), ("without_events", _without_events(store, ids))]


def undated_articles(store: Store) -> int:
    """Articles without a date of publication."""
    return int(store.connection.execute("SELECT count(*) FROM articles WHERE published IS NULL").fetchone()[0])


def _without_events(store: Store, ids: Sequence[str] | None) -> int:
    rows = store.connection.execute("SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM events)")
    silent = {row[0] for row in rows}
    return len(silent) if ids is None else len(silent.intersection(ids))


def as_bytes(view: TimelineView, form: str, *, bom: bool = False, scale: float = 2.0) -> list[bytes]:
    """The timeline in a format: one file, or a picture's pages, with `scale` dots a pixel.

    Raises UsageError where a package is missing.
    """
    if form in PICTURES:
        from diembao.pictures_timelines import draw_timeline

        return draw_timeline(view, "svg" if form == "svg" else "png", scale=scale)
    if form == "parquet":
        from diembao.export.parquet import table_bytes

        rows = (row_of(merged, view.group) for section in sections(view) for merged in section.events)
        return [table_bytes(columns_of(view.group), rows)]
    text = FORMATS[form](view)
    if form == "ical":  # its lines end with CR LF, and its texts are clean
        return [text.encode("utf-8", "replace")]
    if form == "ftm" and not text:  # no entities are no line
        return [b""]
    if form in ("text", "csv", "html"):
        text = printable(text)
    return [f"{text}\n".encode("utf-8-sig" if bom else "utf-8", "replace")]


def pages_of(output: Path, pages: Sequence[bytes]) -> dict[Path, bytes]:
    """Where the pages go: `out.png`, or `out-1.png`, `out-2.png`, …"""
    if len(pages) == 1:
        return {output: pages[0]}
    width = len(str(len(pages)))
    return {output.with_stem(f"{output.stem}-{n:0{width}}"): page for n, page in enumerate(pages, 1)}
