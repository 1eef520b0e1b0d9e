"""The corpus: how much there is, from whom and of which days, what could not be used and why, how well it was read."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.store import Store
from diembao.entities import counts as entity_counts
from diembao.entities import unresolved_names
from diembao.overview import overview
from diembao.periods import period_of_span
from diembao.today import entities_today
from diembao.web.drawing import Chart, drawn
from diembao.web.pages.article import METHODS
from diembao.web.pages.timeline import Link
from diembao.web.parameters import Parameter, State
from diembao.web.refusals import msg
from diembao.web.resources import Page, Visit
from diembao.web.specs import Cell, calendar

PARAMETERS = (
    Parameter(name="source", says="The calendar of this source only."),
    Parameter(name="reason", says="List the inputs that were rejected, failed or not read for this reason."),
    Parameter(name="page", kind="number", default="1", least=1, most=100_000, says="Which page of that list."),
)
_LISTED = 100
_YEARS = 40
REASONS = {
    "rejected": msg("read, and no article"),
    "failed": msg("could not be read"),
    "not read": msg("never came in"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source: articles, days between which they were published, and those without a date."""

    name: str
    articles: int
    words: int
    first: str | None
    last: str | None
    undated: int
    address: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An input that became no article, or something that never became an input."""

    place: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusView:
    """What the page shows. `months` are counts by year and month, of which `vague` tell a year only."""

    state: State
    facts: dict[str, Any]
    entities: dict[str, int]
    sources: tuple[Source, ...]
    chart: Chart | None
    months: tuple[tuple[str, tuple[tuple[int, str], ...], int], ...]
    undated: int
    vague: int
    earlier: int
    reasons: tuple[tuple[str, str, tuple[Link, ...]], ...]
    problems: tuple[Problem, ...]
    problem_total: int
    quality: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, int], ...]

    @property
    def page(self) -> int:
        """Number of the page of the list of problems."""
        return self.state.number("page")

    @property
    def pages(self) -> int:
        """How many there are."""
        return -(-self.problem_total // _LISTED)


def view(visit: Visit) -> CorpusView:
    """All of it; the calendar of one source where that is asked for."""
    state = visit.state
    source = state.text("source")
    with visit.store() as store:
        entities_today(visit.workspace, store)
        facts = overview(store)
        months, undated, vague = _months(store, source)
        total, problems = _problems(store, state) if state.has("reason") else (0, ())
        entities = entity_counts(store)
        sources = tuple(_sources(visit, store))
        quality = tuple(_quality(visit, store, facts))
        methods = _methods(store)
    earlier, chart, rows = _calendar(visit, months, source)
    return CorpusView(
        state=state,
        facts=facts,
        entities=entities,
        sources=sources,
        chart=chart,
        months=rows,
        undated=undated,
        vague=vague,
        earlier=earlier,
        reasons=tuple(
            (outcome, title, tuple(_reason_links(visit, facts[outcome])))
            for outcome, title in REASONS.items()
            if facts[outcome]
        ),
        problems=problems,
        problem_total=total,
        quality=quality,
        methods=methods,
    )


def _reason_links(visit: Visit, found: dict[str, int]) -> list[Link]:
    return [Link(text=reason, address=visit.here(reason=reason) + "#problems", count=n) for reason, n in found.items()]


def _sources(visit: Visit, store: Store) -> list[Source]:
    rows = store.connection.execute(
        "SELECT source, count(*), sum(words), min(published_first), max(published_last), sum(published IS NULL)"
        " FROM articles GROUP BY source ORDER BY 2 DESC, 1"
    )
    return [
        Source(
            name=r[0],
            articles=r[1],
            words=r[2] or 0,
            first=r[3],
            last=r[4],
            undated=r[5] or 0,
            address=visit.to("search", source=(r[0],)),
            calendar=visit.here(source=r[0], reason=None),
        )
        for r in rows
    ]


def _months(store: Store, source: str) -> tuple[dict[str, Counter[int]], int, int]:
    """Articles by year and month, those without a date, and those of which only the year is known (month 0)."""
    where, values = ("WHERE source = ?", (source,)) if source else ("", ())
    rows = store.connection.execute(
        f"SELECT published_first, published_last, count(*) FROM articles {where} GROUP BY 1, 2", values
    )
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    undated = vague = 0
    for first, last, number in rows:
        if first is None:
            undated += number
            continue
        span = date.fromisoformat(first), date.fromisoformat(last)
        if period_of_span(*span, "month") is not None:
            found[first[:4]][int(first[5:7])] += number
        else:
            vague += number
            found[first[:4]][0] += number
    return dict(found), undated, vague


def _calendar(
    visit: Visit, months: dict[str, Counter[int]], source: str
) -> tuple[int, Chart | None, tuple[tuple[str, tuple[tuple[int, str], ...], int], ...]]:
    """Articles of years too far back to be shown; the chart; rows of the table: months with addresses, year only."""
    told = sorted(months)
    if not told:
        return 0, None, ()
    years = [f"{year:04}" for year in range(max(int(told[0]), int(told[-1]) - _YEARS + 1), int(told[-1]) + 1)]
    earlier = sum(sum(counts.values()) for year, counts in months.items() if year < years[0])
    names = [visit._("%(n)s.", n=month) if visit.language == "vi" else f"{month:02}" for month in range(1, 13)]
    links: list[str] = []
    cells: list[Cell] = []
    rows: list[tuple[str, tuple[tuple[int, str], ...], int]] = []
    for year in reversed(years):
        own = months.get(year, Counter())
        row = []
        for month in range(1, 13):
            period = f"{year}-{month:02}"
            sources = (source,) if source else None
            address = visit.to("search", **{"from": period, "to": period}, source=sources, copies="shown")
            cells.append(Cell(year, names[month - 1], own[month], len(links), f"{period}: {own[month]}"))
            links.append(address)
            row.append((own[month], address))
        rows.append((year, tuple(row), own[0]))
    title = visit._("Articles by month of publication")
    return earlier, drawn(calendar(cells, names), links, label=title), tuple(rows)


def _problems(store: Store, state: State) -> tuple[int, tuple[Problem, ...]]:
    """The inputs of a reason, the newest first."""
    reason = state.text("reason")
    union = (
        "SELECT coalesce(url, source) place, outcome, coalesce(detail, '') detail, id FROM inputs"
        " WHERE outcome IN ('rejected', 'failed') AND coalesce(reason, '') = ?1"
        " UNION ALL SELECT place, command, coalesce(detail, ''), id FROM failures WHERE command || ' ' || reason = ?1"
    )
    total = store.connection.execute(f"SELECT count(*) FROM ({union})", (reason,)).fetchone()[0]
    rows = store.connection.execute(
        f"{union} ORDER BY 4 DESC LIMIT ?2 OFFSET ?3", (reason, _LISTED, (state.number("page") - 1) * _LISTED)
    )
    return total, tuple(Problem(place=r[0], outcome=r[1], detail=r[2]) for r in rows)


def _methods(store: Store) -> tuple[tuple[str, int], ...]:
    """How the dates of publication were found."""
    rows = store.connection.execute(
        "SELECT coalesce(published_method, ''), count(*) c FROM articles GROUP BY 1 ORDER BY c DESC, 1"
    )
    return tuple((METHODS.get(r[0], r[0]) if r[0] else msg("without a date"), r[1]) for r in rows)


def _quality(visit: Visit, store: Store, facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Shares that tell how well this corpus was read."""
    row = store.connection.execute(
        "SELECT count(*), sum(published IS NOT NULL), sum(published_confidence >= 0.8), sum(title IS NOT NULL),"
        " sum(lead IS NOT NULL), avg(words) FROM articles"
    ).fetchone()
    number = row[0] or 0
    if not number:
        return []
    telling = store.connection.execute("SELECT count(DISTINCT article_id) FROM events").fetchone()[0]
    units = store.connection.execute(
        "SELECT count(*), sum(e.status = 'resolved') FROM entity_mentions m JOIN entities e ON e.id = m.entity_id"
        " WHERE e.kind = 'unit'"
    ).fetchone()
    came = sum(facts["inputs"].values())
    kept = came - sum(facts["rejected"].values()) - sum(facts["failed"].values())

    def share(part: int | None, whole: int) -> str:
        return f"{100 * (part or 0) / whole:.1f} %".replace(".", "," if visit.language == "vi" else ".")

    found = [
        (msg("with a date of publication"), share(row[1], number)),
        (msg("with a date that is surely known"), share(row[2], number)),
        (msg("with a title"), share(row[3], number)),
        (msg("with a lead"), share(row[4], number)),
        (msg("with a dated event"), share(telling, number)),
        (msg("words an article"), str(round(row[5] or 0))),
    ]
    found += [(msg("mentions of units whose unit is known"), share(units[1], units[0]))] if units[0] else []
    found += [(msg("short names that tell no unit"), str(unresolved_names(store)))]
    found += [(msg("inputs that became articles or versions of one"), share(kept, came))] if came else []
    return found


def as_json(shown: CorpusView) -> dict[str, Any]:
    """Counts as `diembao status --format json` has them, the calendar, and the list of problems asked for."""
    return {
        **shown.facts,
        "entities": shown.entities,
        "calendar": {
            year: {"months": [n for n, _ in months], "year_only": vague} for year, months, vague in shown.months
        },
        "quality": dict(shown.quality),
        "published_methods": dict(shown.methods),
        **(
            {
                "problems": [{"place": p.place, "outcome": p.outcome, "detail": p.detail} for p in shown.problems],
                "problems_total": shown.problem_total,
            }
            if shown.state.has("reason")
            else {}
        ),
    }


RESOURCES = (
    Page(
        name="corpus",
        path="/corpus",
        template="corpus.html",
        view=view,
        as_json=as_json,
        parameters=PARAMETERS,
        nav=msg("Corpus"),
        summary="Counts, sources, calendar, what could not be used and why, shares that tell of quality.",
    ),
)
