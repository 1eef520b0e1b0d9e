"""All annotators together beside underthesea's entity tagger, on the same text, in one process; and what each finds.

    python -m benchmarks.entities

Speed is that of `extractor.mine.mine.mine` over documents that are made already: units, persons, ranks, positions,
places, dates, terms, documents cited and abbreviations. The text is made of the paragraphs of the sample articles and
of the gold pages and duplicates, each at most once, drawn with a fixed seed so that one unit or person comes in
180 characters and one date in 350: that is how dense they are in 300 articles of the press (617,731 characters); ours
are denser. What is loaded and compiled at first use is so before the clock starts, by other paragraphs: a build reads
thousands of articles. The tagger is far slower, so it gets a part of the text. Loading is what the first short text
costs a new process, beside its imports.

Recall is counted on the passages of `tests/gold/entities_heldback_*.jsonl`: the share of their units and persons whose
span is found exactly, and by overlap, as the same kind (underthesea's ORG and PER; with LOC as a unit too, because it
takes many for places). All times are processor time; quote the ratio, not the figures.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from underthesea import ner

from corpus.article import Document
from corpus.dates import PublicationDate
from corpus.mentions import DateExpression, Person, Unit
from corpus.sample import load_articles
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.text.document import make_document

Found = tuple[int, int, str]
"""Start, end, `unit` or `person`."""

_TESTS = Path(__file__).parents[1] / "tests" / "gold"
_GOLD = sorted(_TESTS.glob("entities_heldback_*.jsonl"))
_DENSITY = 180  # characters for each unit or person
_DATE_DENSITY = 350  # characters for each date
_WARMING = 5  # one paragraph in so many is read before the clock starts
_LENGTH = 2500  # characters of a text
_SHARE = 10  # the tagger reads one text in so many
_LOADING = """
import time
begin = time.process_time()
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.text.document import make_document
imported = time.process_time()
texts = ["Đại tá Lâm Văn Quyết, Giám đốc Công an tỉnh Nghệ An.", "Đại tá Lò Văn Sánh, Giám đốc Công an tỉnh Lai Châu."]
times = []
for text in texts:
    start = time.process_time()
    mine(make_document(text, tokens=False), Context())
    times.append(time.process_time() - start)
print(imported - begin, times[0] - times[1])
"""


def load_paragraphs() -> list[str]:
    """All longer paragraphs of our invented articles, each once."""
    articles = [article.text() for article in load_articles()]
    pages = [tomllib.loads(path.read_text(encoding="utf-8"))["text"] for path in _TESTS.glob("pages*/**/[0-9]*.toml")]
    rows = [line for path in sorted(_TESTS.glob("duplicates*.jsonl")) for line in path.open(encoding="utf-8")]
    texts = [*articles, *("\n".join(text) for text in sorted(pages)), *(json.loads(row)["text"] for row in rows)]
    return list(dict.fromkeys(p for text in texts for p in text.split("\n") if len(p) > 80))


def make_texts(paragraphs: Sequence[str], seed: int = 1) -> list[str]:
    """Pseudo-articles of about 2,500 characters, as dense as the press in units, persons and dates.

    Paragraphs are drawn by what is wanted for that, until there is none of the kind.
    """
    pools: dict[tuple[bool, bool], list[tuple[str, int, int]]] = defaultdict(list)
    for paragraph in random.Random(seed).sample(paragraphs, len(paragraphs)):
        kinds = [type(m) for m in mine(make_document(paragraph, tokens=False), Context())]
        entities, dates = kinds.count(Unit) + kinds.count(Person), kinds.count(DateExpression)
        dense = entities * _DENSITY > len(paragraph), dates * _DATE_DENSITY > len(paragraph)
        pools[dense].append((paragraph, entities, dates))
    texts, body = list[str](), list[str]()
    size = entities = dates = 0
    while pool := pools[entities * _DENSITY <= size, dates * _DATE_DENSITY <= size]:
        paragraph, more_entities, more_dates = pool.pop()
        size, entities, dates = size + len(paragraph), entities + more_entities, dates + more_dates
        body.append(paragraph)
        if sum(map(len, body)) > _LENGTH:
            texts.append("\n\n".join(body))
            body = []
    return texts


def ours(text: str, context: Context) -> list[Found]:
    """Units and persons that the project finds."""
    mentions = mine(make_document(text, tokens=False), context)
    kinds = {Unit: "unit", Person: "person"}
    return [(m.start, m.end, kinds[type(m)]) for m in mentions if type(m) in kinds]


def theirs(text: str, kinds: dict[str, str]) -> list[Found]:
    """Entities that underthesea's tagger finds, paragraph by paragraph; `kinds` says what its labels stand for."""
    found: list[Found] = []
    at = 0
    for paragraph in filter(str.strip, text.split("\n")):
        inside = False
        for word, _, _, tag in ner(paragraph):
            start = text.find(word, at)
            if start < 0:  # the tagger spells some words its own way
                inside = False
                continue
            at = start + len(word)
            kind = kinds.get(tag[2:])
            if inside and tag.startswith("I-") and kind == found[-1][2]:
                found[-1] = (found[-1][0], at, found[-1][2])
            elif kind is not None:
                found.append((start, at, kind))
            inside = kind is not None
    return found


