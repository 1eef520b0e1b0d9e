"""The entity tables: written whole or one by one, read by id or name.

They hold what `extractor.resolve` made of the articles.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import replace

from corpus.entities import CareerLine, CorrectionProblem, Entity, EntityLink, EntityName, Resolution
from corpus.jsonline import dumps
from corpus.store.derived import derived_schema
from corpus.text import canon, fold, normalize

_TABLES = ("entities", "entity_names", "entity_mentions", "entity_lines", "entity_links", "correction_problems")
ENTITY_STATE = "entities"
"""Key in `meta`: the state of articles and corrections that the tables were made from."""


class Entities:
    """The tables `entities`, `entity_names`, `entity_mentions`, `entity_lines`, `entity_links`, `correction_problems`.

    The caller holds the transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def state(self) -> str | None:
        """What the tables were made from; None where they were never made."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (ENTITY_STATE,)).fetchone()
        return row[0] if row else None

    def articles_state(self) -> Iterable[tuple[str, str, str]]:
        """Id, digest of its pages and stage of every article: what an entity can depend on."""
        rows = self._db.execute(
            "SELECT a.id, i.digest || coalesce((SELECT group_concat(digest, '') FROM"
            " (SELECT digest FROM inputs p WHERE p.article_id = a.id AND p.id <> i.id ORDER BY digest)), ''),"
            " coalesce(i.stage, '') FROM articles a JOIN inputs i ON i.id = a.input_id ORDER BY a.id"
        )
        return ((r[0], r[1], r[2]) for r in rows)

    def replace(self, resolution: Resolution, state: str) -> None:
        """Put a resolution in the place of the one before."""
        self._clear()
        self._fill(resolution)
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (ENTITY_STATE, state))

    def clear(self, *, state: bool = False) -> None:
        """Take out all entities; with `state` that they were ever made, too."""
        self._clear()
        if state:
            self._db.execute("DELETE FROM meta WHERE key = ?", (ENTITY_STATE,))

    def add(self, entity: Entity) -> None:
        """Put in an entity of a new id."""
        self._put(entity)

    def put(self, entity: Entity) -> None:
        """Put an entity in the place of the one with its id."""
        self.remove([entity.id], but_members=True)
        wanted = {(m.article_id, m.field, m.n) for m in entity.members}
        known = self._db.execute(
            "SELECT article_id, field, n FROM entity_mentions WHERE entity_id = ?", (entity.id,)
        ).fetchall()
        kept = {(row[0], row[1], row[2]) for row in known}
        self._db.executemany(
            "DELETE FROM entity_mentions WHERE article_id = ? AND field = ? AND n = ? AND entity_id = ?",
            [(*ref, entity.id) for ref in kept - wanted],
        )
        self._put(entity, kept)

    def remove(self, entity_ids: Iterable[str], *, but_members: bool = False) -> None:
        """Take out entities; with `but_members` the table `entity_mentions` stays as it is."""
        ids = [(entity_id,) for entity_id in entity_ids]
        self._db.executemany("DELETE FROM entities WHERE id = ?", ids)
        for table in _TABLES[1:-1]:
            if not (but_members and table == "entity_mentions"):
                self._db.executemany(f"DELETE FROM {table} WHERE entity_id = ?", ids)

    def relate(self, entity: Entity) -> None:
        """Put what depends on other units in the place of what was: `parent_id`, links of the kind `relation`."""
        self._db.execute("UPDATE entities SET parent_id = ? WHERE id = ?", (entity.parent_id, entity.id))
        self._db.execute("DELETE FROM entity_links WHERE entity_id = ? AND kind = 'relation'", (entity.id,))
        numbered = [(n, x) for n, x in enumerate(entity.links) if x.kind == "relation"]
        self._put_links(entity.id, numbered)

    def row(self, entity_id: str) -> Entity | None:
        """One entity without its names, members, lines and links."""
        row = self._db.execute("SELECT * FROM entities WHERE id = ?", (entity_id,)).fetchone()
        if row is None:
            return None
        return Entity(**{key: row[key] for key in row.keys() if key != "mentions"})  # noqa: SIM118 - sqlite3.Row is no dict

    def children(self, entity_ids: Iterable[str]) -> set[str]:
        """The units whose owners these are."""
        found: set[str] = set()
        for entity_id in entity_ids:
            found.update(r[0] for r in self._db.execute("SELECT id FROM entities WHERE parent_id = ?", (entity_id,)))
        return found

    def articles_of(self, entity_ids: Iterable[str]) -> set[str]:
        """The articles that name one of these."""
        found: set[str] = set()
        for entity_id in entity_ids:
            rows = self._db.execute("SELECT DISTINCT article_id FROM entity_mentions WHERE entity_id = ?", (entity_id,))
            found.update(row[0] for row in rows)
        return found

    def settle(self, problems: Iterable[CorrectionProblem], state: str) -> None:
        """What is to be said of the corrections, and what all was made from."""
        self._db.execute("DELETE FROM correction_problems")
        self._put_problems(problems)
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (ENTITY_STATE, state))

    def hold(self, resolution: Resolution) -> None:
        """Hold a resolution for this connection only, where the file may not be written."""
        self._db.executescript(derived_schema("entities", temporary=True))
        self._clear()
        self._fill(resolution)

    def _clear(self) -> None:
        for table in _TABLES:
            self._db.execute(f"DELETE FROM {table}")

    def _fill(self, resolution: Resolution) -> None:
        for entity in resolution.entities:
            self._put(entity)
        self._put_problems(resolution.problems)

    def _put_problems(self, problems: Iterable[CorrectionProblem]) -> None:
        self._db.executemany(
            "INSERT INTO correction_problems (row, problem) VALUES (?, ?)", [(p.row, p.problem) for p in problems]
        )

    def _put(self, entity: Entity, members: Collection[tuple[str, str, int]] = ()) -> None:
        """Write an entity; these members of it are there already."""
        e = entity
        self._db.execute(
            f"INSERT INTO entities VALUES ({_marks(16)})",
            (
                *(e.id, e.kind, e.name, e.label, e.status, e.note, e.type, e.parent, e.parent_id, e.place, e.province),
                *(e.first, e.last, e.undated, e.articles, e.mentions),
            ),
        )
        shown = dict.fromkeys((e.name, e.label))
        names = [(e.id, "name", name, *_keys(name), 0) for name in shown]
        names += [(e.id, n.source, n.name, *_keys(n.name), n.mentions) for n in e.names]
        self._db.executemany(f"INSERT OR IGNORE INTO entity_names VALUES ({_marks(6)})", names)
        self._db.executemany(
            f"INSERT INTO entity_mentions VALUES ({_marks(4)})",
            [(m.article_id, m.field, m.n, e.id) for m in e.members if (m.article_id, m.field, m.n) not in members],
        )
        self._db.executemany(
            f"INSERT INTO entity_lines VALUES ({_marks(21)})", [_line_row(e.id, n, x) for n, x in enumerate(e.lines)]
        )
        self._put_links(e.id, enumerate(e.links))

    def _put_links(self, entity_id: str, links: Iterable[tuple[int, EntityLink]]) -> None:
        self._db.executemany(
            f"INSERT INTO entity_links VALUES ({_marks(7)})",
            [(entity_id, n, x.kind, x.rule, x.evidence, dumps(list(x.articles)), x.other) for n, x in links],
        )

    def problems(self) -> tuple[CorrectionProblem, ...]:
        """What is to be said of the user's corrections, of events too."""
        rows = self._db.execute(
            "SELECT row, problem FROM correction_problems UNION SELECT row, problem FROM event_problems ORDER BY 1, 2"
        )
        return tuple(CorrectionProblem(row=r[0], problem=r[1]) for r in rows)

    def get(self, entity_id: str) -> Entity | None:
        """One entity with its names, lines and links, without its members."""
        entity = self.row(entity_id)
        if entity is None:
            return None
        return replace(entity, names=self._names(entity_id), lines=self._lines(entity_id), links=self.links(entity_id))

    def _names(self, entity_id: str) -> tuple[EntityName, ...]:
        rows = self._db.execute(
            "SELECT name, mentions, source FROM entity_names WHERE entity_id = ? AND source <> 'name'"
            " ORDER BY mentions DESC, name",
            (entity_id,),
        )
        return tuple(EntityName(name=r[0], mentions=r[1], source=r[2]) for r in rows)

    def _lines(self, entity_id: str) -> tuple[CareerLine, ...]:
        rows = self._db.execute("SELECT * FROM entity_lines WHERE entity_id = ? ORDER BY n", (entity_id,)).fetchall()
        return tuple(_line(row) for row in rows)

    def links(self, entity_id: str) -> tuple[EntityLink, ...]:
        """Why articles were joined or kept apart, and how the entity is related to others."""
        rows = self._db.execute(
            "SELECT kind, rule, evidence, articles, other FROM entity_links WHERE entity_id = ? ORDER BY n",
            (entity_id,),
        )
        return tuple(
            EntityLink(kind=r[0], rule=r[1], evidence=r[2], articles=tuple(json.loads(r[3])), other=r[4]) for r in rows
        )


_FLAGS = ("inferred", "former", "acting", "vague")


def _line(row: sqlite3.Row) -> CareerLine:
    values = {name: row[name] for name in row.keys() if name not in ("entity_id", "n")}  # noqa: SIM118
    return CareerLine(**(values | {name: bool(row[name]) for name in _FLAGS}))


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _keys(name: str) -> tuple[str, str]:
    plain = " ".join(normalize(name).split())
    return canon(plain), fold(plain)


def _line_row(entity_id: str, n: int, x: CareerLine) -> tuple[object, ...]:
    return (
        *(entity_id, n, x.article_id, x.field, x.start, x.date, int(x.inferred), x.rank, x.level),
        *(x.post, x.head, x.unit, x.unit_id, int(x.former), int(x.acting)),
        *(x.change, x.first, x.last, x.rule, x.unit_type, int(x.vague)),
    )
