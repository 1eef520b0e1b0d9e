"""Trends as a picture: one Vega-Lite specification; how it is drawn stands in `diembao.pictures`.

Colours are told apart by the colour-blind; lines also differ in dash and marker, so that a print in grey can be read.
"""

from __future__ import annotations

from typing import Any

from corpus.errors import UsageError
from diembao.pictures import BLACK, BLUE, FONT, GREEN, ORANGE, PINK, RED, SKY, Picture, moment, render
from diembao.terminal import one_line
from diembao.trends import Series, Trends

MOST_SERIES = 7
MOST_PERIODS = 5000

_COLOURS = (BLUE, RED, GREEN, PINK, BLACK, ORANGE, SKY)
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 1], [1, 3])
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
_WIDTH, _HEIGHT = 720, 220
_WITH_MARKERS = 90  # periods at most: more markers than that hide the line
_LABEL = 70  # characters of a query in the legend
_LINE = 115  # characters of a line of the note
_TICKS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}


def draw(trends: Trends, form: Picture, *, title: str | None = None) -> bytes:
    """The picture: articles and, below, their share of all, with title, axes, legend and a note of what is left out.

    Raises UsageError where vl-convert is not installed, and for more than seven queries or 5,000 periods.
    """
    if len(trends.series) > MOST_SERIES:
        raise UsageError(f"a picture tells {MOST_SERIES} queries apart, not {len(trends.series)}")
    if len(trends.periods) > MOST_PERIODS:
        raise UsageError(f"a picture shows {MOST_PERIODS} periods, not {len(trends.periods)}; count --by month or year")
    wanted = specification(trends, title)
    return render(wanted, form, label=wanted["description"])


def specification(trends: Trends, title: str | None = None) -> dict[str, Any]:
    """The picture in Vega-Lite (version 6)."""
    labels = _labels(trends)
    counted = "Articles, copies counted once," if trends.folded else "Articles"
    panels = [
        _panel(f"{counted} per {trends.by}", labels, _values(trends, labels, shares=False), trends, "articles", "d"),
        _panel(
            f"Share of all articles of the {trends.by}",
            labels,
            _values(trends, labels, shares=True),
            trends,
            "share of all",
            ".2~%",
        ),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "padding": 12,
        "title": {"text": one_line(title or ", ".join(labels), 90), "anchor": "start", "fontSize": 16, "offset": 12},
        "description": _spoken(trends, labels),
        "vconcat": [*panels, _note(trends, labels)],
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "titleFontSize": 12, "titleFontWeight": "normal", "gridColor": "#dddddd"},
            "legend": {"labelFontSize": 12, "labelLimit": 640, "symbolSize": 90},
        },
    }


def _labels(trends: Trends) -> list[str]:
    """A name for each query; two that are cut to the same get a number."""
    short = [one_line(series.query, _LABEL) or "*" for series in trends.series]
    return [f"{n}. {label}" if short.count(label) > 1 else label for n, label in enumerate(short, 1)]


def _values(trends: Trends, labels: list[str], *, shares: bool) -> list[dict[str, Any]]:
    return [
        {"day": moment(period.first), "query": label, "value": value}
        for series, label in zip(trends.series, labels, strict=True)
        for period, value in zip(trends.periods, trends.shares(series) if shares else series.counts, strict=True)
    ]


def _across(trends: Trends) -> tuple[dict[str, Any], dict[str, Any]]:
    """The scale of time and the ticks on it; of one period alone, too."""
    ticks: dict[str, Any] = {"labelOverlap": "greedy", "tickCount": min(12, len(trends.periods))}
    if len(trends.periods) != 1:
        return {"type": "utc"}, ticks
    (only,) = trends.periods
    middle, room = moment(only.first), moment(only.last) - moment(only.first) + 86_400_000
    return {"type": "utc", "domain": [middle - room, middle + room]}, {"values": [middle]}


