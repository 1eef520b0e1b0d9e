"""Concordances and keywords over a synthetic corpus, as `search --kwic` and `keywords` make them.

    python -m benchmarks.kwic [--articles 10000] [--words 600] [--engine whoosh] [--counts]

The articles are made of the sentences of our invented texts, drawn with a fixed seed, and go straight into a workspace
with one unit named in each. Each line tells: the query, the articles found, the lines of the concordance, and seconds
from the parsed query to the lines that are shown (ten), for each sorting, for a sample and for the units of the same
articles; with `--counts` also seconds of `keywords`, of collocates and of `trends` by month. Seconds are processor
time: the time on the clock is the same on a machine that has nothing else to do.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.duplicates import fill as put
from benchmarks.search import sentences
from corpus.analysis import Analysis
from corpus.article import Article, Document
from corpus.dates import PublicationDate
from corpus.mentions import Unit
from corpus.spans import Spans
from diembao.collocations import Wanted as KeywordsWanted
from diembao.collocations import keywords
from diembao.concordance import Wanted, concordance
from diembao.engines import ENGINES, open_backend
from diembao.trends import trends
from diembao.workspace import Settings, Workspace
from extractor.text.words import underthesea_words
from index.preparing import prepare
from index.query import parse

_FIRST, _DAYS = date(2015, 1, 1), 3000
_BATCH = 500
_QUERIES = ('"công an"', "cong an", "hội nghị", "của", "công*", "đại NEAR/5 hội", '"mua bán" -hàng', "giám~")
_WANTED = {
    "text": Wanted(limit=10),
    "left": Wanted(sort="left", limit=10),
    "right3": Wanted(sort="right3", limit=10),
    "match": Wanted(sort="match", limit=10),
    "sample": Wanted(sort="left", sample_size=100, limit=10),
    "unit": Wanted(of="unit", sort="left2", limit=10),
}


def analyses(articles: int, words: int, seed: int = 1) -> Iterator[Analysis]:
    """Pseudo-articles with their tokens and one unit each."""
    rng = random.Random(seed)
    pool = [(s.text, underthesea_words(s.text), s.syl.count(" ") + 1) for s in sentences()]
    for number in range(articles):
        pieces: list[str] = []
        tokens: list[tuple[int, int]] = []
        borders: list[tuple[int, int]] = []
        paragraphs = [0]
        at = size = 0
        while size < words:
            text, cut, count = rng.choice(pool)
            if borders and len(borders) % 4 == 0:
                pieces.append("\n\n")
                paragraphs += [at, at + 2]
                at += 2
            elif pieces:
                pieces.append(" ")
                at += 1
            pieces.append(text)
            tokens += [(at + start, at + end) for start, end in cut]
            borders.append((at, at + len(text)))
            at += len(text)
            size += count
        paragraphs.append(at)
        joined = "".join(pieces)
        spans = zip(paragraphs[::2], paragraphs[1::2], strict=True)
        document = Document(
            text=joined, paragraphs=Spans.of(spans), sentences=Spans.of(borders), tokens=Spans.of(tokens)
        )
        name = joined[:9]
        unit = Unit(start=0, end=len(name), text=name, value=f"Đơn vị {number % 50}", type="other", rule="benchmark")
        published = _FIRST + timedelta(days=rng.randrange(_DAYS))
        article = Article(
            id=f"{number:016x}",
            source=f"bao{number % 9}.example",
            text=joined,
            blocks=(),
            title=pieces[0],
            published=PublicationDate(value=published.isoformat(), method="given", confidence=1.0),
        )
        yield Analysis(article=article, document=document, mentions=(unit,))


def fill(workspace: Workspace, articles: int, words: int) -> None:
    """Store and index pseudo-articles."""
    made, start = analyses(articles, words), 0
    with workspace.store() as store, open_backend(workspace.settings.engine, workspace.index) as backend:
        while batch := list(islice(made, _BATCH)):
            put(store, batch, start)
            backend.update(prepare(analysis, underthesea_words) for analysis in batch)
            start += len(batch)


def _concordances(workspace: Workspace) -> None:
    print(f"{'query':24}{'articles':>9}{'lines':>9}  " + "".join(f"{name:>9}" for name in _WANTED))
    for typed in _QUERIES:
        query = parse(typed)
        cells = []
        total = articles = 0
        for name, wanted in _WANTED.items():
            begin = time.process_time()
            found = concordance(workspace, query, wanted=wanted)
            cells.append(f"{time.process_time() - begin:9.2f}")
            if name == "text":
                total, articles = found.total, found.articles
        print(f"{typed:24}{articles:9}{total:9}  {''.join(cells)}", flush=True)


def _counts(workspace: Workspace) -> None:
    query = parse("hội nghị")
    duplicates = Wanted(limit=0)
    concordance(workspace, query, wanted=duplicates, folded=True)  # the tables of duplicates, once
    asked: dict[str, Callable[[], object]] = {
        "keywords": lambda: keywords(workspace, query, wanted=KeywordsWanted()),
        "keywords per year": lambda: keywords(workspace, query, wanted=KeywordsWanted(per="year")),
        "collocates": lambda: keywords(workspace, query, wanted=KeywordsWanted(collocates=5)),
        "trends": lambda: trends(workspace, [query, parse("của")], by="month", folded=False),
    }
    for name, ask in asked.items():
        begin = time.process_time()
        ask()
        print(f"{name:24}{time.process_time() - begin:9.2f} s", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--engine", default="whoosh", choices=list(ENGINES))
    parser.add_argument("--workspace", type=Path, help="Kept there, and taken from there where it exists.")
    parser.add_argument("--counts", action="store_true", help="Also keywords and trends; finds duplicates first.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = options.workspace or Path(folder)
        workspace = Workspace(root, Settings(engine=options.engine))
        if not workspace.store_path.exists():
            root.mkdir(exist_ok=True)
            fill(workspace, options.articles, options.words)
        _concordances(workspace)
        if options.counts:
            _counts(workspace)


if __name__ == "__main__":
    main()
