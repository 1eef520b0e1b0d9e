"""Lanes of things held over time, in Vega-Lite: bars with ends as certain as they are known, signs, legend, notes.

What is surely known is a solid bar. An end that is known only as a span fades out over it, one that is bounded on one
side only over a fixed width; where no end is told, a dotted line goes on from the last day on which the post was
stated. Caretakers have a hatched bar, ranks a diamond with a line over the days on which they may have been given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from corpus.careers import Bound
from diembao.export.labels import Labels
from diembao.pictures import (
    BLUE,
    FONT,
    GREY,
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
from diembao.terminal import one_line

WIDTH = 1010
TEXT = 405  # pixels of the names of the lanes
UNKNOWN = Bound()
_AXIS = (430.0, 995.0)  # pixels between which time runs
_HALF = 6.0  # pixels of half a bar
_FADE = 34.0  # pixels over which an end fades that is bounded on one side only
_FIRST = 15  # from the top of a lane to the middle of its first line
_HEADS = {"name": 34, "part": 28}

Kind = Literal["name", "part", "post", "bare", "rank"]


@dataclass(frozen=True, slots=True)
class Lane:
    """A heading (`name`, `part`), or a post or rank: its words in lines, its bounds; `otherwise` are ISO days, or
    spans of them (`2020-03-01/2020-03-31`, `/2018-08-09`)."""

    kind: Kind
    names: tuple[str, ...]
    when: tuple[str, ...] = ()
    begin: Bound = UNKNOWN
    end: Bound = UNKNOWN
    open: bool = False
    acting: bool = False
    otherwise: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """In pixels."""
        return _HEADS.get(self.kind) or 16 * len(self.names) + 14 * len(self.when) + 10

    @property
    def held(self) -> bool:
        """Whether it is no heading."""
        return self.kind not in _HEADS


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a lane at pixels: `shape` names how it is drawn (see `_DRAWN`)."""

    shape: str
    x: float
    x2: float
    y: float
    kind: str = "post"


def specification(heading: str, lanes: Sequence[Lane], notes: Iterable[str], words: Labels) -> Spec:
    """The picture in Vega-Lite (version 6)."""
    domain = _domain(lanes)
    tops, y = [], 0.0
    for lane in lanes:
        tops.append(y)
        y += lane.height
    place = _placer(domain)
    pieces = [p for lane, top in zip(lanes, tops, strict=True) if lane.held for p in _pieces(lane, top, place)]
    legend, height = _legend(pieces, y + 20, words)
    below = [line for note in notes for line in wrapped(note, WIDTH - 10, size=11)]
    texts = [{"x": 0, "y": y + 26 + height + 15 * n, "text": line} for n, line in enumerate(below)]
    layers = [
        _bands(lanes, tops),
        *_axis(domain, place, y),
        *_layers(pieces),
        *_names(lanes, tops),
        *legend,
        text_layer(texts, size=11, color=SOFT),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "padding": {"left": 14, "right": 14, "top": 14, "bottom": 10},
        "title": {"text": one_line(heading, 90), "anchor": "start", "fontSize": 17, "offset": 22},
        "width": WIDTH,
        "height": y + 24 + height + 15 * len(below),
        "layer": [layer for layer in layers if layer],
        "config": {"font": FONT, "aria": False, "view": {"stroke": None}},
    }


