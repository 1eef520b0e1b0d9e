"""Search and indexing on each engine, beside SQLite FTS5 and plain Whoosh with its default analyser, on the same texts.

    python -m benchmarks.search [--articles 20000] [--words 600] [--engines whoosh,tantivy] [--queries 30] [--commit N]

The articles are made of the sentences of our invented texts, drawn with a fixed seed, half of them with a word of their
own put in, so that there are rare words too; entities and sources are drawn as rank and frequency go in the press
(Zipf), dates over five and a half years. Documents are made before the clock starts. Every time is wall time of one
process, a query's answer read to the end (ids of the page, facets, or snippets); p50 and p95 over the queries of a
kind. Each query is asked once: nothing is remembered from the one before.

FTS5 and plain Whoosh get the text as it is written. They answer what they can: FTS5 has neither facets nor fuzzy words,
and neither of them takes an unmarked word for its marked forms. Quote ratios within one run.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import statistics
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Protocol

from corpus.sample import load_articles
from corpus.text import canon, normalize
from diembao.engines import ENGINES, open_backend
from extractor.text.words import underthesea_words
from index.backend import Backend, Filters
from index.documents import IndexDocument, Names, Text
from index.query import parse
from index.snippets import snippets
from index.tokens import GAP, canonical_stream, folded_stream, word_stream

_GOLD = Path(__file__).parents[1] / "tests" / "gold" / "pages"
_FIRST = date(2019, 1, 1)
_DAYS = 2000
_SOURCES, _UNITS, _PERSONS = 40, 4000, 4000
_PAGE = 10
_KINDS = (
    "word", "and", "phrase", "unmarked", "either", "near", "prefix", "dates", "mentioned", "newest", "facets", "fuzzy",
    "snippets",
)  # fmt: skip
Asked = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written and as the index gets it."""

    text: str
    syl: str
    fold: str
    words: str


def sentences() -> list[Sentence]:
    """The sentences of the sample articles and the gold pages, each once."""
    pages = (tomllib.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(_GOLD.glob("*/[0-9]*.toml")))
    texts = [*(article.text() for article in load_articles()), *("\n".join(text) for text in pages)]
    lines = (line for text in texts for line in re.split(r"(?<=[.!?…])\s+|\n", normalize(text)))
    found = []
    for line in dict.fromkeys(line for line in lines if len(line.split()) > 5):
        low = canon(line)
        syl = canonical_stream(low)
        found.append(Sentence(line, syl, folded_stream(syl), word_stream(low, underthesea_words(line))))
    return found


def _zipf(rng: random.Random, size: int) -> Iterator[int]:
    weights = list(accumulate(1 / rank for rank in range(1, size + 1)))
    while True:
        yield from rng.choices(range(size), cum_weights=weights, k=1000)


def _names(values: Iterable[str]) -> Names:
    values = sorted(set(values))
    syl = f" {GAP} ".join(canonical_stream(canon(value)) for value in values)
    return Names(values=tuple(values), syl=syl, fold=folded_stream(syl))


def documents(articles: int, words: int, seed: int = 1) -> Iterator[IndexDocument]:
    """Pseudo-articles as the engines get them."""
    rng = random.Random(seed)
    pool = sentences()
    sources, units, persons = _zipf(rng, _SOURCES), _zipf(rng, _UNITS), _zipf(rng, _PERSONS)
    for number in range(articles):
        body: list[Sentence] = []
        size = 0
        while size < words:
            body.append(rng.choice(pool))
            size += body[-1].syl.count(" ") + 1
        if number % 2:
            own = f"mã{number % 5000}"
            body[-1] = Sentence(own, own, f"ma{number % 5000}", own)
        day = _FIRST + timedelta(days=rng.randrange(_DAYS))
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        yield IndexDocument(
            id=f"{number:016x}",
            source=f"bao{next(sources)}.example",
            published=day.isoformat(),
            first=day.isoformat(),
            last=day.isoformat(),
            instant=int(moment.timestamp()),
            title=_text(body[:1]),
            lead=_text(body[1:2]),
            body=_text(body),
            unit=_names(f"Công an huyện Số {unit}" for unit in islice(units, rng.randint(2, 8))),
            person=_names(f"Nguyễn Văn {person}" for person in islice(persons, rng.randint(1, 6))),
            types=("conference",) if number % 3 else (),
        )


