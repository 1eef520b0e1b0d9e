"""Trends: articles by period of several queries, units or persons side by side, as numbers and as a share of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from corpus.errors import UsageError
from diembao.charts import MOST_SERIES, draw
from diembao.export.trends import as_object, to_csv
from diembao.periods import By
from diembao.terminal import one_line
from diembao.trends import Series, Trends, trends
from diembao.web.drawing import drawn
from diembao.web.filters import COPIES, FILTERS, STRICT, asked_of, query_of
from diembao.web.guard import FILE_POLICY
from diembao.web.pages.timeline import Picture
from diembao.web.parameters import Parameter, State
from diembao.web.refusals import Refusal, msg
from diembao.web.resources import Answer, Download, Page, Visit
from diembao.web.specs import Point, lines
from index.query import Query, QueryError

PARAMETERS = (
    Parameter(name="q", kind="texts", says="Queries side by side; repeat for several."),
    Parameter(name="unit", kind="texts", says="A line for each unit; =NAME is itself only."),
    Parameter(name="person", kind="texts", says="A line for each person."),
    *(p for p in FILTERS if p.name not in ("unit", "person")),
    Parameter(name="by", kind="choice", choices=get_args(By), default="year", says="Length of a period."),
    STRICT,
    COPIES,
)
_MOST_POINTS = 1500
"""Points of a chart; of more a longer period has to be chosen."""
_LABEL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of those compared: its name, what is in no period, addresses of its articles and of the page without it."""

    label: str
    total: int
    undated: int
    vague: int
    address: str
    without: str
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsView:
    """What the page shows; `told` None where nothing is asked for yet, `problem` where a query cannot be read."""

    state: State
    told: Trends | None = None
    lines: tuple[Line, ...] = ()
    pictures: tuple[Picture, ...] = ()
    addresses: tuple[tuple[str, ...], ...] = ()
    problem: str = ""

    @property
    def status(self) -> int:
        """Of HTTP."""
        return 400 if self.problem else 200

    @property
    def rows(self) -> tuple[tuple[str, int, tuple[tuple[int, float | None, str], ...]], ...]:
        """Of each period its name, all articles, and of each line number, share and address."""
        if self.told is None:
            return ()
        return tuple(
            (
                period.name,
                self.told.every.counts[n],
                tuple((x.counts[n], x.shares[n], self.addresses[k][n]) for k, x in enumerate(self.lines)),
            )
            for n, period in enumerate(self.told.periods)
        )


def _compared(visit: Visit) -> list[tuple[str, str, Query]]:
    """Parameter, value and query of each line. Raises QueryError, and Refusal for too many."""
    state = visit.state
    asked = [(name, value) for name in ("q", "unit", "person") for value in state.texts(name)]
    if len(asked) > MOST_SERIES:
        raise Refusal(400, msg("A picture tells %(most)s lines apart, not more."), most=MOST_SERIES)
    found = []
    for name, value in asked:
        only = "=" if value.startswith("=") else ""
        text = value if name == "q" else f'{name}:{only}"{_plain(value[len(only) :])}"'
        found.append((name, value, query_of(visit, text)))
    return found


def _plain(name: str) -> str:
    """A name as it may stand between quotation marks of a query."""
    return " ".join(name.replace('"', " ").split())


def told_of(visit: Visit) -> tuple[Trends | None, list[tuple[str, str, Query]]]:
    """The counts that a state asks for; None where nothing is compared."""
    state = visit.state
    compared = _compared(visit)
    if not compared:
        return None, []
    narrowed = State(state.parameters, {k: v for k, v in state.values.items() if k not in ("unit", "person")})
    filters = asked_of(narrowed).filters(visit.workspace, strict=state.has("strict"))
    by = cast(By, state.text("by"))
    folded = state.text("copies") == "folded"
    told = trends(visit.workspace, [query for _, _, query in compared], filters, by=by, folded=folded)
    named = tuple(
        replace(series, query=one_line(value.removeprefix("="), _LABEL))
        for series, (_, value, _) in zip(told.series, compared, strict=True)
    )
    return replace(told, series=_apart(named)), compared


def _apart(series: tuple[Series, ...]) -> tuple[Series, ...]:
    """With a number where two are called the same."""
    names = [s.query for s in series]
    return tuple(
        replace(s, query=f"{n}. {s.query}") if names.count(s.query) > 1 else s for n, s in enumerate(series, 1)
    )


def view(visit: Visit) -> TrendsView:
    """The lines asked for."""
    state = visit.state
    try:
        told, compared = told_of(visit)
    except (QueryError, UsageError) as error:
        return TrendsView(state=state, problem=visit.fault(error))
    if told is None:
        return TrendsView(state=state)
    addresses = tuple(
        tuple(_address(visit, name, value, period.name) for period in told.periods) for name, value, _ in compared
    )
    shown = tuple(
        Line(
            label=series.query,
            total=series.total,
            undated=series.undated,
            vague=series.vague,
            address=_address(visit, name, value, None),
            without=visit.at(state.minus(name, value)),
            counts=series.counts,
            shares=told.shares(series),
        )
        for series, (name, value, _) in zip(told.series, compared, strict=True)
    )
    pictures = tuple(_pictures(visit, told, shown, addresses))
    return TrendsView(state=state, told=told, lines=shown, pictures=pictures, addresses=addresses)


