"""Concordances of a workspace: where the query's words, or the names of one kind, stand in the articles found.

A line is of the title, the lead, the body or a caption, wherever the query looks for its words; the lead is a part of
the body, and its lines have offsets into the whole text.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Row
from typing import Literal

from corpus.codec import dumps
from corpus.store import Store
from diembao.engines import open_backend
from diembao.export.abridged import QUOTED, quotable, shortened
from diembao.export.cells import CsvTable
from diembao.folding import fold_today
from diembao.searching import lead_of, waiting_for_index
from diembao.terminal import one_line
from diembao.workspace import Workspace
from index.backend import NO_FILTERS, Backend, Filters
from index.documents import TextField
from index.kwic import (
    BODY,
    TITLE,
    Line,
    LineField,
    LineSort,
    Occurrence,
    in_order,
    line,
    occurrences_in,
    sample,
    spans_of,
)
from index.nodes import Leaf, Slot, Words
from index.occurrences import Finder, longest_first
from index.query import Query

KwicOf = Literal["unit", "person", "rank", "position", "term", "place", "doc", "date"]
COLUMNS = (
    *("id", "published", "source", "title", "field", "caption", "start", "end", "left", "match", "right"),
    *("value", "url"),
)

_CHUNK = 400
_WIDTH = 50  # characters of a context on a terminal
_LEAST = 40  # characters of a line where texts are quoted only; of more lines than that allows the last are empty
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

    `undated` articles were left out only for want of a date, `waiting` ones are not in the index yet; a sample was
    `drawn_from` so many lines.
    """

    lines: tuple[KwicLine, ...]
    total: int
    articles: int
    undated: int = 0
    drawn_from: int | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines, and in which order: of the query's words, or `of` the mentions of one kind in the articles found.

    Of `sample_size` lines drawn by `seed`, or of all, those from `offset` on, at most `limit`. Unless `whole`, the
    lines of an article, those that are not asked for as well, hold no more of its text than may be quoted of it: each
    is shorter the more there are, and of too many the last are empty.
    """

    of: KwicOf | None = None
    sort: LineSort = "text"
    sample_size: int | None = None
    seed: int = 0
    limit: int | None = None
    offset: int = 0
    whole: bool = True


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
        readers = _Readers(query, backend)
        found: Sequence[Occurrence] = list(_occurrences(store, ids, readers, wanted))
        drawn_from = None
        if wanted.sample_size is not None:
            drawn_from, found = len(found), sample(found, wanted.sample_size, wanted.seed)
        quota = _Quota(found) if not wanted.whole else None
        stop = None if wanted.limit is None else wanted.offset + wanted.limit
        shown = in_order(found, wanted.sort)[wanted.offset : stop]
        return Concordance(
            lines=tuple(_shown(store, shown, quota)),
            total=len(found),
            articles=len(ids),
            undated=hits.undated,
            drawn_from=drawn_from,
            waiting=waiting_for_index(store),
        )


class _Quota:
    """How much each line may hold, so that all lines of an article are no more than may be quoted of it."""

    def __init__(self, found: Sequence[Occurrence]) -> None:
        self._lines = Counter(x.id for x in found)
        before: Counter[str] = Counter()
        self._number: dict[tuple[str, LineField, int, int], int] = {}
        for x in found:
            if self._lines[x.id] * _LEAST > QUOTED:  # only there may some of the lines be empty
                self._number[x.id, x.field, x.start, x.end] = before[x.id]
                before[x.id] += 1

    def cut(self, whole: Line, characters: int) -> Line:
        """The line as it may be shown of an article of so many characters."""
        most, number = quotable(characters), self._lines[whole.id]
        if self._number.get((whole.id, whole.field, whole.start, whole.end), 0) >= most // _LEAST:
            return replace(whole, left="", match="…", right="")
        longest = max(_LEAST, most // number)
        match = shortened(whole.match, longest)
        room = longest - len(match)
        right = shortened(whole.right, beside) if (beside := max(room // 2, room - len(whole.left))) > 1 else ""
        left = whole.left if len(whole.left) <= (room := room - len(right)) else _end_of(whole.left, room)
        return replace(whole, left=left, match=match, right=right)


def _end_of(text: str, longest: int) -> str:
    """The end of a text from a blank on."""
    if longest < 2:
        return ""
    tail = text[len(text) - longest + 1 :]
    blank = tail.find(" ")
    return "…" + (tail[blank + 1 :] if 0 <= blank < longest // 2 else tail).lstrip()


class _Readers:
    """What finds the query's words in each text of an article."""

    def __init__(self, query: Query, backend: Backend) -> None:
        def finder(words: Sequence[Leaf], field: TextField) -> Finder:
            fuzzy = any(slot.fuzzy for leaf in words for slot in _slots(leaf))
            return Finder(words, field, forms=backend.vocabulary(field) if fuzzy else None)

        of_lead = [leaf for leaf in query.words if leaf.fields == ("lead",)]
        self.title = finder(query.words, "title")
        self.body = finder([leaf for leaf in query.words if leaf not in of_lead], "body")
        self.lead = finder(of_lead, "lead")
        self.caption = finder(query.words, "caption")


def _slots(leaf: Leaf) -> Iterator[Slot]:
    if isinstance(leaf, Words):
        yield from leaf.slots
    else:
        yield from (slot for each in leaf.alternatives for words in each for slot in words.slots)


