"""Concordances of a workspace: where the query's words, or the names of one kind, stand in the articles found."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.codec import dumps
from corpus.store import Store
from diembao.engines import open_backend
from diembao.export.cells import CsvTable
from diembao.searching import fold_today
from diembao.terminal import one_line
from diembao.workspace import Workspace
from index.backend import NO_FILTERS, Filters
from index.kwic import Line, LineSort, Occurrence, in_order, line, occurrences_in, sample, spans_of
from index.occurrences import Finder
from index.query import Query

KwicOf = Literal["unit", "person", "rank", "position", "term", "place", "doc", "date"]
COLUMNS = ("id", "published", "source", "title", "start", "end", "left", "match", "right", "value", "url")

_CHUNK = 400
_WIDTH = 50  # characters of a context on a terminal
_BESIDE = 200  # characters of a text that are looked at to show them: a word may be a page long


@dataclass(frozen=True, slots=True, kw_only=True)
class KwicLine:
    """A line with the article that it is from; `published` is ISO 8601 as known, or None."""

    line: Line
    source: str
    published: str | None
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """`lines` are those asked for, `total` all (all that were drawn, with a sample), in so many `articles` found.

    `undated` articles were left out only for want of a date; a sample was `drawn_from` so many lines.
    """

    lines: tuple[KwicLine, ...]
    total: int
    articles: int
    undated: int = 0
    drawn_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines, and in which order: of the query's words, or `of` the mentions of one kind in the articles found.

    Of `sample_size` lines drawn by `seed`, or of all, those from `offset` on, at most `limit`.
    """

    of: KwicOf | None = None
    sort: LineSort = "text"
    sample_size: int | None = None
    seed: int = 0
    limit: int | None = None
    offset: int = 0


def concordance(
    workspace: Workspace, query: Query, filters: Filters = NO_FILTERS, *, wanted: Wanted, folded: bool = False
) -> Concordance:
    """The lines of all hits, articles in order of time; with `folded` of one article a cluster of duplicates.

    Only names that may be listed are among mentions (see the contract on persons).
    """
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, workspace.store() as store:
        hits = backend.search(query, filters, sort="oldest", limit=None)
        ids = tuple(hit.id for hit in hits.hits)
        ids = fold_today(workspace, store, ids).kept if folded else ids
        found: Sequence[Occurrence] = list(_occurrences(store, ids, query, wanted))
        drawn_from = None
        if wanted.sample_size is not None:
            drawn_from, found = len(found), sample(found, wanted.sample_size, wanted.seed)
        stop = None if wanted.limit is None else wanted.offset + wanted.limit
        shown = in_order(found, wanted.sort)[wanted.offset : stop]
        return Concordance(
            lines=tuple(_shown(store, shown)),
            total=len(found),
            articles=len(ids),
            undated=hits.undated,
            drawn_from=drawn_from,
        )


def _occurrences(store: Store, ids: Sequence[str], query: Query, wanted: Wanted) -> Iterator[Occurrence]:
    finder = Finder(query.words)
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        mentions = _mentions(store, chunk, wanted.of) if wanted.of else {}
        texts = _texts(store, chunk)
        for i in chunk:
            text = texts.get(i, "")
            spans = mentions.get(i, ()) if wanted.of else spans_of(finder.spans(text))
            yield from occurrences_in(i, text, spans, sort=wanted.sort)


def _texts(store: Store, ids: Sequence[str]) -> dict[str, str]:
    return dict(store.connection.execute(f"SELECT id, text FROM articles WHERE id IN ({_marks(ids)})", ids).fetchall())


def _mentions(store: Store, ids: Sequence[str], kind: KwicOf) -> dict[str, list[tuple[int, int, str | None]]]:
    found: dict[str, list[tuple[int, int, str | None]]] = {i: [] for i in ids}
    rows = store.connection.execute(
        'SELECT article_id, "start", "end", value FROM mentions WHERE kind = ? AND field = \'text\' AND listed'
        f" AND article_id IN ({_marks(ids)}) ORDER BY article_id, n",
        ("document" if kind == "doc" else kind, *ids),
    )
    for row in rows:
        found[row[0]].append((row[1], row[2], row[3]))
    return found


def _marks(ids: Sequence[str]) -> str:
    return ",".join("?" * len(ids))


def _shown(store: Store, found: Sequence[Occurrence]) -> Iterator[KwicLine]:
    """The lines in their order; the texts of a few hundred at a time, however many there are."""
    for at in range(0, len(found), _CHUNK):
        some = found[at : at + _CHUNK]
        ids = list(dict.fromkeys(x.id for x in some))
        rows = store.connection.execute(
            f"SELECT id, text, source, published, title, url FROM articles WHERE id IN ({_marks(ids)})", ids
        )
        articles = {row["id"]: row for row in rows}
        for x in some:
            row = articles[x.id]
            yield KwicLine(
                line=line(row["text"], x),
                source=row["source"],
                published=row["published"],
                title=row["title"],
                url=row["url"],
            )


def to_text(lines: Iterable[KwicLine]) -> str:
    """For a terminal: date, context, match in brackets, context, source and id."""
    return "\n".join(map(_row, lines))


def _row(shown: KwicLine) -> str:
    x = shown.line
    left = one_line(x.left[-_BESIDE:], _BESIDE)[-_WIDTH:]
    right = one_line(x.right[:_BESIDE], _BESIDE)[:_WIDTH]
    published = (shown.published or "undated")[:10]
    return f"{published:<10} {left:>{_WIDTH}} [{one_line(x.match)}] {right:<{_WIDTH}}  {shown.source} {x.id}"


def to_csv(lines: Iterable[KwicLine]) -> str:
    """A row a line; cells that begin like a formula are made safe."""
    stream = io.StringIO()
    table = CsvTable(stream, COLUMNS)
    for shown in lines:
        values = as_object(shown)
        table.write([values[column] for column in COLUMNS])
    return stream.getvalue().rstrip("\n")


def to_json(lines: Iterable[KwicLine]) -> str:
    """JSON Lines."""
    return "\n".join(dumps(as_object(shown)) for shown in lines)


def as_object(shown: KwicLine) -> dict[str, object]:
    """A line as plain JSON; `start` and `end` are offsets into the article's text, `value` the name of a mention."""
    x = shown.line
    return {
        "id": x.id,
        "published": shown.published,
        "source": shown.source,
        "title": shown.title,
        "url": shown.url,
        "start": x.start,
        "end": x.end,
        "left": x.left,
        "match": x.match,
        "right": x.right,
        "value": x.value,
    }


FORMATS = {"text": to_text, "json": to_json, "csv": to_csv}
