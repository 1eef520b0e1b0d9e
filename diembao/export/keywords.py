"""Keywords and collocates as text, CSV and JSON."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from corpus.codec import dumps
from diembao.collocations import Comparison, Keyword, Keywords
from diembao.export.cells import CsvTable
from diembao.terminal import one_line

COLUMNS = (
    *("period", "kind", "item", "articles", "count", "count_rest", "per_million", "per_million_rest"),
    *("log_likelihood", "log_ratio", "left", "right"),
)
_DIGITS = 2
_WIDTH = 44  # characters of an item


def to_text(told: Keywords) -> str:
    """A table for each period."""
    return "\n\n".join("\n".join(_table(comparison)) for comparison in told.comparisons if comparison.keywords)


def _table(comparison: Comparison) -> list[str]:
    sided = comparison.keywords[0].left is not None
    heading = comparison.period.name if comparison.period else ""
    sides = f"{'left':>6}{'right':>6}" if sided else ""
    lines = [f"{heading:10}{'G²':>8}{'ratio':>7}{'count':>7}{'rest':>7}{'articles':>9}{sides}"]
    for word in comparison.keywords:
        key = word.key
        numbers = f"{key.log_likelihood:8.1f}{key.log_ratio:7.1f}{key.count:7}{key.count_rest:7}{key.articles:9}"
        beside = f"{word.left:6}{word.right:6}" if sided else ""
        lines.append(f"{word.kind:10}{numbers}{beside}  {one_line(word.name, _WIDTH)}")
    return lines


def to_csv(told: Keywords) -> str:
    """A row an item; frequencies are per million running words."""
    stream = io.StringIO()
    table = CsvTable(stream, COLUMNS)
    for comparison in told.comparisons:
        period = comparison.period.name if comparison.period else None
        for word in comparison.keywords:
            values = _item(word, comparison)
            table.write([period, *(values.get(column) for column in COLUMNS[1:])])
    return stream.getvalue().rstrip("\n")


def to_json(told: Keywords) -> str:
    """One object."""
    return dumps(as_object(told))


def as_object(told: Keywords) -> dict[str, Any]:
    """Keywords as plain JSON."""
    return {
        "articles": told.articles,
        "copies": told.copies,
        "undated": told.undated,
        "vague": told.vague,
        "comparisons": [
            {
                "period": comparison.period.name if comparison.period else None,
                "articles": comparison.articles,
                "words": comparison.words,
                "words_rest": comparison.words_rest,
                "items": [_item(word, comparison) for word in comparison.keywords],
            }
            for comparison in told.comparisons
        ],
    }


def _item(word: Keyword, comparison: Comparison) -> dict[str, Any]:
    key = word.key
    return {
        "kind": word.kind,
        "item": word.name,
        "articles": key.articles,
        "count": key.count,
        "count_rest": key.count_rest,
        "per_million": round(key.count * 1e6 / comparison.words, _DIGITS),
        "per_million_rest": round(key.count_rest * 1e6 / comparison.words_rest, _DIGITS),
        "log_likelihood": round(key.log_likelihood, _DIGITS),
        "log_ratio": round(key.log_ratio, _DIGITS),
        **({"left": word.left, "right": word.right} if word.left is not None else {}),
    }


TEXTS: dict[str, Callable[[Keywords], str]] = {"text": to_text, "csv": to_csv, "json": to_json}