def _occurrences(store: Store, ids: Sequence[str], readers: _Readers, wanted: Wanted) -> Iterator[Occurrence]:
    """Of each article those of the title, then of the text, then of the captions."""
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        named = _mentions(store, chunk, wanted.of) if wanted.of else {}
        articles = _articles(store, chunk, captions=bool(readers.caption) and wanted.of is None)
        for i in chunk:
            if i not in articles:
                continue
            title, lead, text, captions = articles[i]
            if wanted.of:
                of_title, of_text = named.get((i, "title"), []), named.get((i, "text"), [])
            else:
                of_title = list(spans_of(readers.title.spans(title)))
                of_text = list(spans_of(_in_text(readers, text, lead)))
            yield from occurrences_in(i, title, of_title, sort=wanted.sort, field=TITLE)
            yield from occurrences_in(i, text, of_text, sort=wanted.sort, lead=lead)
            for n, caption in enumerate(captions):
                spans = spans_of(readers.caption.spans(caption))
                yield from occurrences_in(i, caption, spans, sort=wanted.sort, field=LineField("caption", n))


def _in_text(readers: _Readers, text: str, lead: tuple[int, int]) -> list[tuple[int, int]]:
    found = readers.body.spans(text)
    if not readers.lead:
        return found
    start, end = lead
    return longest_first([*found, *((start + s, start + e) for s, e in readers.lead.spans(text[start:end]))])


def _articles(
    store: Store, ids: Sequence[str], *, captions: bool
) -> dict[str, tuple[str, tuple[int, int], str, tuple[str, ...]]]:
    """Title, place of the lead in the text, text, and the captions where they are asked for."""
    said = "json_extract(record, '$.captions')" if captions else "'[]'"
    rows = store.connection.execute(
        f"SELECT id, title, lead, text, {said} FROM articles WHERE id IN ({_marks(ids)})", ids
    )
    return {
        row[0]: (row[1] or "", lead_of(row[2], row[3]), row[3], tuple(json.loads(row[4])) if row[4] != "[]" else ())
        for row in rows
    }


def _mentions(
    store: Store, ids: Sequence[str], kind: KwicOf
) -> dict[tuple[str, str], list[tuple[int, int, str | None]]]:
    """By article and `title` or `text`."""
    found: dict[tuple[str, str], list[tuple[int, int, str | None]]] = {}
    rows = store.connection.execute(
        'SELECT article_id, field, "start", "end", value FROM mentions WHERE kind = ? AND listed'
        f" AND article_id IN ({_marks(ids)}) ORDER BY article_id, field, n",
        ("document" if kind == "doc" else kind, *ids),
    )
    for row in rows:
        found.setdefault((row[0], row[1]), []).append((row[2], row[3], row[4]))
    return found


def _marks(ids: Sequence[str]) -> str:
    return ",".join("?" * len(ids))


def _shown(store: Store, found: Sequence[Occurrence], quota: _Quota | None) -> Iterator[KwicLine]:
    """The lines in their order; the texts of a few hundred at a time, however many there are."""
    for at in range(0, len(found), _CHUNK):
        some = found[at : at + _CHUNK]
        ids = list(dict.fromkeys(x.id for x in some))
        rows = store.connection.execute(
            "SELECT id, text, source, published, title, url, json_extract(record, '$.captions') captions"
            f" FROM articles WHERE id IN ({_marks(ids)})",
            ids,
        )
        articles = {row["id"]: row for row in rows}
        for x in some:
            row = articles[x.id]
            read = line(_text(row, x.field), x)
            yield KwicLine(
                line=read if quota is None else quota.cut(read, len(row["text"])),
                source=row["source"],
                published=row["published"],
                title=row["title"],
                url=row["url"],
            )


def _text(row: Row, field: LineField) -> str:
    """The text of the article that a line is of."""
    if field.name == "caption":
        captions: list[str] = json.loads(row["captions"])
        return captions[field.n]
    text: str = row["title"] if field == TITLE else row["text"]
    return text


def to_text(lines: Iterable[KwicLine]) -> str:
    """For a terminal: date, context, match in brackets, context, source, id, and which text it is unless the body."""
    return "\n".join(map(_row, lines))


def _row(shown: KwicLine) -> str:
    x = shown.line
    left = one_line(x.left[-_BESIDE:], _BESIDE)[-_WIDTH:]
    right = one_line(x.right[:_BESIDE], _BESIDE)[:_WIDTH]
    published = (shown.published or "undated")[:10]
    where = "" if x.field == BODY else f" {x.field.name}"
    return f"{published:<10} {left:>{_WIDTH}} [{one_line(x.match)}] {right:<{_WIDTH}}  {shown.source} {x.id}{where}"


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
    """A line as plain JSON; `value` is the name of a mention.

    `start` and `end` are offsets into the article's text, or where `field` says so into its title, or its caption
    number `caption` (from 0, else None).
    """
    x = shown.line
    return {
        "id": x.id,
        "published": shown.published,
        "source": shown.source,
        "title": shown.title,
        "url": shown.url,
        "field": x.field.name,
        "caption": x.field.n if x.field.name == "caption" else None,
        "start": x.start,
        "end": x.end,
        "left": x.left,
        "match": x.match,
        "right": x.right,
        "value": x.value,
    }


FORMATS = {"text": to_text, "json": to_json, "csv": to_csv}
