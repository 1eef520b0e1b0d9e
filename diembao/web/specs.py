"""Charts of pages as Vega-Lite: bars and lines over periods, a calendar of counts. Each mark can be a link.

Colours are those of Okabe and Ito, as in all our pictures; nothing is told by colour alone, and a table with the same
numbers stands under every chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from diembao.pictures import BLACK, BLUE, GREEN, INK, ORANGE, PINK, RED, SKY
from diembao.web.drawing import Spec, numbered

WIDTH = 760
COLOURS = (BLUE, RED, GREEN, PINK, BLACK, ORANGE, SKY)
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 1], [1, 3])
_MARKED = 90  # points of a line at most that are marked
_TICKS = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A period with a number; `link` is the number of its address, `says` is for who cannot see it."""

    name: str
    value: int
    link: int
    says: str
    group: str = ""


def _ticks(names: Sequence[str]) -> list[str]:
    """Names of periods that are written on the axis."""
    every = max(1, -(-len(names) // _TICKS))
    return [name for n, name in enumerate(names) if n % every == 0]


def _axis(names: Sequence[str]) -> Spec:
    return {"title": None, "values": _ticks(names), "labelAngle": 0, "labelOverlap": "greedy"}


def _counts(most: int, title: str) -> Spec:
    return {"title": title, "format": "d", "tickCount": max(1, min(4, most)), "tickMinStep": 1}


def bars(
    rows: Sequence[Bar], *, title: str, height: int = 130, groups: Sequence[tuple[str, str]] = (), width: int = WIDTH
) -> Spec:
    """Numbers by period, in the order given. `groups` are names and colours of the parts of bars, if they have any."""
    names = list(dict.fromkeys(row.name for row in rows))
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.name] = sums.get(row.name, 0) + row.value
    values = [{"p": r.name, "n": r.value, "u": numbered(r.link), "d": r.says, "g": r.group} for r in rows if r.value]
    domain = [name for name, _ in groups]
    colour: Spec = (
        {
            "field": "g",
            "type": "nominal",
            "scale": {"domain": domain, "range": [colour for _, colour in groups]},
            "legend": {"title": None, "orient": "top", "columns": 4},
        }
        if groups
        else {"value": BLUE}
    )
    most = max(sums.values(), default=1)
    return {
        "width": width,
        "height": height,
        "data": {"values": values},
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.5 if len(names) < 200 else 0},
        "encoding": {
            "x": {"field": "p", "type": "ordinal", "sort": None, "scale": {"domain": names}, "axis": _axis(names)},
            "y": {"field": "n", "type": "quantitative", "axis": _counts(most, title)},
            "color": colour,
            "href": {"field": "u"},
            "description": {"field": "d"},
            **({"order": {"field": "g", "sort": "ascending"}} if groups else {}),
        },
    }


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a line at a period; None where there is none."""

    name: str
    line: str
    value: float | None
    link: int
    says: str


def lines(points: Sequence[Point], names: Sequence[str], *, title: str, share: bool = False, legend: bool) -> Spec:
    """Lines side by side, each with its own colour, dash and marker."""
    own = list(dict.fromkeys(point.line for point in points))
    values = [{"p": p.name, "q": p.line, "v": p.value, "u": numbered(p.link), "d": p.says} for p in points]
    most = max((p.value for p in points if p.value), default=1)
    shown = {"title": None, "orient": "top", "columns": 1, "symbolDash": [1, 0], "symbolStrokeWidth": 0}
    channels: list[tuple[str, Sequence[Any]]] = [("color", COLOURS), ("shape", SHAPES)]

    def channel(values: Sequence[Any], *, told: bool) -> Spec:
        scale = {"domain": own, "range": [values[n % len(values)] for n in range(len(own))]}
        return {
            "field": "q",
            "type": "nominal",
            "sort": None,
            "scale": scale,
            "legend": shown if legend and told else None,
        }

    x = {"field": "p", "type": "ordinal", "sort": None, "scale": {"domain": list(names)}, "axis": _axis(names)}
    y = {
        "field": "v",
        "type": "quantitative",
        "scale": {"zero": True, "domainMax": most},
        "axis": {"title": title, "format": ".2~%", "tickCount": 4} if share else _counts(int(most), title),
    }
    size = 45 if len(names) <= _MARKED else 8
    return {
        "width": WIDTH,
        "height": 170,
        "data": {"values": values},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 1.7, "invalid": "break-paths-show-path-domains", "aria": False},
                "encoding": {"color": channel(COLOURS, told=True), "strokeDash": channel(DASHES, told=False)},
            },
            {
                "mark": {"type": "point", "filled": True, "opacity": 1, "size": size},
                "encoding": {
                    **{name: channel(values, told=True) for name, values in channels},
                    "href": {"field": "u"},
                    "description": {"field": "d"},
                },
            },
        ],
    }


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a calendar."""

    row: str
    column: str
    value: int
    link: int
    says: str


def calendar(cells: Sequence[Cell], columns: Sequence[str]) -> Spec:
    """Counts by row and column, as numbers on a ground that is the darker the more there are."""
    rows = list(dict.fromkeys(cell.row for cell in cells))
    values = [{"r": c.row, "c": c.column, "n": c.value, "u": numbered(c.link), "d": c.says} for c in cells if c.value]
    most = max((cell.value for cell in cells), default=1)
    return {
        "width": {"step": 54},
        "height": {"step": 24},
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "c",
                "type": "ordinal",
                "sort": None,
                "scale": {"domain": list(columns)},
                "axis": {"title": None, "orient": "top", "labelAngle": 0, "domain": False, "ticks": False},
            },
            "y": {
                "field": "r",
                "type": "ordinal",
                "sort": None,
                "scale": {"domain": rows},
                "axis": {"title": None, "domain": False, "ticks": False},
            },
        },
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "aria": False},
                "encoding": {
                    "color": {
                        "field": "n",
                        "type": "quantitative",
                        "scale": {"type": "sqrt", "domain": [0, most], "range": ["#eef3f8", "#5b9bd5"]},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text", "fontSize": 11, "aria": False, "color": INK},
                "encoding": {"text": {"field": "n", "type": "quantitative", "format": "d"}},
            },
            {  # over both, so that the whole field is one link
                "mark": {"type": "rect", "fillOpacity": 0, "color": "white"},
                "encoding": {"href": {"field": "u"}, "description": {"field": "d"}},
            },
        ],
    }
