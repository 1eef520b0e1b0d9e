"""Rows of events on one axis of time, in Vega-Lite: the columns, the marks, the legend and the notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from diembao.export.labels import Labels
from diembao.pictures import (
    BLACK,
    BLUE,
    FONT,
    GREEN,
    GREY,
    INK,
    LINE,
    PINK,
    RED,
    SOFT,
    TINT,
    Spec,
    at,
    text_layer,
    time_ticks,
    width_of,
    wrapped,
)

WIDTH = 1010
AXIS = (150, 500)  # pixels between which time runs
TEXT = 518
LEAST = 9.0  # pixels of a mark
COLOURS = {"meeting": BLUE, "person": RED, "decision": GREEN, "award": PINK, "crime": BLACK, "other": GREY}
_FIRST = 14  # from the top of a row to the middle of its first line
_NOTE = 15  # pixels of a line of the notes
_MARGIN = 14  # between rows and legend
_BELOW = 7  # from the middle of a mark to that of another time told, where it is a span


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A heading, or an event: texts in lines, its days, and `others` that were told, too."""

    y: float
    height: float
    heading: str = ""
    when: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    meta: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    vague: bool = False
    planned: bool = False
    family: str = "other"
    others: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of rows; `domain` is where its axis begins and ends."""

    title: str
    rows: tuple[Row, ...]
    height: float
    domain: tuple[date, date]
    notes: tuple[str, ...]
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark at pixels: `shape` is `day`, `days`, `vague`, `other`, `span` or `before`."""

    shape: str
    x: float
    x2: float
    y: float
    family: str
    planned: bool


def specification(sheet: Sheet, words: Labels) -> Spec:
    """The picture in Vega-Lite (version 6)."""
    marks = [mark for row in sheet.rows for mark in _marks(row, sheet.domain)]
    legend, legend_height = _legend(sheet, marks, words)
    below = sheet.height + _MARGIN + legend_height
    notes = [line for note in sheet.notes for line in wrapped(note, WIDTH - 10, size=11)]
    headings = _boxes([row for row in sheet.rows if row.heading], "white")  # no line runs through them
    layers = [_bands(sheet), *_axis(sheet), headings, *_drawn(marks), *_texts(sheet), *legend]
    layers.append(text_layer(_at_lines(0, below + 10, notes, _NOTE), size=11, color=SOFT))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "padding": {"left": 14, "right": 14, "top": 14, "bottom": 10},
        "title": {"text": sheet.title, "anchor": "start", "fontSize": 17, "offset": 22},
        "width": WIDTH,
        "height": below + _NOTE * len(notes) + 10,
        "layer": [layer for layer in layers if layer],
        "config": {
            "font": FONT,
            "aria": False,
            "view": {"stroke": None},
        },
    }


def _place(day: date, domain: tuple[date, date]) -> float:
    """The pixel at which a day begins."""
    first, last = domain
    share = (day - first).days / ((last - first).days + 1)
    return AXIS[0] + share * (AXIS[1] - AXIS[0])


def _marks(row: Row, domain: tuple[date, date]) -> Iterator[_Mark]:
    if row.first is None or row.last is None:
        return
    y = row.y + _FIRST
    if row.last < domain[0]:
        yield _Mark("before", AXIS[0] + 5, AXIS[0] + 5, y, row.family, row.planned)
    else:
        x, x2 = _span(row.first, row.last, domain)
        narrow = x2 - x < LEAST
        shape = "vague" if row.vague else "day" if narrow or row.first == row.last else "days"
        if narrow:
            x, x2 = (x + x2 - LEAST) / 2, (x + x2 + LEAST) / 2
        yield _Mark(shape, x, x2, y, row.family, row.planned)
    for first, last in row.others:
        if last >= domain[0] and first <= domain[1]:
            x, x2 = _span(first, last, domain)
            shape = "other" if first == last or x2 - x < LEAST else "span"
            yield _Mark(shape, x, x2, y + _BELOW * (shape == "span"), row.family, row.planned)


def _span(first: date, last: date, domain: tuple[date, date]) -> tuple[float, float]:
    x = max(AXIS[0], _place(max(first, domain[0]), domain))
    after = min(last, domain[1])
    x2 = min(AXIS[1], _place(after, domain) + (AXIS[1] - AXIS[0]) / ((domain[1] - domain[0]).days + 1))
    return x, max(x, x2)


def _bands(sheet: Sheet) -> Spec:
    """Every second row tinted."""
    return _boxes([row for row in sheet.rows if not row.heading][1::2], TINT)


def _boxes(rows: Iterable[Row], colour: str) -> Spec:
    values = [{"y": row.y, "y2": row.y + row.height} for row in rows]
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "color": colour},
        "encoding": {"x": {"value": 0}, "x2": {"value": WIDTH}, **at("y"), "y2": {"field": "y2"}},
    }