def _text(body: Sequence[Sentence]) -> Text:
    """The sentences four to a paragraph."""
    rows = [body[at : at + 4] for at in range(0, len(body), 4)]

    def joined(form: str, gap: str) -> str:
        return gap.join(" ".join(getattr(sentence, form) for sentence in row) for row in rows)

    return Text(
        text=joined("text", "\n\n"),
        syl=joined("syl", f" {GAP} "),
        fold=joined("fold", f" {GAP} "),
        words=joined("words", " "),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of all engines: a kind, and words that stand together in some article."""

    kind: str
    words: tuple[str, ...]


def questions(count: int, seed: int = 2) -> list[Question]:
    """So many questions of each kind, their words drawn from running text."""
    rng = random.Random(seed)
    pool = [sentence.syl.split() for sentence in sentences()]
    found = []
    for kind in _KINDS:
        for _ in range(count):
            row = rng.choice(pool)
            at = rng.randrange(len(row) - 1)
            pair = (row[at], rng.choice(rng.choice(pool))) if kind == "and" else (row[at], row[at + 1])
            found.append(Question(kind, tuple(word for word in pair)))
    return found


def _ours(backend: Backend, texts: dict[str, str], question: Question) -> Asked | None:
    one, two = question.words
    typed = {
        "word": one,
        "and": f"{one} {two}",
        "phrase": f'"{one} {two}"',
        "unmarked": f'"{folded_stream(one)} {folded_stream(two)}"',
        "either": f'{one} OR "{one} {two}"',
        "near": f"{one} NEAR/5 {two}",
        "mentioned": f"{one} mentioned:2020-03",
        "prefix": f"{one[:3]}*" if len(one) > 2 else "công*",
        "dates": f"{one} published:2020-03..2021-02",
        "fuzzy": f"{one}~" if len(one) > 2 else "",
    }.get(question.kind, one)
    if not typed:
        return None
    query = parse(typed)
    match question.kind:
        case "newest":
            return lambda: backend.search(query, sort="newest", limit=_PAGE)
        case "facets":
            return lambda: backend.facets(query, Filters(), kinds=("unit", "person", "source"))
        case "snippets":
            hits = backend.search(query, limit=_PAGE).hits
            return lambda: [snippets(texts[hit.id], query) for hit in hits]
        case _:
            return lambda: backend.search(query, limit=_PAGE)


def _times(asked: Iterable[Asked]) -> list[float]:
    found = []
    for ask in asked:
        begin = time.perf_counter()
        ask()
        found.append((time.perf_counter() - begin) * 1000)
    return found


class _Other(Protocol):
    """A system that is measured beside ours."""

    def add(self, batch: Sequence[IndexDocument]) -> None: ...

    def asked(self, question: Question) -> Asked | None: ...


class _Fts5:
    """SQLite's full-text search over the plain text, with the publication day in a column."""

    def __init__(self, folder: Path) -> None:
        self.base = sqlite3.connect(folder / "fts.db")
        self.base.execute("CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, day UNINDEXED, title, body)")

    def add(self, batch: Sequence[IndexDocument]) -> None:
        rows = ((d.id, d.first, d.title.text, d.body.text) for d in batch)
        with self.base:
            self.base.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", rows)

    def asked(self, question: Question) -> Asked | None:
        one, two = (f'"{word}"' for word in question.words)
        match question.kind:
            case "word" | "and" | "phrase" | "prefix":
                typed = {
                    "word": one,
                    "and": f"{one} {two}",
                    "phrase": f'"{one[1:-1]} {two[1:-1]}"',
                    "prefix": f"{one}*",
                }
                select = "SELECT id FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10"
                return lambda: self.base.execute(select, (typed[question.kind],)).fetchall()
            case "dates":
                select = (
                    "SELECT id FROM articles WHERE articles MATCH ? AND day BETWEEN '2020-03-01' AND '2021-02-28' "
                    "ORDER BY rank LIMIT 10"
                )
                return lambda: self.base.execute(select, (one,)).fetchall()
            case "newest":
                return lambda: self.base.execute(
                    "SELECT id FROM articles WHERE articles MATCH ? ORDER BY day DESC LIMIT 10", (one,)
                ).fetchall()
            case "snippets":
                select = "SELECT snippet(articles, 3, '[', ']', '…', 40) FROM articles WHERE articles MATCH ? LIMIT 10"
                return lambda: self.base.execute(select, (one,)).fetchall()
            case _:
                return None


class _PlainWhoosh:
    """Whoosh as its documentation begins: TEXT fields with the standard analyser."""

    def __init__(self, folder: Path) -> None:
        from whoosh import fields, index

        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=fields.TEXT,
            body=fields.TEXT(stored=True),
            day=fields.DATETIME(sortable=True),
        )
        (folder / "plain").mkdir()
        self.index = index.create_in(str(folder / "plain"), schema)

    def add(self, batch: Sequence[IndexDocument]) -> None:
        writer = self.index.writer(limitmb=256)
        for d in batch:
            writer.add_document(
                id=d.id, title=d.title.text, body=d.body.text, day=datetime.fromisoformat(d.first or "")
            )
        writer.commit()

    def asked(self, question: Question) -> Asked | None:
        from whoosh import query
        from whoosh.qparser import QueryParser

        one, two = question.words
        body = {
            "word": one, "newest": one, "dates": one, "snippets": one, "and": f"{one} {two}",
            "phrase": f'"{one} {two}"', "prefix": f"{one[:3]}*", "either": f'{one} OR "{one} {two}"',
        }.get(question.kind)  # fmt: skip
        if body is None:
            return None
        parsed = QueryParser("body", self.index.schema).parse(body)
        if question.kind == "dates":
            parsed &= query.DateRange("day", datetime(2020, 3, 1), datetime(2021, 2, 28))

        def ask() -> object:
            with self.index.searcher() as searcher:
                if question.kind == "newest":
                    return [hit["id"] for hit in searcher.search(parsed, limit=_PAGE, sortedby="day", reverse=True)]
                hits = searcher.search(parsed, limit=_PAGE)
                return [hit.highlights("body") if question.kind == "snippets" else hit["id"] for hit in hits]

        return ask


