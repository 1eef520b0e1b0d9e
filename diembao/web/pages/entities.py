"""The list of entities: units and public persons with pages of their own, other kinds by what is mentioned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus.store import Store
from corpus.text import fold, normalize
from diembao.entities import counts
from diembao.today import entities_today
from diembao.web.parameters import Parameter, State
from diembao.web.refusals import msg
from diembao.web.resources import Page, Visit
from extractor.resolve.careers import rank_names

KINDS = ("unit", "person", "rank", "position", "place", "term", "document", "abbreviation")
RESOLVED = ("unit", "person")
KIND_NAMES = {
    "unit": msg("units"),
    "person": msg("persons"),
    "rank": msg("ranks"),
    "position": msg("posts"),
    "place": msg("places"),
    "term": msg("terms"),
    "document": msg("documents"),
    "abbreviation": msg("abbreviations"),
}
PARAMETERS = (
    Parameter(name="kind", kind="choice", choices=KINDS, default="unit", says="What is listed."),
    Parameter(name="name", says="Words of a name, with marks or without.", longest=300),
    Parameter(
        name="status",
        kind="choice",
        choices=("resolved", "unresolved"),
        default="resolved",
        says="unresolved: short names that do not tell which unit is meant.",
    ),
    Parameter(name="size", kind="number", default="100", least=1, most=500, says="Names on a page."),
    Parameter(name="page", kind="number", default="1", least=1, most=100_000, says="Which page."),
)
_FIELDS = {"rank": "rank", "position": "position", "place": "place", "document": "doc", "term": "term"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """What the page shows: rows of the tables `entities` or `mentions`, counted by articles."""

    state: State
    counts: dict[str, int]
    rows: tuple[dict[str, Any], ...]
    total: int

    @property
    def page(self) -> int:
        """Number of this page, from 1."""
        return self.state.number("page")

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.state.number("size"))

    @property
    def kinds(self) -> tuple[tuple[str, str, int], ...]:
        """Kinds with their names and numbers."""
        return tuple((kind, KIND_NAMES[kind], self.counts.get(kind, 0)) for kind in KINDS)


def view(visit: Visit) -> ListView:
    """The names asked for, the most told of first."""
    state = visit.state
    kind = state.text("kind")
    with visit.store() as store:
        entities_today(visit.workspace, store)
        listed = _resolved if kind in RESOLVED else _mentioned
        total, rows = listed(store, state)
        counted = counts(store)
    for row in rows:
        row["address"] = address_of(visit, kind, row)
        row["shown"] = rank_names().get(row["name"], row["name"]) if kind == "rank" else row["name"]
    return ListView(state=state, counts=counted, rows=tuple(rows), total=total)


def _like(text: str) -> str:
    """A pattern of LIKE for names that have these words."""
    words = " ".join(fold(normalize(text)).split())
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _resolved(store: Store, state: State) -> tuple[int, list[dict[str, Any]]]:
    where, values = "e.kind = ? AND e.status = ?", [state.text("kind"), state.text("status")]
    if state.has("name"):
        where += " AND e.id IN (SELECT entity_id FROM entity_names WHERE folded LIKE ? ESCAPE '\\')"
        values.append(_like(state.text("name")))
    total = store.connection.execute(f"SELECT count(*) FROM entities e WHERE {where}", values).fetchone()[0]
    rows = store.connection.execute(
        "SELECT e.id, e.label name, e.articles, e.mentions, e.type, e.parent, e.parent_id, e.first, e.last, e.note"
        f" FROM entities e WHERE {where} ORDER BY e.articles DESC, e.mentions DESC, e.label, e.id LIMIT ? OFFSET ?",
        (*values, *_part(state)),
    )
    return total, [dict(row) for row in rows]


def _mentioned(store: Store, state: State) -> tuple[int, list[dict[str, Any]]]:
    kind = state.text("kind")
    rows = store.connection.execute(
        "SELECT value name, count(DISTINCT article_id) articles, count(*) mentions FROM mentions"
        " WHERE kind = ? AND listed GROUP BY value ORDER BY articles DESC, mentions DESC, value",
        (kind,),
    )
    found = [dict(row) for row in rows]
    if state.has("name"):
        wanted = fold(normalize(state.text("name")))
        names = rank_names() if kind == "rank" else {}
        found = [row for row in found if wanted in fold(names.get(row["name"]) or row["name"])]
    size, offset = _part(state)
    return len(found), found[offset : offset + size]


def _part(state: State) -> tuple[int, int]:
    size = state.number("size")
    return size, (state.number("page") - 1) * size


def address_of(visit: Visit, kind: str, row: dict[str, Any]) -> str:
    """The page of an entity, or a search for a value."""
    if kind in RESOLVED:
        return visit.to("entity", id=row["id"])
    if kind in ("rank", "term"):
        return visit.to("search", **{kind: (row["name"],)})
    quoted = " ".join("".join(" " if c in '"“”„«»' else c for c in row["name"]).split())[:300]
    return visit.to("search", q=f'{_FIELDS[kind]}:"{quoted}"' if kind in _FIELDS else f'"{quoted}"')


def as_json(shown: ListView) -> dict[str, Any]:
    """The rows of the page, and how many there are."""
    return {
        "kind": shown.state.text("kind"),
        "counts": shown.counts,
        "total": shown.total,
        "page": shown.page,
        "pages": shown.pages,
        "entities": [{k: v for k, v in row.items() if k not in ("address", "shown")} for row in shown.rows],
    }


RESOURCES = (
    Page(
        name="entities",
        path="/entities",
        template="entities.html",
        view=view,
        as_json=as_json,
        parameters=PARAMETERS,
        nav=msg("Names"),
        summary="Units, persons with a rank or public post, and other names, by the number of articles.",
    ),
)
