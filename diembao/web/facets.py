"""What hits have in common, to narrow them by: values with counts, units under the units that they belong to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from corpus.jsonline import dumps
from corpus.store import Store
from diembao.engines import open_backend
from diembao.searching import FACETS, Result
from diembao.web.parameters import State
from diembao.web.refusals import msg
from diembao.web.resources import Visit
from diembao.workspace import Workspace
from extractor.resolve.careers import rank_names
from index.backend import Filters
from index.query import Query

TITLES = {
    "source": msg("Sources"),
    "year": msg("Years"),
    "unit": msg("Units"),
    "person": msg("Persons"),
    "rank": msg("Ranks"),
    "term": msg("Terms"),
    "type": msg("Events told"),
}
_PARAMETER = {"type": "kind"}  # facet to filter, where they differ
_ITSELF = ("unit", "person", "term")  # their values are whole names
_OPEN = 7  # values that are seen at once; the others are folded in
IndexState = tuple[str, int]
"""The name of an index and its generation: while it is the same, so is what is counted in it."""


def index_state(workspace: Workspace) -> IndexState:
    """That of today."""
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
        return workspace.index.name, backend.generation


@lru_cache(maxsize=64)
def counted(
    workspace: Workspace, query: Query, filters: Filters, limit: int, _state: IndexState
) -> tuple[dict[str, list[tuple[str, int]]], tuple[str, ...]]:
    """The most frequent values of all hits by facet, and the facets that have more; kept, since the same are asked for
    with every page of many hits, and to count them takes longer than to find the page.
    """
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
        found = backend.facets(query, filters, kinds=FACETS, limit=limit + 1)
    given = {str(kind): [(f.value, f.count) for f in values[:limit]] for kind, values in found.items()}
    return given, tuple(kind for kind, values in found.items() if len(values) > limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value: how many of the hits have it, and the address of these, or without it where it is chosen.

    `depth` is how far under other units of the list a unit is; `wider` the address of the hits of all that is under it.
    """

    label: str
    value: str
    count: int
    address: str
    chosen: bool = False
    depth: int = 0
    wider: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of one kind: those seen at once, those folded in; `more` is the address with more of them."""

    kind: str
    title: str
    shown: tuple[FacetValue, ...]
    folded: tuple[FacetValue, ...]
    more: str | None = None


def facets_of(visit: Visit, store: Store, result: Result) -> tuple[Facet, ...]:
    """The facets that say anything."""
    found = []
    for kind in FACETS:
        counted = result.facets.get(kind, [])
        depths = _depths(store, [value for value, _ in counted]) if kind == "unit" else {}
        values = [_value(visit, kind, value, count, depths) for value, count in counted]
        if depths:
            places = {value: n for n, value in enumerate(depths)}
            values.sort(key=lambda v: places[v.value])
        if not values:
            continue
        more = visit.here(values=min(1000, visit.state.number("values") * 10)) if kind in result.longer else None
        found.append(
            Facet(kind=kind, title=TITLES[kind], shown=tuple(values[:_OPEN]), folded=tuple(values[_OPEN:]), more=more)
        )
    return tuple(found)


def _value(visit: Visit, kind: str, value: str, count: int, depths: dict[str, int]) -> FacetValue:
    state, name = visit.state, _PARAMETER.get(kind, kind)
    label = value_label(visit, name, value)
    if kind == "year":
        chosen = state.text("from") == state.text("to") == value
        other = state.but(from_=None, to=None) if chosen else state.but(from_=value, to=value)
        return FacetValue(label=label, value=value, count=count, address=_address(visit, other), chosen=chosen)
    asked = f"={value}" if kind in _ITSELF else value
    chosen = state.has(name, asked) or state.has(name, value)
    wider = None
    if chosen:
        other = state.minus(name, asked).minus(name, value)
    elif state.has(name):  # several values of a filter are alternatives, but this count is of articles with both
        other = _with_both(state, kind, value)
    else:
        other = state.plus(name, asked)
        wider = _address(visit, state.plus(name, value)) if kind == "unit" else None
    return FacetValue(
        label=label,
        value=value,
        count=count,
        address=_address(visit, other),
        chosen=chosen,
        depth=depths.get(value, 0),
        wider=wider,
    )


def _with_both(state: State, kind: str, value: str) -> State:
    """The state with one more value of a kind that is asked for already: a part of the query."""
    query = state.text("q")
    before = f"({query})" if " OR " in query else query
    name = " ".join("".join(" " if c in '"“”„«»' else c for c in value).split())
    return state.but(q=f'{before} {kind}:{"=" if kind in _ITSELF else ""}"{name}"'.strip(), sort=None)


def _address(visit: Visit, state: State) -> str:
    return visit.at(state.but(page=None))


def _depths(store: Store, names: list[str]) -> dict[str, int]:
    """The names in the order of a tree, each with its depth; those at one place of it by the most frequent under them.

    `names` are the most frequent first.
    """
    rows = store.connection.execute(
        "SELECT name, parent FROM entities WHERE kind = 'unit' AND status = 'resolved' AND name IN"
        " (SELECT value FROM json_each(?)) ORDER BY articles",
        (dumps(names),),
    )
    above = {row["name"]: row["parent"] for row in rows}
    children: defaultdict[str | None, list[str]] = defaultdict(list)
    for name in names:
        parent = above.get(name)
        children[parent if parent in names and parent != name else None].append(name)
    found: dict[str, int] = {}
    places = {name: n for n, name in enumerate(names)}

    def foremost(name: str) -> int:  # a unit has one parent, so that what hangs from the top has no circles
        return min(places[name], *map(foremost, children[name]), len(names))

    def put(parent: str | None, depth: int) -> None:
        for name in sorted(children[parent], key=foremost):
            if name not in found:
                found[name] = depth
                put(name, depth + 1)

    put(None, 0)
    found.update({name: 0 for name in names if name not in found})  # under each other
    return found


def value_label(visit: Visit, name: str, value: str) -> str:
    """How a value of a filter is read."""
    plain = value.removeprefix("=")
    if name == "rank":
        return rank_names().get(plain, plain)
    if name in ("type", "kind"):
        return visit.labels.type(plain)
    if name == "term":
        first, slash, last = plain.partition("/")
        return f"{first}–{last}" if slash else visit._("no. %(n)s", n=plain) if plain.isdigit() else plain
    return plain