def gold() -> Iterator[tuple[str, Context, list[Found]]]:
    """Text, context and marked spans of the passages. A surface is looked for from where the one before it began."""
    for line in (line for path in _GOLD for line in path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        day = row["published"]
        published = PublicationDate(value=day, method="given", confidence=1.0) if day else None
        last: dict[str, int] = {}
        spans: list[Found] = []
        at = 0
        for mention in row["mentions"]:
            surface = mention["text"]
            at = row["text"].index(surface, max(at, last.get(f"{mention['kind']} {surface}", -1) + 1))
            last[f"{mention['kind']} {surface}"] = at
            if mention["kind"] in ("unit", "person"):
                spans.append((at, at + len(surface), mention["kind"]))
        yield row["text"], Context(published=published, source=row["source"], title=row["title"]), spans


def recall(marked: Iterable[tuple[list[Found], list[Found]]], kind: str) -> tuple[float, float]:
    """Share of the marked spans of a kind that are found exactly, and that are overlapped by one of the same kind."""
    total = exact = overlap = 0
    for wanted, found in marked:
        for start, end, _ in (span for span in wanted if span[2] == kind):
            total += 1
            exact += (start, end, kind) in found
            overlap += any(s < end and start < e for s, e, k in found if k == kind)
    return exact / total, overlap / total


def rate(read: Callable[[Document], object], documents: list[Document]) -> float:
    """Characters a second of processor time, of one reading of every document."""
    begin = time.process_time()
    for document in documents:
        read(document)
    return sum(len(document.text) for document in documents) / (time.process_time() - begin)


def _speed() -> None:
    paragraphs = load_paragraphs()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:  # so that ours has not read them before
        texts = other.submit(make_texts, [p for at, p in enumerate(paragraphs) if at % _WARMING]).result()
    documents = [make_document(text, tokens=False) for text in texts]
    size = sum(len(document.text) for document in documents)
    context = Context(published=PublicationDate(value="2022-05-11", method="given", confidence=1.0))
    rate(lambda document: mine(document, context), [make_document(p, tokens=False) for p in paragraphs[::_WARMING]])
    mined = rate(lambda document: mine(document, context), documents)
    ner("khởi động")
    tagged = rate(lambda document: theirs(document.text, {}), documents[::_SHARE])
    print(f"{size:,} characters; all annotators {mined / 1e6:.2f} million characters a second")
    print(f"underthesea.ner {tagged / 1e6:.4f} million characters a second: {mined / tagged:,.0f} times slower")


def _loading() -> None:
    runs = [subprocess.run([sys.executable, "-c", _LOADING], check=True, capture_output=True, text=True)]
    imports, loading = map(float, runs[0].stdout.split())
    print(f"imports {imports:.2f} s, gazetteers and rules loaded in {loading:.2f} s")


def _recall() -> None:
    passages = list(gold())
    labels = {"underthesea.ner": {"ORG": "unit", "PER": "person"}}
    labels["underthesea.ner, LOC too"] = labels["underthesea.ner"] | {"LOC": "unit"}
    readings = {"diembao": [(wanted, ours(text, context)) for text, context, wanted in passages]}
    for name, kinds in labels.items():
        readings[name] = [(wanted, theirs(text, kinds)) for text, _, wanted in passages]
    for kind in ("unit", "person"):
        number = sum(span[2] == kind for _, _, wanted in passages for span in wanted)
        for name, marked in readings.items():
            exact, overlap = recall(marked, kind)
            print(f"{number} {kind}s: {name} finds {exact:.3f} exactly, {overlap:.3f} by overlap")


def main() -> None:
    """Print speed, loading time and recall."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    _speed()
    _loading()
    _recall()


if __name__ == "__main__":
    main()
