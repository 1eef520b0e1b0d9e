"""The search page: the box, the hits, what they have in common, and where to go from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from corpus.errors import UsageError
from corpus.store import Store
from diembao.clustering import duplicates_of_today
from diembao.engines import open_backend
from diembao.filtering import NAMES, Asked
from diembao.folding import copies, fold
from diembao.saved import Row, saved_rows, search_of
from diembao.searching import FACETS, Result, as_object, search
from diembao.similar import Trait, similar
from diembao.web.facets import Facet, counted, facets_of, index_state, value_label
from diembao.web.filters import ASKING, FILTER_NAMES, asked_of, command_of, query_of
from diembao.web.parameters import Parameter, State
from diembao.web.refusals import msg
from diembao.web.resources import Page, Visit
from index.backend import Filters, Sort
from index.query import Query
from index.syntax import QueryError

PARAMETERS = (
    *ASKING,
    Parameter(
        name="sort",
        kind="choice",
        choices=("best", "recent", "newest", "oldest"),
        default="best",
        says="best: by likeness to the query (newest where there is none); recent: the same, newer ones worth more.",
    ),
    Parameter(name="like", says="Articles most like this one (id or address), in the place of a query."),
    Parameter(
        name="values", kind="number", default="20", least=1, most=1000, says="Values of each facet that are given."
    ),
    Parameter(name="size", kind="number", default="20", least=1, most=100, says="Hits on a page."),
    Parameter(name="page", kind="number", default="1", least=1, most=100_000, says="Which page of hits."),
)
EXACTLY_FOLDED = 1_000
"""Hits up to which copies are folded over all of them; of more, those of one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter that is on: its name, its value, and the address without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A saved search; `address` is None where its row cannot be read, `problem` then says why."""

    name: str
    address: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """What the page shows; `problem` in the place of a result where the query cannot be read."""

    state: State
    result: Result | None
    facets: tuple[Facet, ...] = ()
    chips: tuple[Chip, ...] = ()
    saved: tuple[SavedSearch, ...] = ()
    like: str | None = None
    traits: tuple[Trait, ...] = ()
    problem: QueryError | UsageError | None = None
    command: str = ""

    @property
    def status(self) -> int:
        """Of HTTP."""
        return 400 if self.problem else 200

    @property
    def page(self) -> int:
        """Number of this page of hits, from 1."""
        return self.state.number("page")

    @property
    def by_page(self) -> bool:
        """Whether only the copies that are on one page are folded."""
        fold_ = self.state.text("copies") == "folded" and not self.state.has("like")
        return fold_ and self.result is not None and self.result.total + self.result.folded > EXACTLY_FOLDED

    @property
    def first(self) -> int:
        """Number of the first hit shown, from 1."""
        return (self.page - 1) * self.state.number("size") + 1

    @property
    def pages(self) -> int:
        """How many pages of hits there are."""
        return -(-self.result.total // self.state.number("size")) if self.result else 0


def view(visit: Visit) -> SearchView:
    """The page of hits that is asked for."""
    state = visit.state
    saved = tuple(_saved(visit))
    chips = tuple(_chips(visit))
    try:
        asked = asked_of(state)
        asked.filters()
        result, traits, like = _found(visit, asked)
    except (QueryError, UsageError) as error:
        return SearchView(state=state, result=None, chips=chips, saved=saved, problem=error)
    with visit.store() as store:
        facets = facets_of(visit, store, result)
        title = _title_of(store, like) if like else None
    return SearchView(
        state=state,
        result=result,
        facets=facets,
        chips=chips,
        saved=saved,
        like=title,
        traits=traits,
        command=command_of(state, "search", "--facets"),
    )


def _found(visit: Visit, asked: Asked) -> tuple[Result, tuple[Trait, ...], str | None]:
    """The hits, and where they are those most like an article, by what, and its id."""
    state = visit.state
    filters = asked.filters(visit.workspace, strict=state.has("strict"))
    folded, size = state.text("copies") == "folded", state.number("size")
    offset = (state.number("page") - 1) * size
    values = state.number("values")
    if state.has("like"):
        found = similar(
            visit.workspace, state.text("like"), filters, limit=size, offset=offset, facets=True, facet_limit=values,
            folded=folded,
        )  # fmt: skip
        return found.result, found.traits, found.id
    order, recent = order_of(state)
    query = query_of(visit)
    by_page = folded and _is_many(visit, query, filters)
    result = search(
        visit.workspace,
        query,
        filters,
        sort=order,
        recent=recent,
        limit=size,
        offset=offset,
        facets=not by_page,
        facet_limit=values,
        folded=folded and not by_page,
        strict=state.has("strict"),
    )
    if by_page:
        facets, longer = counted(visit.workspace, query, filters, values, index_state(visit.workspace))
        result = _folded_by_page(visit, replace(result, facets=facets, longer=longer))
    return result, (), None


def order_of(state: State) -> tuple[Sort, bool]:
    """What the hits are sorted by, and whether newer ones are worth more."""
    sort = state.text("sort")
    if sort in ("newest", "oldest"):
        return cast(Sort, sort), False
    return ("relevance", sort == "recent") if state.text("q").strip("* ") else ("newest", False)


def _is_many(visit: Visit, query: Query, filters: Filters) -> bool:
    """Whether there are more hits than a page can wait for, until each is looked at for copies of it."""
    workspace = visit.workspace
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
        return backend.count(query, filters) > EXACTLY_FOLDED


def _folded_by_page(visit: Visit, result: Result) -> Result:
    """The same with the copies folded that are on one page; those of other pages count as hits."""
    found = {x.article.id: x for x in result.found}
    with visit.store() as store:
        duplicates_of_today(visit.workspace, store)
        taken = fold(store, tuple(found))
        kept = tuple(replace(found[i], copies=copies(store, taken.folded.get(i, ()))) for i in taken.kept)
    return replace(result, found=kept, folded=taken.hidden)


def _title_of(store: Store, article: str) -> str:
    row = store.connection.execute("SELECT title FROM articles WHERE id = ?", (article,)).fetchone()
    return (row[0] if row else None) or article


def _chips(visit: Visit) -> Iterator[Chip]:
    state = visit.state
    for name in NAMES.values():
        for value in [state.text(name)] if name in ("from", "to") else state.texts(name):
            if value:
                rest = state.but(**{name: None}) if name in ("from", "to") else state.minus(name, value)
                label = value_label(visit, name, value)
                yield Chip(name=visit._(FILTER_NAMES[name]), value=label, without=visit.at(rest.but(page=None)))


def _saved(visit: Visit) -> Iterator[SavedSearch]:
    try:
        rows: Sequence[Row] = saved_rows(visit.workspace.searches)
    except UsageError as error:
        yield SavedSearch(name=visit.workspace.searches.name, address=None, problem=str(error))
        return
    for row in rows:
        try:
            kept = search_of(row)
        except UsageError as error:
            yield SavedSearch(name=row.name, address=None, problem=str(error))
            continue
        values = {NAMES[f.name]: getattr(kept.asked, f.name) for f in fields(Asked)}
        query = "" if kept.query == "*" else kept.query
        address = visit.to(
            "search",
            **{"q": query, **values, "strict": "yes" if kept.strict else None},
            copies="folded" if kept.folded else "shown",
        )
        yield SavedSearch(name=row.name, address=address)


def as_json(shown: SearchView) -> dict[str, Any]:
    """The hits as the command line gives them, and where more are."""
    state, result = shown.state, shown.result
    asked = {name: list(values) if len(values) > 1 else values[0] for name, values in state.values.items()}
    if result is None:
        problem = shown.problem
        position = problem.position if isinstance(problem, QueryError) else None
        return {"asked": asked, "error": {"status": 400, "message": str(problem), "position": position}}
    return {
        "asked": asked,
        "total": result.total,
        "undated": result.undated,
        "folded": result.folded,
        "folded_by_page": shown.by_page,
        "suggestion": result.suggestion,
        "page": shown.page,
        "pages": shown.pages,
        "hits": [as_object(found) for found in result.found],
        "facets": {
            kind: [{"value": value, "count": count} for value, count in result.facets.get(kind, ())] for kind in FACETS
        },
        "longer_facets": list(result.longer),
        "waiting_for_index": result.waiting,
        **({"traits": [{"kind": t.kind, "text": t.text} for t in shown.traits]} if shown.traits else {}),
    }


RESOURCES = (
    Page(
        name="search",
        path="/search",
        template="search.html",
        view=view,
        as_json=as_json,
        parameters=PARAMETERS,
        nav=msg("Search"),
        summary="Articles found, with snippets, facets and counts.",
    ),
)
