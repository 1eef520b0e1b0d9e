"""Trends as text, CSV and JSON."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from typing import Any

from corpus.codec import dumps
from diembao.export.cells import CsvTable
from diembao.terminal import one_line
from diembao.trends import Series, Trends

COLUMNS = ("query", "period", "from", "to", "articles", "all", "share")
_DIGITS = 6  # of a share
_WIDTH = 18  # characters of a query over its column


def to_text(trends: Trends) -> str:
    """A table: a line a period; for each query the number of articles and the percentage of all."""
    names = [one_line(series.query, _WIDTH) for series in trends.series]
    lines = [f"{'':10}{'all':>8}" + "".join(f"  {_right(name, _WIDTH)}" for name in names)]
    shares = [trends.shares(series) for series in trends.series]
    for i, period in enumerate(trends.periods):
        cells = (
            f"  {series.counts[i]:>9} {_percent(own[i]):>8}" for series, own in zip(trends.series, shares, strict=True)
        )
        lines.append(f"{period.name:10}{trends.every.counts[i]:>8}{''.join(cells)}")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _right(text: str, width: int) -> str:
    """Set to the right by what is seen: a combining mark takes no place."""
    seen = sum(1 for char in text if not unicodedata.combining(char))
    return " " * (width - seen) + text


def to_csv(trends: Trends) -> str:
    """A row for each query and period: `all` is the number of articles that pass the filters, `share` a fraction."""
    stream = io.StringIO()
    table = CsvTable(stream, COLUMNS)
    for series in trends.series:
        for i, share in enumerate(trends.shares(series)):
            period = trends.periods[i]
            days = period.first.isoformat(), period.last.isoformat()
            count, of = series.counts[i], trends.every.counts[i]
            table.write((series.query, period.name, *days, count, of, _rounded(share)))
    return stream.getvalue().rstrip("\n")


def to_json(trends: Trends) -> str:
    """One object; the arrays of a series are in the order of `periods`."""
    return dumps(as_object(trends))


def as_object(trends: Trends) -> dict[str, Any]:
    """The trends as plain JSON."""
    return {
        "by": trends.by,
        "folded": trends.folded,
        "copies": trends.copies,
        "sources": trends.sources,
        "periods": [{"period": p.name, "from": p.first.isoformat(), "to": p.last.isoformat()} for p in trends.periods],
        "all": _series(trends.every),
        "series": [
            {"query": s.query, **_series(s), "shares": [_rounded(x) for x in trends.shares(s)]} for s in trends.series
        ],
    }


def _series(series: Series) -> dict[str, Any]:
    return {
        "articles": series.total,
        "undated": series.undated,
        "vague": series.vague,
        "counts": list(series.counts),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, _DIGITS)


TEXTS: dict[str, Callable[[Trends], str]] = {"text": to_text, "csv": to_csv, "json": to_json}