def _domain(lanes: Sequence[Lane]) -> tuple[date, date]:
    """All days that are told, with some room at both ends."""
    bounds = [day for lane in lanes for b in (lane.begin, lane.end) for day in (b.earliest, b.latest) if day]
    bounds += [day for lane in lanes for told in lane.otherwise for day in told.split("/") if day]
    told = [date.fromisoformat(day) for day in bounds] or [date(2020, 1, 1)]
    first, last = min(told), max(told)
    room = timedelta(days=max(60, (last - first).days // 12))
    return max(first, date.min + room) - room, min(last, date.max - room) + room


def _placer(domain: tuple[date, date]) -> Callable[[str], float]:
    """From an ISO day to its pixel."""
    first, days = domain[0].toordinal(), (domain[1] - domain[0]).days + 1

    def place(day: str) -> float:
        return _AXIS[0] + (date.fromisoformat(day).toordinal() - first) / days * (_AXIS[1] - _AXIS[0])

    return place


def _pieces(lane: Lane, top: float, place: Callable[[str], float]) -> Iterable[_Piece]:
    y = top + _FIRST
    for told in lane.otherwise:
        day, _, until = told.partition("/")
        shape = "otherwise" if until in ("", day) else "otherwise_span"
        if len(day) == 10:
            yield _Piece(shape, place(day), place(until or day), y + 11, lane.kind)
        elif until:  # by that day
            yield _Piece(shape, max(_AXIS[0], place(until) - _FADE), place(until), y + 11, lane.kind)
    first, begun = _ends(lane.begin, place)
    if lane.kind == "rank":
        yield from _rank_pieces(first, begun, y)
        return
    ended, last = (None, None) if lane.open and lane.end == UNKNOWN else _ends(lane.end, place)
    start = begun if begun is not None else first if first is not None else _AXIS[0]
    stop = ended if ended is not None else start
    if begun is not None and (first is None or begun - first > 1):
        yield _Piece("in", max(_AXIS[0], first if first is not None else begun - _FADE), begun, y, lane.kind)
    elif begun is None and first is not None:
        yield _Piece("in", first, min(_AXIS[1], first + _FADE), y, lane.kind)
        start, stop = first + _FADE, max(first + _FADE, stop)
    if stop - start < 4 and begun is not None:
        start, stop = start - 2, start + 2
    if stop > start:
        yield _Piece("acting" if lane.acting else "sure", start, stop, y, lane.kind)
    if lane.open:
        yield _Piece("open", stop, _AXIS[1], y, lane.kind)
    elif ended is None and last is not None:
        yield _Piece("out", stop, last, y, lane.kind)
    elif last is None or last - stop > 1:
        yield _Piece("out", stop, last if last is not None else min(_AXIS[1], stop + _FADE), y, lane.kind)


def _ends(bound: Bound, place: Callable[[str], float]) -> tuple[float | None, float | None]:
    return (place(bound.earliest) if bound.earliest else None, place(bound.latest) if bound.latest else None)


def _rank_pieces(first: float | None, last: float | None, y: float) -> Iterable[_Piece]:
    known = [x for x in (first, last) if x is not None]
    if not known:
        return
    x, x2 = min(known), max(known)
    if first is None:
        x = max(_AXIS[0], x2 - _FADE)
    if x2 - x > 2 or first is None:
        yield _Piece("whisker", x, x2, y, "rank")
    yield _Piece("rank", x2, x2, y, "rank")


def _bands(lanes: Sequence[Lane], tops: list[float]) -> Spec:
    rows = [(lane, top) for lane, top in zip(lanes, tops, strict=True) if lane.held]
    values = [{"y": top, "y2": top + lane.height} for lane, top in rows[1::2]]
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "color": TINT},
        "encoding": {"x": {"value": 0}, "x2": {"value": WIDTH}, **at("y"), "y2": {"field": "y2"}},
    }


