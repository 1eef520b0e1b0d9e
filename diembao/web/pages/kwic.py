"""Lines: each occurrence of the words looked for, or of the names of one kind, between what stands left and right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast, get_args

from corpus.errors import UsageError
from diembao.concordance import COLUMNS, Concordance, KwicOf, Wanted, as_object, concordance
from diembao.export.cells import as_cell
from diembao.web.filters import ASKING, asked_of, command_of, query_of
from diembao.web.parameters import Parameter, State
from diembao.web.refusals import Refusal, msg
from diembao.web.resources import Answer, Download, Page, Visit
from diembao.web.tables import csv_lines
from index.kwic import LineSort
from index.syntax import QueryError

ORDERS: tuple[tuple[LineSort, str], ...] = (
    ("text", msg("by date and place")),
    ("match", msg("by the words found")),
    ("left", msg("by the word left of them")),
    ("left2", msg("by two words left")),
    ("left3", msg("by three words left")),
    ("right", msg("by the word right of them")),
    ("right2", msg("by two words right")),
    ("right3", msg("by three words right")),
)
KINDS = {
    "": msg("the words looked for"),
    "unit": msg("units"),
    "person": msg("persons"),
    "rank": msg("ranks"),
    "position": msg("posts"),
    "term": msg("terms"),
    "place": msg("places"),
    "doc": msg("documents"),
    "date": msg("dates"),
}
_LINES = (
    *ASKING,
    Parameter(
        name="of",
        kind="choice",
        choices=("", *get_args(KwicOf)),
        says="Lines of the names of this kind in the articles found, in the place of the query's words.",
    ),
    Parameter(
        name="order", kind="choice", choices=get_args(LineSort), default="text", says="What the lines are sorted by."
    ),
    Parameter(name="sample", kind="number", default="0", most=100_000, says="So many lines drawn by chance; 0 is all."),
    Parameter(name="seed", kind="number", default="0", says="Another number draws another sample."),
)
PARAMETERS = (
    *_LINES,
    Parameter(name="size", kind="number", default="50", least=1, most=500, says="Lines on a page."),
    Parameter(name="page", kind="number", default="1", least=1, most=100_000, says="Which page of lines."),
)
_MOST_LINES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KwicView:
    """The lines of a page; `problem` in their place where the query cannot be read."""

    state: State
    found: Concordance | None
    problem: UsageError | None = None
    wordless: bool = False
    command: str = ""

    @property
    def orders(self) -> tuple[tuple[LineSort, str], ...]:
        """What lines can be sorted by."""
        return ORDERS

    @property
    def kinds(self) -> dict[str, str]:
        """What can be shown."""
        return KINDS

    @property
    def status(self) -> int:
        """Of HTTP."""
        return 400 if self.problem else 200

    @property
    def page(self) -> int:
        """Number of this page, from 1."""
        return self.state.number("page")

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.found.total // self.state.number("size")) if self.found else 0


def view(visit: Visit) -> KwicView:
    """The page of lines that is asked for."""
    state = visit.state
    try:
        found, wordless = _lines(visit, state.number("size"), (state.number("page") - 1) * state.number("size"))
    except (QueryError, UsageError) as error:
        return KwicView(state=state, found=None, problem=error)
    options = [f"--kwic-of {state.text('of')}"] if state.has("of") else ["--kwic"]
    options += [f"--kwic-sort {state.text('order')}"] if state.has("order") else []
    return KwicView(state=state, found=found, wordless=wordless, command=command_of(state, "search", *options))


def _lines(visit: Visit, limit: int | None, offset: int) -> tuple[Concordance, bool]:
    """The lines, and whether the query has no words that could be shown."""
    state = visit.state
    query = query_of(visit)
    filters = asked_of(state).filters(visit.workspace, strict=state.has("strict"))
    of = cast(KwicOf, state.text("of")) if state.has("of") else None
    wanted = Wanted(
        of=of,
        sort=cast(LineSort, state.text("order")),
        sample_size=state.number("sample") or None,
        seed=state.number("seed"),
        limit=limit,
        offset=offset,
        whole=visit.full_text,
    )
    folded = state.text("copies") == "folded"
    found = concordance(visit.workspace, query, filters, wanted=wanted, folded=folded)
    return found, not query.words and of is None


def as_json(shown: KwicView) -> dict[str, Any]:
    """The lines as the command line gives them."""
    if shown.found is None:
        return {"error": {"status": 400, "message": str(shown.problem)}}
    found = shown.found
    return {
        "total": found.total,
        "drawn_from": found.drawn_from,
        "articles": found.articles,
        "undated": found.undated,
        "page": shown.page,
        "pages": shown.pages,
        "lines": [as_object(line) for line in found.lines],
    }


def _table(visit: Visit) -> Answer:
    """All lines as CSV. They are all held while they are sent: more than can be held are refused, not cut off."""
    total = _lines(visit, 0, 0)[0].total
    if total > _MOST_LINES:
        raise Refusal(
            400,
            msg("%(total)s lines are more than a table holds (%(most)s): narrow them down, or draw a sample."),
            total=total,
            most=_MOST_LINES,
        )
    found, _ = _lines(visit, None, 0)

    def rows() -> Iterator[list[str]]:
        for line in found.lines:
            values = as_object(line)
            yield [as_cell(values[column]) for column in COLUMNS]

    return Answer(
        body=csv_lines(COLUMNS, rows(), total=found.total),
        type="text/csv; charset=utf-8",
        name="kwic.csv",
        headers={"x-total-count": str(found.total)},
    )


RESOURCES = (
    Page(
        name="kwic",
        path="/kwic",
        template="kwic.html",
        view=view,
        as_json=as_json,
        parameters=PARAMETERS,
        summary="Each occurrence with its context (concordance), sorted by it.",
    ),
    Download(
        name="kwic-csv",
        path="/kwic.csv",
        answer=_table,
        type="text/csv",
        parameters=_LINES,
        long=True,
        summary="All lines of the concordance.",
    ),
)
