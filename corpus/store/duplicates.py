"""The duplicate tables: fingerprints are added and taken away one by one, clusters made anew where these touch them.

They hold what `extractor.resolve` made of the articles. The caller holds the transaction.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple
from typing import Literal

from corpus.duplicates import DuplicateCluster, DuplicateLink, Fingerprint
from corpus.store.derived import derived_schema

_TABLES = ("duplicate_articles", "duplicate_bands", "duplicate_links", "duplicate_clusters", "duplicate_members")
_CHUNK = 400  # values a query: well under SQLite's limit of variables
DUPLICATE_STATE = "duplicates"
"""Key in `meta`: the scheme of the fingerprints that the tables hold."""
_GENERATION = "duplicates generation"
_Code = Literal["I", "q"]  # 32 bits without a sign, 64 with one
_FACE = re.compile(r"^(?:www|m|amp|mobile)\.")  # `m.bao.example` is no other paper than `bao.example`


class Duplicates:
    """The tables `duplicate_articles`, `_bands`, `_links`, `_clusters`, `_members`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def scheme(self) -> str | None:
        """The scheme of the fingerprints; None where none were ever made."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (DUPLICATE_STATE,)).fetchone()
        return row[0] if row else None

    @property
    def generation(self) -> int:
        """Grows with every change of the clusters."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (_GENERATION,)).fetchone()
        return int(row[0]) if row else 0

    def begin(self, scheme: str) -> None:
        """Empty the tables for fingerprints of another scheme."""
        for table in _TABLES:
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (DUPLICATE_STATE, scheme))

    def hold(self) -> None:
        """Go on in empty tables of this connection only, where the file may not be written."""
        self._db.executescript(derived_schema("duplicates", temporary=True))

    def gone(self) -> list[str]:
        """Articles with a fingerprint that are no longer stored."""
        rows = self._db.execute(
            "SELECT article_id FROM duplicate_articles WHERE article_id NOT IN (SELECT id FROM articles) ORDER BY 1"
        )
        return [row[0] for row in rows]

    def changed(self) -> list[str]:
        """Stored articles without a fingerprint, or with one of another input or of other stages; by id."""
        rows = self._db.execute(
            "SELECT a.id FROM articles a JOIN inputs i ON i.id = a.input_id"
            " LEFT JOIN duplicate_articles d ON d.article_id = a.id"
            " WHERE d.n IS NULL OR d.input_digest <> i.digest OR d.stage <> coalesce(i.stage, '') ORDER BY a.id"
        )
        return [row[0] for row in rows]

    def uncompared(self) -> list[str]:
        """Articles with a fingerprint that was not compared with the others yet, in the order in which they came."""
        rows = self._db.execute("SELECT article_id FROM duplicate_articles WHERE clustered < 0 ORDER BY n")
        return [row[0] for row in rows]

    def fingerprint(self, article_id: str) -> Fingerprint | None:
        """What is kept of an article; None where there is nothing."""
        row = self._db.execute("SELECT * FROM duplicate_articles WHERE article_id = ?", (article_id,)).fetchone()
        if row is None:
            return None
        return Fingerprint(
            article_id=article_id,
            text=row["text"],
            sketch=tuple(_unpacked(row["sketch"])),
            bands=tuple(_unpacked(row["bands"], "q")),
            credit=row["credit"],
        )

    def waiting(self) -> list[str]:
        """Articles that were compared, but that the clusters do not know of yet."""
        rows = self._db.execute("SELECT article_id FROM duplicate_articles WHERE clustered = 0 ORDER BY 1")
        return [row[0] for row in rows]

    def is_current(self, scheme: str) -> bool:
        """Whether there is nothing to do."""
        return self.scheme() == scheme and not (self.gone() or self.changed() or self.uncompared() or self.waiting())

    def put(self, fingerprint: Fingerprint) -> None:
        """Keep the fingerprint of a stored article, to be compared. Where its text is the one that is kept already,
        the links stand, and only the clusters have to look at it again, since its date may have changed.
        """
        f = fingerprint
        old = self._db.execute("SELECT * FROM duplicate_articles WHERE article_id = ?", (f.article_id,)).fetchone()
        state = self._db.execute(
            "SELECT i.digest, coalesce(i.stage, '') FROM articles a JOIN inputs i ON i.id = a.input_id WHERE a.id = ?",
            (f.article_id,),
        ).fetchone()
        sketch = _packed(f.sketch)
        if old is not None and (old["text"], old["sketch"]) == (f.text, sketch):
            self._db.execute(
                "UPDATE duplicate_articles SET input_digest = ?, stage = ?, credit = ?, clustered = min(clustered, 0)"
                " WHERE n = ?",
                (*state, f.credit, old["n"]),
            )
            return
        self.drop([f.article_id])
        cursor = self._db.execute(
            "INSERT INTO duplicate_articles (article_id, input_digest, stage, text, sketch, bands, credit, clustered)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, -1)",
            (f.article_id, *state, f.text, sketch, _packed(f.bands, "q"), f.credit),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO duplicate_bands VALUES (?, ?)", [(band, cursor.lastrowid) for band in f.bands]
        )

    def drop(self, article_ids: Iterable[str]) -> None:
        """Take articles away, with their links; the clusters have to look again at those that they were linked with."""
        for article_id in article_ids:
            row = self._db.execute(
                "SELECT n, bands FROM duplicate_articles WHERE article_id = ?", (article_id,)
            ).fetchone()
            if row is None:
                continue
            n = row["n"]
            self._db.execute(
                "UPDATE duplicate_articles SET clustered = 0 WHERE article_id IN"
                " (SELECT longer FROM duplicate_links WHERE shorter = ?1"
                " UNION SELECT shorter FROM duplicate_links WHERE longer = ?1)",
                (article_id,),
            )
            self._db.execute("DELETE FROM duplicate_links WHERE shorter = ?1 OR longer = ?1", (article_id,))
            bands = [(band, n) for band in _unpacked(row["bands"], "q")]
            self._db.executemany("DELETE FROM duplicate_bands WHERE band = ? AND n = ?", bands)
            self._db.execute("DELETE FROM duplicate_articles WHERE n = ?", (n,))
            self._uncluster([article_id])

    def near(self, article_id: str, bands: Sequence[int]) -> dict[str, tuple[Collection[int], str | None]]:
        """The sketches and addresses of the other articles with one of these bands, by article, sorted.

        Where some wait to be compared, only those that came before this article: a pair is looked at once.
        """
        marks = ",".join("?" * len(bands))
        rows = self._db.execute(
            "SELECT d.article_id, d.sketch, a.url FROM duplicate_articles d JOIN articles a ON a.id = d.article_id"
            f" WHERE d.article_id <> ? AND d.n IN (SELECT n FROM duplicate_bands WHERE band IN ({marks}))"
            " AND (d.clustered >= 0 OR d.n < (SELECT n FROM duplicate_articles WHERE article_id = ?))"
            " ORDER BY d.article_id",
            (article_id, *bands, article_id),
        )
        return {row[0]: (_unpacked(row[1]), row[2]) for row in rows}

    def compared(self, article_id: str, links: Iterable[DuplicateLink]) -> None:
        """Keep what was found about an article and those near it."""
        self._db.executemany(
            "INSERT OR REPLACE INTO duplicate_links VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [astuple(x) for x in links]
        )
        self._db.execute(
            "UPDATE duplicate_articles SET clustered = 0 WHERE article_id = ? AND clustered < 0", (article_id,)
        )

    def sketch(self, article_id: str) -> Collection[int]:
        """The sketch of one article; empty where there is none."""
        row = self._db.execute("SELECT sketch FROM duplicate_articles WHERE article_id = ?", (article_id,)).fetchone()
        return _unpacked(row[0]) if row else ()

    def links_of(self, article_ids: Collection[str]) -> list[DuplicateLink]:
        """The links between these articles and any other, sorted."""
        found: dict[tuple[str, str], DuplicateLink] = {}
        for chunk in _chunks(sorted(article_ids)):
            marks = ",".join("?" * len(chunk))
            for column in ("shorter", "longer"):
                for row in self._db.execute(f"SELECT * FROM duplicate_links WHERE {column} IN ({marks})", chunk):
                    found[row["shorter"], row["longer"]] = DuplicateLink(**dict(row))
        return [found[pair] for pair in sorted(found)]

    def reach(self, article_ids: Iterable[str]) -> tuple[set[str], list[DuplicateLink]]:
        """All articles that links lead to from these, with those links."""
        reached, fresh = set(article_ids), set(article_ids)
        links: dict[tuple[str, str], DuplicateLink] = {}
        while fresh:
            found = self.links_of(fresh)
            links.update(((x.shorter, x.longer), x) for x in found)
            fresh = {i for x in found for i in (x.shorter, x.longer)} - reached
            reached |= fresh
        return reached, [links[pair] for pair in sorted(links)]

    def replace_clusters(self, article_ids: Collection[str], clusters: Iterable[DuplicateCluster]) -> None:
        """Put these clusters in the place of all that had one of the articles."""
        ids = sorted(article_ids)
        self._uncluster(ids)
        for c in clusters:
            members = [m.article_id for m in c.members]
            self._db.execute(
                "INSERT INTO duplicate_clusters VALUES (?, ?, ?, ?, ?)",
                (c.first, c.shown, int(c.certain), len(members), self._sources(members)),
            )
            self._db.executemany(
                "INSERT INTO duplicate_members VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        m.article_id,
                        c.first,
                        n,
                        m.kind,
                        m.of,
                        *((m.link.jaccard, m.link.containment) if m.link else (None,) * 2),
                    )
                    for n, m in enumerate(c.members)
                ],
            )
        self._db.executemany("UPDATE duplicate_articles SET clustered = 1 WHERE article_id = ?", [(i,) for i in ids])

    def new_generation(self) -> None:
        """Count a change."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_GENERATION, str(self.generation + 1)))

    def _sources(self, article_ids: Sequence[str]) -> int:
        sources: set[str] = set()
        for chunk in _chunks(article_ids):
            marks = ",".join("?" * len(chunk))
            rows = self._db.execute(f"SELECT source FROM articles WHERE id IN ({marks})", chunk)
            sources.update(_FACE.sub("", row[0]) for row in rows)
        return len(sources)

    def _uncluster(self, article_ids: Sequence[str]) -> None:
        for chunk in _chunks(article_ids):
            marks = ",".join("?" * len(chunk))
            held = f"SELECT cluster FROM duplicate_members WHERE article_id IN ({marks})"
            old = [row[0] for row in self._db.execute(held, chunk)]
            self._db.executemany("DELETE FROM duplicate_clusters WHERE first = ?", [(i,) for i in old])
            self._db.executemany("DELETE FROM duplicate_members WHERE cluster = ?", [(i,) for i in old])


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))


def _packed(values: Sequence[int], code: _Code = "I") -> bytes:
    packed = array(code, values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpacked(blob: bytes, code: _Code = "I") -> Collection[int]:
    values = array(code)
    values.frombytes(blob)
    if sys.byteorder == "big":
        values.byteswap()
    return values
