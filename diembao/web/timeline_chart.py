"""The timeline as a picture in a page: events side by side on an axis of time, each a link to what tells it.

A day is a sign, days on which something goes on are a bar, a vague time is a pale dashed box over all days that it may
mean; what is planned is hollow. So many events that signs would hide each other are counted by period instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from diembao.export.labels import Labels, is_vague
from diembao.export.timeline_page import headline
from diembao.periods import By, period_of_span, periods
from diembao.pictures import INK, LINE, SOFT, at, text_layer, time_ticks, width_of, wrapped
from diembao.pictures_rows import COLOURS
from diembao.pictures_timelines import FAMILIES
from diembao.terminal import one_line
from diembao.web.drawing import Spec, numbered
from diembao.web.specs import Bar, bars
from extractor.resolve.events import MergedEvent

MOST_SIGNS = 150
"""Events that are drawn one by one."""
_LABELLED = 80
_WIDTH = 1000.0
_ROW, _BAND, _TOP = 19.0, 8.0, 22.0
_LEAST = 9.0  # pixels of a sign
_LABEL = 210.0  # pixels of a label
SHAPES = {
    "meeting": "circle",
    "person": "square",
    "decision": "diamond",
    "award": "triangle-up",
    "crime": "cross",
    "other": "triangle-down",
}


@dataclass(frozen=True, slots=True)
class _Sign:
    """An event at pixels."""

    event: MergedEvent
    x: float
    x2: float
    row: int = 0
    label: str = ""
    before: bool = False  # the label stands left of it

    @property
    def family(self) -> str:
        return FAMILIES.get(self.event.event.type, "other")


def domain_of(events: Sequence[MergedEvent], first: date | None, last: date | None) -> tuple[date, date]:
    """The days between which time runs: those asked for, else all that the events may mean."""
    begin = first or min(e.event.when.first for e in events)
    end = last or max(e.event.when.last for e in events)
    room = timedelta(days=max(2, (end - begin).days // 40))
    begin = begin if first or begin - date.min < room else begin - room
    return begin, end if last or date.max - end < room else end + room


def by_of(first: date, last: date) -> By:
    """The periods in which a time is counted."""
    days = (last - first).days
    return "year" if days > 8 * 366 else "month" if days > 62 else "day"


def counted(
    events: Sequence[MergedEvent],
    domain: tuple[date, date],
    words: Labels,
    address: Callable[[str], str],
    *,
    title: str,
) -> tuple[Spec, list[str], list[tuple[str, int]], int]:
    """Bars by period and family; links, numbers by period for the table, and how many lie in no single period."""
    by = by_of(*domain)
    counts: Counter[tuple[str, str]] = Counter()
    vague = 0
    for merged in events:
        when = merged.event.when
        period = period_of_span(max(when.first, domain[0]), min(when.last, domain[1]), by)
        if period is None:
            vague += 1
        else:
            counts[period.name, FAMILIES.get(merged.event.type, "other")] += 1
    told = [period.name for period in periods(*domain, by)]
    families = [f for f in COLOURS if any(family == f for _, family in counts)]
    rows = []
    for n, name in enumerate(told):
        for family in families or ["other"]:
            number = counts[name, family]
            label = words(f"{family}_family")
            rows.append(Bar(name, number, n, f"{name}: {label} {number}", label))
    spec = bars(rows, title=title, groups=[(words(f"{f}_family"), COLOURS[f]) for f in families])
    table = [(name, sum(counts[name, family] for family in families)) for name in told]
    return spec, [address(name) for name in told], table, vague


def signs(
    events: Sequence[MergedEvent], domain: tuple[date, date], words: Labels, address: Callable[[MergedEvent], str]
) -> tuple[Spec, list[str]]:
    """The picture, and the addresses behind its signs."""
    placed = _placed(events, domain)
    rows = 1 + max((sign.row for sign in placed), default=0)
    height = _TOP + rows * _ROW + _BAND
    layers = [
        *_axis(domain, height),
        *(layer for shape in ("vague", "days", "planned-days") if (layer := _boxes(placed, shape, words))),
        *_points(placed, words),
        *_texts(placed),
    ]
    return {
        "width": _WIDTH,
        "height": height,
        "padding": {"left": 12, "right": 12, "top": 6, "bottom": 6},
        "layer": layers,
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
    }, [address(sign.event) for sign in placed]


def _x(day: date, domain: tuple[date, date]) -> float:
    whole = (domain[1] - domain[0]).days + 1
    return min(max((day - domain[0]).days / whole, 0.0), 1.0) * _WIDTH


def _placed(events: Sequence[MergedEvent], domain: tuple[date, date]) -> list[_Sign]:
    """Each event in the first row where it and its label fit, those of one family side by side."""
    found: list[_Sign] = []
    ends: list[float] = []
    for merged in events:
        when = merged.event.when
        x, x2 = _x(when.first, domain), _x(when.last + timedelta(days=1), domain)
        if x2 - x < _LEAST:
            x, x2 = (x + x2) / 2 - _LEAST / 2, (x + x2) / 2 + _LEAST / 2
        label = ""
        if len(events) <= _LABELLED:
            label = wrapped(one_line(headline(merged.event), 120), _LABEL, size=11, lines=1)[0]
        size = width_of(label, 11) + 6 if label else 0
        before = x2 + size > _WIDTH and x - size >= 0
        if x2 + size > _WIDTH and not before:  # no room beside it: inside, where it is pale
            label = label if is_vague(merged.event) or merged.event.status != "reported" else ""
            left, right = x, x2
        else:
            left, right = (x - size, x2) if before else (x, x2 + size)
        row = next((n for n, end in enumerate(ends) if end + 6 <= left), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = right
        found.append(_Sign(merged, x, x2, row, label, before))
    return found


def _y(sign: _Sign) -> float:
    return _TOP + _ROW * sign.row + _ROW / 2


def _axis(domain: tuple[date, date], height: float) -> list[Spec]:
    ticks = [(_x(day, domain), name) for day, name in time_ticks(*domain, most=9)]
    rules = [{"x": x, "y": 16, "y2": height} for x, _ in ticks]
    return [
        {
            "data": {"values": rules},
            "mark": {"type": "rule", "stroke": LINE, "aria": False},
            "encoding": {**at("x"), **at("y"), "y2": {"field": "y2"}},
        },
        text_layer([{"x": x, "y": 8, "text": name} for x, name in ticks], size=11, align="center", color=SOFT),
    ]


def _shape(sign: _Sign) -> str:
    event = sign.event.event
    if is_vague(event):
        return "vague"
    if (event.when.last - event.when.first).days and sign.x2 - sign.x > _LEAST + 1:
        return "planned-days" if event.status != "reported" else "days"
    return "day"


def _said(sign: _Sign, words: Labels) -> str:
    event = sign.event.event
    planned = f" ({words(event.status)})" if event.status != "reported" else ""
    return f"{words.span(event.when)}: {words.type(event.type)}{planned}: {one_line(event.title, 200)}"


def _values(placed: Sequence[_Sign], shapes: tuple[str, ...], words: Labels) -> list[dict[str, object]]:
    return [
        {
            "x": (s.x + s.x2) / 2 if shapes == ("day",) else s.x,
            "x2": s.x2,
            "y": _y(s) if shapes == ("day",) else _y(s) - 5,
            "y2": _y(s) + 5,
            "f": s.family,
            "k": s.event.event.status != "reported",
            "u": numbered(n),
            "d": _said(s, words),
        }
        for n, s in enumerate(placed)
        if _shape(s) in shapes
    ]


_FAMILY = {
    "field": "f",
    "type": "nominal",
    "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
    "legend": None,
}


def _boxes(placed: Sequence[_Sign], shape: str, words: Labels) -> Spec | None:
    values = _values(placed, (shape,), words)
    if not values:
        return None
    looks: dict[str, Spec] = {
        "vague": {"fillOpacity": 0.16, "strokeDash": [3, 2], "strokeWidth": 1},
        "days": {"fillOpacity": 0.9, "strokeWidth": 1},
        "planned-days": {"fillOpacity": 0.04, "strokeDash": [4, 2], "strokeWidth": 1.4},
    }
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "cornerRadius": 2, **looks[shape]},
        "encoding": {
            **at("x"),
            **at("y"),
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
            "fill": _FAMILY,
            "stroke": _FAMILY,
            "href": {"field": "u"},
            "description": {"field": "d"},
        },
    }


def _points(placed: Sequence[_Sign], words: Labels) -> list[Spec]:
    values = _values(placed, ("day",), words)
    if not values:
        return []
    shape = {
        "field": "f",
        "type": "nominal",
        "scale": {"domain": list(SHAPES), "range": list(SHAPES.values())},
        "legend": None,
    }
    return [
        {
            "data": {"values": values},
            "mark": {"type": "point", "size": 70, "strokeWidth": 1.6, "opacity": 1},
            "encoding": {
                **at("x"),
                **at("y"),
                "shape": shape,
                "fill": {"condition": {"test": "datum.k", "value": "white"}, **_FAMILY},
                "stroke": _FAMILY,
                "href": {"field": "u"},
                "description": {"field": "d"},
            },
        }
    ]


def _beside(sign: _Sign) -> float:
    """Where a label begins: behind its sign, or in it where it would end outside of the picture."""
    inside = sign.x2 + width_of(sign.label, 11) + 6 > _WIDTH
    return sign.x + 5 if inside else sign.x2 + 4


def _texts(placed: Sequence[_Sign]) -> list[Spec]:
    layers = []
    for before, align in ((False, "left"), (True, "right")):
        rows = [
            {"x": s.x - 4 if before else _beside(s), "y": _y(s), "text": s.label}
            for s in placed
            if s.label and s.before == before
        ]
        if rows:
            layers.append(text_layer(rows, size=11, align=align, color=INK, aria=False))
    return layers