_OTHERS: dict[str, Callable[[Path], _Other]] = {"fts5": _Fts5, "plain-whoosh": _PlainWhoosh}


def _batches(made: Sequence[IndexDocument], size: int) -> Iterator[Sequence[IndexDocument]]:
    return (made[at : at + size] for at in range(0, len(made), size))


def _report(name: str, seconds: float, made: int, times: dict[str, list[float]]) -> None:
    cells = [
        f"{statistics.median(found):8.1f} /{sorted(found)[int(len(found) * 0.95) - 1]:7.1f}" if found else f"{'-':>17}"
        for found in times.values()
    ]
    print(f"{name:14}{made / seconds:8.0f}  " + "".join(f"{cell:>19}" for cell in cells), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--queries", type=int, default=30)
    parser.add_argument("--commit", type=int, default=1000, help="articles that are taken in at once")
    parser.add_argument("--engines", default=",".join((*ENGINES, *_OTHERS)))
    options = parser.parse_args()
    made = list(documents(options.articles, options.words))
    asked = questions(options.queries)
    kinds = list(dict.fromkeys(question.kind for question in asked))
    texts = {document.id: document.body.text for document in made}
    print(f"{len(made):,} articles of {options.words} words; p50 / p95 in ms over {options.queries} queries of a kind")
    print(f"{'':14}{'docs/s':>8}  " + "".join(f"{kind:>19}" for kind in kinds))
    for name in options.engines.split(","):
        with tempfile.TemporaryDirectory() as folder:
            times: dict[str, list[float]] = {}
            begin = time.perf_counter()
            if name in ENGINES:
                with open_backend(name, Path(folder) / "index") as backend:
                    for batch in _batches(made, options.commit):
                        backend.update(batch)
                    seconds = time.perf_counter() - begin
                    backend.count(parse("khởi"))  # opened: what the first query costs is not asked here
                    for kind in kinds:
                        ours = (_ours(backend, texts, question) for question in asked if question.kind == kind)
                        times[kind] = _times(filter(None, ours))
            else:
                other: _Other = _OTHERS[name](Path(folder))
                for batch in _batches(made, options.commit):
                    other.add(batch)
                seconds = time.perf_counter() - begin
                for kind in kinds:
                    theirs = (other.asked(question) for question in asked if question.kind == kind)
                    times[kind] = _times(filter(None, theirs))
            _report(name, seconds, len(made), times)


if __name__ == "__main__":
    main()