def _axis(sheet: Sheet) -> list[Spec]:
    """The axis of time above the rows, and its lines through them."""
    ticks = [(_place(day, sheet.domain), label) for day, label in time_ticks(*sheet.domain)]
    lines = [{"x": x, "y": -5, "y2": sheet.height} for x, _ in ticks]
    return [
        {
            "data": {"values": lines},
            "mark": {"type": "rule", "color": LINE, "strokeWidth": 1},
            "encoding": {**at("x"), **at("y"), "y2": {"field": "y2"}},
        },
        {
            "data": {"values": [{"x": AXIS[0], "x2": AXIS[1], "y": 0}]},
            "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1},
            "encoding": {**at("x"), "x2": {"field": "x2"}, **at("y")},
        },
        text_layer([{"x": x, "y": -13, "text": label} for x, label in ticks], size=11, align="center", color=SOFT),
    ]


_BOXES = {"vague": 6, "days": 4, "span": 2.5}
"""Shapes that lie over days, with half their height in pixels."""


def _drawn(marks: Iterable[_Mark]) -> list[Spec]:
    """A layer for each shape and each manner, in this order: what is exact lies on what is vague."""
    found = list(marks)
    layers = []
    for shape in ("vague", "days", "span", "other", "day", "before"):
        for planned in (False, True):
            own = [mark for mark in found if mark.shape == shape and mark.planned == planned]
            layers.append(_layer(shape, own, planned=planned) if own else {})
    return layers


def _layer(shape: str, marks: list[_Mark], *, planned: bool) -> Spec:
    boxes = shape in _BOXES
    half = _BOXES.get(shape, 0)
    values = [
        {"x": m.x if boxes else (m.x + m.x2) / 2, "x2": m.x2, "y": m.y - half, "y2": m.y + half}
        | {"colour": COLOURS[m.family]}
        for m in marks
    ]
    colour = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    dashed = {"strokeDash": [3, 2]} if planned else {}
    encoding: Spec = {**at("x"), **at("y"), "stroke": colour, "fill": {"value": "white"} if planned else colour}
    if boxes:
        opacity = 1 if planned or shape != "vague" else 0.28
        mark: Spec = {"type": "rect", "cornerRadius": 2, "strokeWidth": 1.4, "fillOpacity": opacity, **dashed}
        if shape == "span":
            mark |= {"strokeDash": [1, 0], "strokeWidth": 1}
            encoding["fill"] = {"value": "white"}
        encoding |= {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    else:
        symbol = {"day": "circle", "other": "diamond", "before": "triangle-left"}[shape]
        size = {"day": 75, "other": 45, "before": 75}[shape]
        mark = {"type": "point", "shape": symbol, "size": size, "strokeWidth": 1.5, "opacity": 1, **dashed}
        if shape == "other":
            mark |= {"strokeDash": [1, 0], "strokeWidth": 1}
            encoding["fill"] = {"value": "white"}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _texts(sheet: Sheet) -> list[Spec]:
    headings, dates, titles, meta = [], [], [], []
    for row in sheet.rows:
        if row.heading:
            headings.append({"x": 0, "y": row.y + row.height / 2 + 3, "text": row.heading})
            continue
        top = row.y + _FIRST
        dates += _at_lines(6, top, row.when, 15)
        titles += _at_lines(TEXT, top, row.title, 16)
        meta += _at_lines(TEXT, top + 16 * len(row.title) - 1, row.meta, 14)
    return [
        text_layer(headings, size=13.5, fontWeight="bold"),
        text_layer(dates, size=12),
        text_layer(titles, size=12.5),
        text_layer(meta, size=11, color=SOFT),
    ]


def _at_lines(x: float, y: float, lines: Iterable[str], step: float) -> list[dict[str, Any]]:
    return [{"x": x, "y": y + step * n, "text": line} for n, line in enumerate(lines)]


def _legend(sheet: Sheet, marks: list[_Mark], words: Labels) -> tuple[list[Spec], float]:
    """Only the signs that the page has, then its colours; with their height."""
    y = sheet.height + _MARGIN + 8
    shapes = {mark.shape for mark in marks}
    signs = [(s, False, words(k)) for s, k in _SIGNS.items() if s in shapes]
    if any(mark.planned for mark in marks):
        signs.append(("day", True, words("planned_mark")))
    x = 10.0
    made: list[_Mark] = []
    texts: list[dict[str, Any]] = []
    for shape, planned, text in signs:
        x, y = _onward(x, y, text)
        wide = 9 if shape in _BOXES else 0
        made.append(_Mark(shape, x - wide, x + wide, y, "other", planned))
        texts.append({"x": x + 14, "y": y, "text": text})
        x += 34 + width_of(text, 11)
    y, x = y + 20, 10.0
    for family in COLOURS:
        if family in sheet.families:
            text = words(f"{family}_family")
            x, y = _onward(x, y, text)
            made.append(_Mark("days", x - 6, x + 6, y, family, False))
            texts.append({"x": x + 14, "y": y, "text": text})
            x += 34 + width_of(text, 11)
    return [*_drawn(made), text_layer(texts, size=11, color=INK)], y - sheet.height - _MARGIN + 12


_SIGNS = {
    "day": "day_told",
    "days": "days_mark",
    "vague": "time_vague",
    "other": "other_mark",
    "span": "other_span",
    "before": "before",
}


def _onward(x: float, y: float, text: str) -> tuple[float, float]:
    """Where the next sign of the legend stands: in the same line while there is room."""
    return (10.0, y + 18) if x + 20 + width_of(text, 11) > WIDTH else (x, y)