def _panel(
    heading: str, labels: list[str], values: list[dict[str, Any]], trends: Trends, axis: str, form: str
) -> dict[str, Any]:
    marked = len(trends.periods) <= _WITH_MARKERS
    scale, ticks = _across(trends)
    most = max((value["value"] for value in values if value["value"]), default=1)
    counts = {"tickCount": min(5, most), "tickMinStep": 1} if form == "d" else {"tickCount": 5}
    return {
        "title": {"text": heading, "anchor": "start", "frame": "group", "fontSize": 12, "fontWeight": "normal"},
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": values},
        "mark": {
            "type": "line",
            "strokeWidth": 1.8,
            "strokeJoin": "round",
            "point": {"size": 30 if marked else 5},  # a share between periods without any article has no line
            "invalid": "break-paths-show-path-domains",
        },
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "scale": scale,
                "axis": {"title": trends.by, "format": _TICKS[trends.by], **ticks},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "scale": {"zero": True, "domainMax": most},
                "axis": {"title": axis, "format": form, **counts},
            },
            **_by_query(labels, marked, legend=form == "d"),
        },
    }


def _by_query(labels: list[str], marked: bool, *, legend: bool) -> dict[str, Any]:
    """Colour, dash and marker of each query; the legend shows markers where there are some, else the lines."""
    channels: list[tuple[str, tuple[Any, ...], bool]] = [
        ("color", _COLOURS, True),
        ("strokeDash", _DASHES, not marked),
        *([("shape", _SHAPES, True)] if marked else []),
    ]
    shown = {
        "title": None,
        "orient": "top",
        "columns": 1,
        **({"symbolDash": [1, 0], "symbolStrokeWidth": 0} if marked else {"symbolType": "stroke", "symbolSize": 700}),
    }
    return {
        channel: {
            "field": "query",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": labels, "range": list(values[: len(labels)])},
            "legend": shown if legend and told else None,
        }
        for channel, values, told in channels
    }


def _note(trends: Trends, labels: list[str]) -> dict[str, Any]:
    lines = [line for sentence in notes(trends, labels) for line in _wrapped(sentence)]
    return {
        "width": _WIDTH,
        "height": 15 * len(lines),
        "data": {"values": [{}]},
        "mark": {
            "type": "text", "text": lines, "align": "left", "baseline": "top", "fontSize": 11, "lineHeight": 15,
            "x": 0, "y": 0, "color": "#333333",
        },
    }  # fmt: skip


def notes(trends: Trends, labels: list[str]) -> list[str]:
    """What a reader has to know: the corpus, and for each query what has no place in the picture."""
    every = trends.every
    span = f", {trends.periods[0].name} to {trends.periods[-1].name}" if trends.periods else ""
    copies = f"; {trends.copies} copies folded" if trends.folded else ""
    articles = f"{every.total} dated article{'' if every.total == 1 else 's'}"
    sources = f"{trends.sources} source{'' if trends.sources == 1 else 's'}"
    told = f"Source: diembao corpus, {articles} from {sources}{span}{copies}."
    if not any(series.undated or series.vague for series in trends.series):
        return [told, f"All articles found are shown: 0 without a date of publication, 0 too vague for a {trends.by}."]
    return [told, *(f"Not shown, {label}: {left_out(s, trends)}." for s, label in _told(trends, labels))]


def _told(trends: Trends, labels: list[str]) -> list[tuple[Series, str]]:
    return list(zip(trends.series, labels, strict=True))


def left_out(series: Series, trends: Trends) -> str:
    """How many articles of a query are in no period, and why."""
    vague = f", {series.vague} dated too vaguely for a {trends.by}" if series.vague else ""
    return f"{series.undated} without a date of publication{vague}"


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= _LINE and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _spoken(trends: Trends, labels: list[str]) -> str:
    """For who cannot see it."""
    totals = "; ".join(f"{label}: {series.total}" for series, label in _told(trends, labels))
    return one_line(f"Line charts of articles per {trends.by} and of their share of all articles. {totals}.", 500)
