"""Keeping the duplicate tables in step with the articles. Which question: are the clusters those of today?

Only articles that are new, changed or gone are looked at: their bands tell whom to compare them with, their links which
clusters to make anew. What comes out depends on the articles alone, so that a corpus that grew has the same links and
clusters as one that was built at once; a run that is killed goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import lru_cache
from sqlite3 import Row

from corpus.article import Article
from corpus.duplicates import DuplicateLink, Fingerprint
from corpus.errors import NewerVersionError, WorkspaceError
from corpus.store import Store
from diembao.workspace import Workspace
from extractor.resolve.credits import credited_agency
from extractor.resolve.duplicates import (
    Publication,
    Sketch,
    Verdict,
    clusters,
    judge,
    may_be_linked,
)
from extractor.resolve.likeness import Words
from extractor.resolve.shingles import fingerprint, overlap, scheme

_CHUNK = 200  # articles a transaction
_REMEMBERED = 512  # texts kept cut: those of one formula are compared with each other again and again
_SIGNED = ("byline", "source-tag", "dateline")  # why a line was removed that may name an agency


def refresh_duplicates(store: Store, *, held: bool = False) -> bool:
    """Bring fingerprints, links and clusters up to the articles; whether anything changed.

    The caller holds the workspace's write lock; with `held` the tables are those of this connection only.
    """
    whole = nullcontext if held else store.transaction
    if not held:
        begin_duplicates(store)
    gone, changed = store.duplicates.gone(), store.duplicates.changed()
    with whole():
        store.duplicates.drop(gone)
    reader = Reader(store)
    for ids in _chunks(changed):
        with whole():
            for article_id in ids:
                store.duplicates.put(reader.fingerprint(article_id))
    for ids in _chunks(store.duplicates.uncompared()):
        with whole():
            for article_id in ids:
                _compare(store, reader, article_id)
    touched = store.duplicates.waiting()
    if touched or gone:
        with whole():
            _cluster(store, reader, touched)
            if not held:
                store.duplicates.new_generation()
    return bool(touched or gone)


def begin_duplicates(store: Store) -> None:
    """Empty the tables where they hold fingerprints of another kind: `store.duplicates.put` must not mix them."""
    if store.duplicates.scheme() != scheme():
        with store.transaction():
            store.duplicates.begin(scheme())


def article_fingerprint(article: Article) -> Fingerprint:
    """The fingerprint of an article, which depends on it alone."""
    return _fingerprint(article.id, article.text, ((r.text, r.why) for r in article.removed), article.authors)


def duplicates_of_today(workspace: Workspace, store: Store) -> None:
    """The same before reading; for this connection only where another writes, or the corpus may only be read."""
    if store.duplicates.is_current(scheme()):
        return
    try:
        with workspace.writing():
            refresh_duplicates(store)
    except NewerVersionError:
        raise
    except WorkspaceError:
        store.duplicates.hold()
        refresh_duplicates(store, held=True)


class Reader:
    """What is compared of stored articles: `words` and `publication` of an id; the last few are remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.words = lru_cache(maxsize=_REMEMBERED)(self._words_of)
        self.publication = lru_cache(maxsize=_REMEMBERED)(self._publication_of)

    def fingerprint(self, article_id: str) -> Fingerprint:
        """The fingerprint of a stored article."""
        row = self._row(article_id)
        record = json.loads(row["record"])
        removed = ((r["text"], r["why"]) for r in record["removed"])
        return _fingerprint(article_id, row["text"], removed, record["authors"])

    def judge(self, a: str, b: str) -> Verdict:
        """Whether two stored articles are duplicates."""
        return judge(self.publication(a), self.words(a), self.publication(b), self.words(b))

    def _words_of(self, article_id: str) -> Words:
        return Words.of(self._row(article_id)["text"])

    def _publication_of(self, article_id: str) -> Publication:
        row = self._row(article_id)
        record = json.loads(row["record"])
        return Publication(
            article_id=article_id,
            source=row["source"],
            url=row["url"],
            published=row["published"],
            updated=record["updated"],
        )

    def _row(self, article_id: str) -> Row:
        found: Row = self._store.connection.execute(
            "SELECT text, source, url, published, record FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        return found


def _fingerprint(article_id: str, text: str, removed: Iterable[tuple[str, str]], authors: Sequence[str]) -> Fingerprint:
    signatures = [line for line, why in removed if why in _SIGNED]
    return fingerprint(article_id, text, credited_agency([*signatures, *authors]))


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))


def _compare(store: Store, reader: Reader, article_id: str) -> None:
    """Keep what an article and those near it have in common."""
    own = store.duplicates.fingerprint(article_id)
    assert own is not None, article_id
    links: list[DuplicateLink] = []
    if own.bands:
        sketch = Sketch(own.sketch, reader.publication(article_id).url)
        for other, (its, url) in store.duplicates.near(article_id, own.bands).items():
            if may_be_linked(sketch, Sketch(its, url)):
                link = reader.judge(article_id, other).link
                links += [link] if link else []
    store.duplicates.compared(article_id, links)


def _cluster(store: Store, reader: Reader, touched: list[str]) -> None:
    """Make the clusters anew that these articles are in, or were in."""

    def contained(a: str, b: str) -> float:
        return overlap(frozenset(store.duplicates.sketch(a)), frozenset(store.duplicates.sketch(b)))[1]

    done: set[str] = set()
    for article_id in touched:
        if article_id in done:
            continue
        reached, links = store.duplicates.reach([article_id])
        done |= reached
        publications = {i: reader.publication(i) for i in sorted(reached)} if links else {}
        store.duplicates.replace_clusters(reached, clusters(publications, links, contained))
