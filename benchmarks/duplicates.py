"""Duplicates over a synthetic corpus: articles a second, memory, pairs found, and the price of one more article.

    python -m benchmarks.duplicates [--articles 20000] [--words 400]

Of every ten articles six stand alone, made of sentences of the sample site drawn with a fixed seed and of syllables of
their own; two are copies (another title, the end cut, some words replaced), one is a version with more at its end, and
one is a report by formula that is filled in with numbers and must not be joined to its kind. Articles go straight into
a store, since only the clustering is measured; memory is the peak of this
process, seconds are processor time.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from corpus.analysis import Analysis
from corpus.archive import Location
from corpus.article import Article, Document, RawPage
from corpus.dates import PublicationDate
from corpus.sample import load_articles
from corpus.spans import Spans
from corpus.store import Store, open_store
from corpus.store.rows import article_rows
from diembao.clustering import refresh_duplicates

_FORMULA = (
    "Ngày {a}/{b}, giá cà phê tại Vân Sơn ở mức {c}.{d}00 đồng một kg, {e}. Giá hồ tiêu ở mức {f}.{g}00 đồng một kg. "
    "Theo các đại lý, lượng hàng về kho trong ngày là {h} tấn. Thị trường thế giới biến động nhẹ, hợp đồng giao "
    "tháng {b} ở mức {i} USD một tấn. Các chuyên gia khuyên nông dân theo dõi thời tiết, không bán vội và giữ chất "
    "lượng hạt khi phơi."
)


def texts(articles: int, words: int, seed: int = 1) -> list[tuple[str, int]]:
    """Texts with the number of the story that each tells."""
    rng = random.Random(seed)
    pool = [s for a in load_articles() for s in a.text().replace("\n", " ").split(". ") if len(s.split()) > 6]
    made: list[tuple[str, int]] = []
    alone: list[int] = []
    while len(made) < articles:
        step = len(made) % 10
        if step < 6:
            made.append((_fresh(rng, pool, words), len(made)))
            alone.append(len(made) - 1)
        elif step < 9:
            text, story = made[rng.choice(alone[-2000:])]
            made.append((_copied(rng, text) if step < 8 else f"{text}. {_fresh(rng, pool, words // 4)}", story))
        else:
            numbers = {key: rng.randint(11, 99) for key in "cdfghi"}
            filled = _FORMULA.format(
                a=rng.randint(1, 28), b=rng.randint(1, 12), e=rng.choice(("tăng", "giảm")), **numbers
            )
            made.append((filled, len(made)))
    return made


def _fresh(rng: random.Random, pool: list[str], words: int) -> str:
    """Sentences with every sixth syllable replaced by one that no other article has."""
    text: list[str] = []
    while len(text) < words:
        text += [w if rng.random() > 1 / 6 else f"{w}{rng.randrange(10**5)}" for w in rng.choice(pool).split()]
    return " ".join(text[:words])


def _copied(rng: random.Random, text: str) -> str:
    words = text.split()
    kept = words[: int(len(words) * rng.uniform(0.5, 1))]
    return " ".join(w if rng.random() > 0.02 else "mới" for w in kept)


def _article(number: int, text: str) -> Analysis:
    paragraph = Spans.of([(0, len(text))])
    article = Article(
        id=sha256(str(number).encode()).hexdigest()[:16],
        source=f"bao{number % 40}.example",
        url=f"http://bao{number % 40}.example/{number}.html",
        title=f"Tin {number}",
        text=text,
        blocks=(),
        published=PublicationDate(
            value=f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}", method="given", confidence=1
        ),
    )
    return Analysis(
        article=article,
        document=Document(text=text, paragraphs=paragraph, sentences=paragraph, tokens=Spans.of([])),
        mentions=(),
        events=(),
        keywords=(),
    )


def fill(store: Store, made: list[Analysis], start: int = 0) -> None:
    """Put articles into a store as `build` would."""
    with store.transaction():
        for number, analysis in enumerate(made, start):
            page = RawPage(body=str(number).encode(), kind="text", source=analysis.article.source)
            store.inputs.add(page, Location("a.warc.gz", number))
            input_id = store.connection.execute("SELECT max(id) FROM inputs").fetchone()[0]
            store.inputs.settle(input_id, "stored", "s", article_id=analysis.article.id)
            store.articles.put(article_rows(analysis), input_id)


def scored(store: Store, stories: dict[str, int]) -> tuple[float, float]:
    """Pairwise precision and recall of the clusters."""
    clusters: dict[str, list[str]] = {}
    for article, cluster in store.connection.execute("SELECT article_id, cluster FROM duplicate_members"):
        clusters.setdefault(cluster, []).append(article)
    told: dict[int, int] = {}
    for story in stories.values():
        told[story] = told.get(story, 0) + 1
    wanted = sum(n * (n - 1) // 2 for n in told.values())
    found = right = 0
    for members in clusters.values():
        found += len(members) * (len(members) - 1) // 2
        own = [stories[m] for m in members]
        right += sum(n * (n - 1) // 2 for n in (own.count(s) for s in set(own)))
    return right / max(1, found), right / max(1, wanted)


def main() -> None:
    """Run the benchmark and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=400)
    options = parser.parse_args()
    made = texts(options.articles, options.words)
    analyses = [_article(number, text) for number, (text, _) in enumerate(made)]
    stories = {a.article.id: story for a, (_, story) in zip(analyses, made, strict=True)}
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "corpus.sqlite") as store:
        fill(store, analyses)
        before = store.path.stat().st_size
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin = time.process_time()
        refresh_duplicates(store)
        seconds = time.process_time() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        precision, recall = scored(store, stories)
        begin = time.process_time()
        refresh_duplicates(store)
        nothing = time.process_time() - begin
        late = replace(analyses[0].article, id="f" * 16, url="http://moi.example/1.html")
        fill(store, [replace(analyses[0], article=late)], start=options.articles)
        begin = time.process_time()
        refresh_duplicates(store)
        one = time.process_time() - begin
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = store.path.stat().st_size - before
        clusters, links = (
            store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("duplicate_clusters", "duplicate_links")
        )
    scale = 1 if sys.platform == "darwin" else 1024
    print(f"articles {options.articles}, clusters {clusters}, links {links}")
    print(f"first time          {seconds:8.1f} s   {options.articles / seconds:10.0f} articles/s")
    print(f"nothing new         {nothing:8.3f} s")
    print(f"one more article    {one:8.3f} s")
    print(f"memory above start  {(peak - base) * scale / 1e6:8.0f} MB")
    print(f"tables              {size / options.articles / 1e3:8.1f} kB an article")
    print(f"pairs: precision {precision:.4f}, recall {recall:.4f}")


if __name__ == "__main__":
    main()