def _axis(domain: tuple[date, date], place: Callable[[str], float], height: float) -> list[Spec]:
    ticks = [(place(day.isoformat()), label) for day, label in time_ticks(*domain, most=9)]
    lines = [{"x": x, "x2": x, "y": -5, "y2": height} for x, _ in ticks]
    lines.append({"x": _AXIS[0], "x2": _AXIS[1], "y": 0, "y2": 0})
    texts = [{"x": x, "y": -13, "text": label} for x, label in ticks]
    rule = {"type": "rule", "color": LINE, "strokeWidth": 1}
    ends = {**at("x"), **at("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return [
        {"data": {"values": lines}, "mark": rule, "encoding": ends},
        text_layer(texts, size=11, align="center", color=SOFT),
    ]


def _names(lanes: Sequence[Lane], tops: list[float]) -> list[Spec]:
    headings: dict[str, list[dict[str, Any]]] = {kind: [] for kind in _HEADS}
    names, times = [], []
    for lane, top in zip(lanes, tops, strict=True):
        if not lane.held:
            headings[lane.kind].append({"x": 0, "y": top + lane.height / 2 + 3, "text": lane.names[0]})
            continue
        names += [{"x": 6, "y": top + _FIRST + 16 * n, "text": line} for n, line in enumerate(lane.names)]
        below = top + _FIRST + 16 * len(lane.names) - 1
        times += [{"x": 6, "y": below + 14 * n, "text": line} for n, line in enumerate(lane.when)]
    return [
        text_layer(headings["name"], size=15, fontWeight="bold"),
        text_layer(headings["part"], size=12.5, fontWeight="bold", color=SOFT),
        text_layer(names, size=12.5),
        text_layer(times, size=11, color=SOFT),
    ]


_COLOURS = {"post": BLUE, "bare": GREY, "rank": RED}


def _layers(pieces: Iterable[_Piece]) -> list[Spec]:
    found = list(pieces)
    kinds = dict.fromkeys((p.shape, p.kind) for shape in _DRAWN for p in found if p.shape == shape)
    return [_DRAWN[shape]([p for p in found if (p.shape, p.kind) == (shape, kind)], kind) for shape, kind in kinds]


def _values(pieces: Iterable[_Piece], half: float = _HALF) -> Spec:
    return {"values": [{"x": p.x, "x2": p.x2, "y": p.y - half, "y2": p.y + half} for p in pieces]}


_BOX: Spec = {**at("x"), "x2": {"field": "x2"}, **at("y"), "y2": {"field": "y2"}}


def _bar(pieces: list[_Piece], kind: str) -> Spec:
    return {"data": _values(pieces), "mark": {"type": "rect", "fill": _COLOURS[kind]}, "encoding": _BOX}


def _fading(offset: int) -> Callable[[list[_Piece], str], Spec]:
    """A bar that fades towards one side, within a thin dotted frame."""

    def layer(pieces: list[_Piece], kind: str) -> Spec:
        colour = _COLOURS[kind]
        stops = [{"offset": offset, "color": "#ffffff"}, {"offset": 1 - offset, "color": colour}]
        gradient = {"gradient": "linear", "x1": 0, "x2": 1, "y1": 0, "y2": 0}
        fill = gradient | {"stops": sorted(stops, key=lambda stop: str(stop["offset"]))}
        mark = {"type": "rect", "fill": fill, "fillOpacity": 0.65, "stroke": colour, "strokeWidth": 0.8}
        return {"data": _values(pieces), "mark": mark | {"strokeDash": [2, 2]}, "encoding": _BOX}

    return layer


def _hatched(pieces: list[_Piece], kind: str) -> Spec:
    """Stripes across: a thick line of short dashes, in a frame."""
    frame = {"type": "rect", "fill": "white", "stroke": _COLOURS[kind], "strokeWidth": 1.2}
    stripes = {"type": "rule", "color": _COLOURS[kind], "strokeWidth": 2 * _HALF, "strokeDash": [3, 3]}
    line = {**at("x"), "x2": {"field": "x2"}, **at("y")}
    return {
        "layer": [
            {"data": _values(pieces), "mark": frame, "encoding": _BOX},
            {"data": _values(pieces, 0), "mark": stripes, "encoding": line},
        ]
    }


def _line(dash: list[int], width: float) -> Callable[[list[_Piece], str], Spec]:
    def layer(pieces: list[_Piece], kind: str) -> Spec:
        mark = {"type": "rule", "color": _COLOURS[kind], "strokeWidth": width, "strokeDash": dash}
        encoding = {**at("x"), "x2": {"field": "x2"}, **at("y")}
        return {"data": _values(pieces, 0), "mark": mark, "encoding": encoding}

    return layer


def _point(size: int, *, hollow: bool) -> Callable[[list[_Piece], str], Spec]:
    def layer(pieces: list[_Piece], kind: str) -> Spec:
        colour = PINK if hollow else _COLOURS[kind]
        mark: dict[str, Any] = {"type": "point", "shape": "diamond", "size": size, "opacity": 1, "strokeWidth": 1.2}
        mark |= {"stroke": colour, "fill": "white" if hollow else colour}
        return {"data": _values(pieces, 0), "mark": mark, "encoding": {**at("x"), **at("y")}}

    return layer


def _frame(pieces: list[_Piece], _kind: str) -> Spec:
    mark = {"type": "rect", "fill": "white", "stroke": PINK, "strokeWidth": 1.2, "cornerRadius": 2}
    return {"data": _values(pieces, 2.5), "mark": mark, "encoding": _BOX}


_DRAWN: dict[str, Callable[[list[_Piece], str], Spec]] = {
    "open": _line([2, 4], 1.6),
    "whisker": _line([1, 0], 1.6),
    "in": _fading(0),
    "out": _fading(1),
    "sure": _bar,
    "acting": _hatched,
    "rank": _point(110, hollow=False),
    "otherwise_span": _frame,
    "otherwise": _point(40, hollow=True),
}
_SIGNS = {
    "sure": "sure_mark",
    "in": "unsure_mark",
    "open": "open_mark",
    "acting": "acting_mark",
    "rank": "rank_mark",
    "otherwise": "other_mark",
    "otherwise_span": "other_span",
}


def _legend(pieces: Iterable[_Piece], y: float, words: Labels) -> tuple[list[Spec], float]:
    """Only the signs that the picture has, with the height of their lines."""
    shapes = {"in" if p.shape == "out" else p.shape for p in pieces}
    x, top = 4.0, y
    made: list[_Piece] = []
    texts: list[dict[str, Any]] = []
    for shape, key in _SIGNS.items():
        if shape not in shapes:
            continue
        text = words(key)
        if x + 34 + width_of(text, 11) > WIDTH:
            x, y = 4.0, y + 20
        kind = "rank" if shape == "rank" else "post"
        point = shape in ("rank", "otherwise")
        made.append(_Piece(shape, x + 11 if point else x, x + 11 if point else x + 24, y, kind))
        texts.append({"x": x + 31, "y": y, "text": text})
        x += 52 + width_of(text, 11)
    return [*_layers(made), text_layer(texts, size=11)], y - top + 12
