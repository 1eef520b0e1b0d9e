"""The tables that the entities were made from: written article by article, read by family and by name.

What stands in their records is `extractor.resolve`'s; here they are lines of JSON.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.entities import EntityKind

_TABLES = (
    "articles",
    "units",
    "called",
    "names",
    "asked",
    "facts",
    "persons",
    "votes",
    "spellings",
    "posts",
    "corrected",
)
_CHUNK = 400  # values a statement: well under SQLite's limit of variables
_HEAD = "a.article_id, a.url, a.source, a.date, a.first, a.last, a.inferred"
Asker = Literal["unit", "article", "short"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What resolution knows of an article besides its mentions."""

    article_id: str
    url: str | None
    source: str
    date: str | None
    first: str | None
    last: str | None
    inferred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A unit or a person of an article; `part` counts the article's units, and tells two namesakes apart."""

    head: Head
    part: int
    record: str
    entity_id: str | None


class Resolutions:
    """The tables whose names begin with `resolve_`. The caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def clear(self) -> None:
        """Forget all, so that the entities are made from nothing."""
        for table in _TABLES:
            self._db.execute(f"DELETE FROM resolve_{table}")

    # articles

    def articles(self) -> Iterator[tuple[str, str]]:
        """Id and digest of every article that the entities were made from, by id."""
        cursor = self._db.execute("SELECT article_id, digest FROM resolve_articles ORDER BY article_id")
        return ((row[0], row[1]) for row in cursor)

    def put_article(self, head: Head, digest: str, *, people: bool) -> None:
        """Remember an article."""
        h = head
        row = (h.article_id, digest, h.url, h.source, h.date, h.first, h.last, int(h.inferred), int(people))
        self._db.execute("INSERT INTO resolve_articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def drop_article(self, article_id: str) -> list[tuple[str, str | None]]:
        """Forget an article with its units; the families of these, with the entities that they were in."""
        found = self._db.execute(
            "SELECT family, entity_id FROM resolve_units WHERE article_id = ?", (article_id,)
        ).fetchall()
        self._db.execute("DELETE FROM resolve_units WHERE article_id = ?", (article_id,))
        self._db.execute("DELETE FROM resolve_articles WHERE article_id = ?", (article_id,))
        return [(row[0], row[1]) for row in found]

    def with_people(self, article_ids: Iterable[str] | None = None) -> list[str]:
        """Those of the articles, or of all, that name a public person, sorted."""
        if article_ids is None:
            return [r[0] for r in self._db.execute("SELECT article_id FROM resolve_articles WHERE people ORDER BY 1")]
        rows = self._among("SELECT article_id FROM resolve_articles WHERE people AND article_id", article_ids)
        return sorted(row[0] for row in rows)

    # units

    def put_units(self, article_id: str, units: Iterable[tuple[str, str]]) -> None:
        """The units of an article, as family and record."""
        rows = [(family, article_id, n, record) for n, (family, record) in enumerate(units)]
        self._db.executemany("INSERT INTO resolve_units VALUES (?, ?, ?, ?, NULL)", rows)

    def families(self) -> list[str]:
        """All families of units, sorted."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT family FROM resolve_units ORDER BY family")]

    def units_of(self, family: str) -> list[Kept]:
        """The units of a family, by article."""
        rows = self._db.execute(
            f"SELECT {_HEAD}, u.n, u.record, u.entity_id FROM resolve_units u"
            " CROSS JOIN resolve_articles a ON a.article_id = u.article_id WHERE u.family = ?"
            " ORDER BY u.article_id, u.n",
            (family,),
        )
        return _kept(rows)

    def units_in(self, article_id: str) -> list[tuple[str, str | None]]:
        """Record and entity of each unit of an article."""
        rows = self._db.execute("SELECT record, entity_id FROM resolve_units WHERE article_id = ?", (article_id,))
        return [(row[0], row[1]) for row in rows]

    def put_unit_entities(self, family: str, entities: Iterable[tuple[str, int, str | None]]) -> None:
        """The entities that units of a family are in: article, number, id."""
        self._db.executemany(
            "UPDATE resolve_units SET entity_id = ? WHERE family = ? AND article_id = ? AND n = ?",
            [(entity, family, article, n) for article, n, entity in entities],
        )

    def put_called(self, family: str, called: Collection[str]) -> None:
        """All by which corrections may call units of a family."""
        self._replace("called", "family", family, [(family, name) for name in sorted(called)])

    def forget_called(self) -> None:
        """Forget by what corrections may call units."""
        self._db.execute("DELETE FROM resolve_called")

    def knows_called(self) -> bool:
        """Whether it is kept by what corrections may call units."""
        return self._db.execute("SELECT 1 FROM resolve_called LIMIT 1").fetchone() is not None

    def corrected(self, kind: EntityKind) -> set[str]:
        """The families or names that the corrections spoke of."""
        return {r[0] for r in self._db.execute("SELECT name FROM resolve_corrected WHERE kind = ?", (kind,))}

    def put_corrected(self, kind: EntityKind, names: Iterable[str]) -> None:
        """Those that they speak of now."""
        self._db.execute("DELETE FROM resolve_corrected WHERE kind = ?", (kind,))
        self._db.executemany("INSERT INTO resolve_corrected VALUES (?, ?)", [(kind, name) for name in sorted(names)])

    def called(self, names: Iterable[str]) -> set[str]:
        """The families that something is called so in."""
        return {row[0] for row in self._among("SELECT family FROM resolve_called WHERE called", names)}

    # names and who asks for them

    def put_names(self, entity_id: str, names: Collection[str]) -> None:
        """The compared names by which a unit is found."""
        self._replace("names", "entity_id", entity_id, [(name, entity_id) for name in sorted(names)])

    def names_of(self, entity_id: str) -> list[str]:
        """The compared names by which a unit is found."""
        return [r[0] for r in self._db.execute("SELECT name FROM resolve_names WHERE entity_id = ?", (entity_id,))]

    def only(self, name: str) -> str | None:
        """The only unit of a compared name."""
        found = self._db.execute("SELECT entity_id FROM resolve_names WHERE name = ? LIMIT 2", (name,)).fetchall()
        return found[0][0] if len(found) == 1 else None

    def add_asked(self, kind: Asker, asker: str, names: Collection[str]) -> None:
        """Names that somebody looked for."""
        rows = [(name, kind, asker) for name in sorted(names)]
        if rows:
            self._db.executemany("INSERT OR IGNORE INTO resolve_asked VALUES (?, ?, ?)", rows)

    def forget_asked(self, kind: Asker, asker: str) -> None:
        """Forget what somebody looked for."""
        self._db.execute("DELETE FROM resolve_asked WHERE asker = ? AND kind = ?", (asker, kind))

    def askers(self, names: Iterable[str], *kinds: Asker) -> set[str]:
        """Who looked for one of these names."""
        rows = self._among(
            f"SELECT asker FROM resolve_asked WHERE kind IN ({','.join(map(repr, kinds))}) AND name", names
        )
        return {row[0] for row in rows}

    # facts

    def facts(self, entity_id: str) -> str | None:
        """What is known of a unit."""
        row = self._db.execute("SELECT record FROM resolve_facts WHERE entity_id = ?", (entity_id,)).fetchone()
        return row[0] if row else None

    def put_facts(self, entity_id: str, record: str | None) -> None:
        """What is known of a unit; None where it is gone."""
        if record is None:
            self._db.execute("DELETE FROM resolve_facts WHERE entity_id = ?", (entity_id,))
        else:
            self._db.execute("INSERT OR REPLACE INTO resolve_facts VALUES (?, ?)", (entity_id, record))

    # persons

    def put_persons(self, article_id: str, persons: Iterable[tuple[str, int, bool, str, str]]) -> None:
        """The public persons of an article: compared name, part, whether a post has a short unit, other names by lines,
        record."""
        self._db.executemany(
            "INSERT INTO resolve_persons VALUES (?, ?, ?, ?, ?, ?, NULL)",
            [(name, article_id, part, int(short), called, record) for name, part, short, called, record in persons],
        )

    def drop_persons(self, article_id: str) -> list[tuple[str, str | None]]:
        """Forget the persons of an article; their names, with the entities that they were in."""
        rows = self._db.execute("SELECT name, entity_id FROM resolve_persons WHERE article_id = ?", (article_id,))
        found = [(row[0], row[1]) for row in rows]
        self._db.execute("DELETE FROM resolve_persons WHERE article_id = ?", (article_id,))
        return found

    def persons_of(self, name: str) -> list[Kept]:
        """The bearers of a compared name, by article."""
        rows = self._db.execute(
            f"SELECT {_HEAD}, p.part, p.record, p.entity_id FROM resolve_persons p"
            " CROSS JOIN resolve_articles a ON a.article_id = p.article_id WHERE p.name = ?"
            " ORDER BY p.article_id, p.part",
            (name,),
        )
        return _kept(rows)

    def is_borne(self, name: str) -> bool:
        """Whether somebody bears a compared name."""
        return self._db.execute("SELECT 1 FROM resolve_persons WHERE name = ? LIMIT 1", (name,)).fetchone() is not None

    def person_names(self, article_ids: Iterable[str] | None = None, *, short: bool = False) -> list[str]:
        """The compared names of the persons of articles, or of all, sorted; `short` those with a short unit only."""
        where = "short" if short else "1"
        if article_ids is None:
            rows: Iterable[sqlite3.Row] = self._db.execute(f"SELECT DISTINCT name FROM resolve_persons WHERE {where}")
        else:
            rows = self._among(f"SELECT DISTINCT name FROM resolve_persons WHERE {where} AND article_id", article_ids)
        return sorted({row[0] for row in rows})

    def bearers(self) -> Iterator[tuple[str, str, int]]:
        """Compared name, article and part of every person."""
        rows = self._db.execute("SELECT name, article_id, part FROM resolve_persons")
        return ((row[0], row[1], row[2]) for row in rows)

    def person_spellings(self) -> Iterator[tuple[str, str]]:
        """Compared name and other names, by lines, of the persons that have others."""
        rows = self._db.execute("SELECT DISTINCT name, called FROM resolve_persons WHERE called <> ''")
        return ((row[0], row[1]) for row in rows)

    def put_person_entities(self, entities: Iterable[tuple[str, str, int, str | None]]) -> None:
        """The entities that persons are in: compared name, article, part, id."""
        self._db.executemany(
            "UPDATE resolve_persons SET entity_id = ? WHERE name = ? AND article_id = ? AND part = ?",
            [(entity, name, article, part) for name, article, part, entity in entities],
        )

    # what short names mean

    def put_votes(self, name: str, votes: Collection[tuple[str, str, str]]) -> set[str]:
        """What the persons of a name say: article, short name, unit. The articles of which they say something else."""
        rows = self._db.execute("SELECT article_id, short, unit_id FROM resolve_votes WHERE name = ?", (name,))
        before, now = {(row[0], row[1], row[2]) for row in rows}, set(votes)
        if before != now:
            self._db.execute("DELETE FROM resolve_votes WHERE name = ?", (name,))
            self._db.executemany("INSERT INTO resolve_votes VALUES (?, ?, ?, ?)", [(a, s, name, u) for a, s, u in now])
        return {article for article, _, _ in before ^ now}

    def votes(self, article_id: str) -> list[tuple[str, str]]:
        """What its persons say of an article's short names: short name and unit."""
        rows = self._db.execute(
            "SELECT DISTINCT short, unit_id FROM resolve_votes WHERE article_id = ? ORDER BY 1, 2", (article_id,)
        )
        return [(row[0], row[1]) for row in rows]

    def voted_for(self, units: Iterable[str]) -> set[str]:
        """The articles of which a short name may mean one of these units."""
        return {row[0] for row in self._among("SELECT article_id FROM resolve_votes WHERE unit_id", units)}

    # spellings

    def put_spellings(self, name: str, spellings: Collection[str]) -> None:
        """What other spellings of a name share with it; nothing where nobody bears it any more."""
        rows = [(spelling, name) for spelling in sorted(spellings)]
        self._db.executemany("INSERT OR IGNORE INTO resolve_spellings VALUES (?, ?)", rows)

    def drop_spellings(self, name: str, spellings: Collection[str]) -> None:
        """Nobody bears the name any more."""
        rows = [(spelling, name) for spelling in spellings]
        self._db.executemany("DELETE FROM resolve_spellings WHERE spelling = ? AND name = ?", rows)

    def spelled_like(self, spellings: Iterable[str]) -> set[str]:
        """The names that share one of these."""
        return {row[0] for row in self._among("SELECT name FROM resolve_spellings WHERE spelling", spellings)}

    def posts(self, name: str) -> set[tuple[str, str]]:
        """The posts by which bearers of a name may be known under another spelling."""
        rows = self._db.execute("SELECT head, unit_id FROM resolve_posts WHERE name = ?", (name,))
        return {(row[0], row[1]) for row in rows}

    def put_posts(self, name: str, posts: Collection[tuple[str, str]]) -> None:
        """The same instead of those before."""
        self._replace("posts", "name", name, [(name, *post) for post in sorted(posts)])

    def _replace(self, table: str, column: str, value: str, rows: Sequence[tuple[str, ...]]) -> None:
        self._db.execute(f"DELETE FROM resolve_{table} WHERE {column} = ?", (value,))
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._db.executemany(f"INSERT INTO resolve_{table} VALUES ({marks})", rows)

    def _among(self, statement: str, values: Iterable[str]) -> Iterator[sqlite3.Row]:
        """Rows of a statement for those values of its last column."""
        wanted = sorted(set(values))
        for at in range(0, len(wanted), _CHUNK):
            chunk = wanted[at : at + _CHUNK]
            yield from self._db.execute(f"{statement} IN ({','.join('?' * len(chunk))})", chunk).fetchall()


def _kept(rows: Iterable[sqlite3.Row]) -> list[Kept]:
    """Units or persons, those of one article with one head."""
    found: list[Kept] = []
    head: Head | None = None
    for row in rows:
        if head is None or head.article_id != row[0]:
            head = Head(
                article_id=row[0], url=row[1], source=row[2], date=row[3], first=row[4], last=row[5],
                inferred=bool(row[6]),
            )  # fmt: skip
        found.append(Kept(head=head, part=row[7], record=row[8], entity_id=row[9]))
    return found