def _address(visit: Visit, name: str, value: str, period: str | None) -> str:
    """The articles of a line, in a period."""
    state = visit.state
    search = visit.site.resources["search"]
    kept = {k: v for k, v in state.values.items() if k not in ("q", "unit", "person", "by")}
    asked = State(search.parameters, {k: v for k, v in kept.items() if any(p.name == k for p in search.parameters)})
    asked = asked.but(**{name: (value,) if name != "q" else value})
    if period is not None and "W" not in period:
        asked = asked.but(from_=period, to=period)
    elif period is not None:
        asked = asked.but(**dict(zip(("from_", "to"), _week(period), strict=True)))
    return visit.at(asked, "search")


def _week(period: str) -> tuple[str, str]:
    from datetime import date

    year, week = period.split("-W")
    return tuple(date.fromisocalendar(int(year), int(week), day).isoformat() for day in (1, 7))  # type: ignore[return-value]


def _pictures(
    visit: Visit, told: Trends, shown: tuple[Line, ...], addresses: tuple[tuple[str, ...], ...]
) -> Iterator[Picture]:
    names = [period.name for period in told.periods]
    if not names:
        return
    by = {
        "day": visit._("by day"),
        "week": visit._("by week"),
        "month": visit._("by month"),
        "year": visit._("by year"),
    }
    titles = (
        visit._("Articles %(by)s", by=by[told.by]),
        visit._("Share of all articles %(by)s", by=by[told.by]),
    )
    links = [address for own in addresses for address in own]
    for share, title in enumerate(titles):
        if len(links) > _MOST_POINTS:
            yield Picture(title=title, chart=_too_many(visit))
            continue
        points = [
            Point(name, line.label, value, k * len(names) + n, _said(line.label, name, value, share=bool(share)))
            for k, line in enumerate(shown)
            for n, (name, value) in enumerate(zip(names, line.shares if share else line.counts, strict=True))
        ]
        axis = visit._("share") if share else visit._("articles")
        spec = lines(points, names, title=axis, share=bool(share), legend=len(shown) > 1)
        yield Picture(title=title, chart=drawn(spec, links, label=f"{title}: {', '.join(x.label for x in shown)}"))


def _too_many(visit: Visit) -> Any:
    from diembao.web.drawing import Chart

    return Chart(None, visit._("Too many points for a picture: choose longer periods, or a shorter time."))


def _said(label: str, name: str, value: float | None, *, share: bool) -> str:
    return f"{label}, {name}: {'–' if value is None else f'{value:.1%}' if share else value}"


def _csv(visit: Visit) -> Answer:
    told = _asked(visit)
    return Answer(body=f"\ufeff{to_csv(told)}\n".encode(), type="text/csv; charset=utf-8", name="diembao-trends.csv")


def _picture(form: str) -> Any:
    def answer(visit: Visit) -> Answer:
        body = draw(_asked(visit), "svg" if form == "svg" else "png")
        type_ = "image/svg+xml" if form == "svg" else "image/png"
        return Answer(body=body, type=type_, name=f"diembao-trends.{form}", policy=FILE_POLICY)

    return answer


def _asked(visit: Visit) -> Trends:
    told, _ = told_of(visit)
    if told is None:
        raise Refusal(400, msg("Nothing is compared yet: write a query, or choose a unit or person."))
    return told


def as_json(shown: TrendsView) -> dict[str, Any]:
    """The counts as `diembao trends --format json` has them."""
    if shown.told is None:
        return {"error": {"status": 400, "message": shown.problem}} if shown.problem else {"series": []}
    return as_object(shown.told)


RESOURCES = (
    Page(
        name="trends",
        path="/trends",
        template="trends.html",
        view=view,
        as_json=as_json,
        parameters=PARAMETERS,
        nav=msg("Trends"),
        summary="Articles by period of queries, units and persons side by side, with their share of all.",
    ),
    Download(
        name="trends-csv",
        path="/trends.csv",
        answer=_csv,
        type="text/csv; charset=utf-8",
        parameters=PARAMETERS,
        summary="A row for each line and period.",
    ),
    *(
        Download(
            name=f"trends-{form}",
            path=f"/trends.{form}",
            answer=_picture(form),
            type=type_,
            parameters=PARAMETERS,
            drawn=True,
            summary="The picture to hand in.",
        )
        for form, type_ in (("svg", "image/svg+xml"), ("png", "image/png"))
    ),
)
