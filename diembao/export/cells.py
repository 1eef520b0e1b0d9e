"""Cells of a CSV file that a spreadsheet opens: none is taken for a formula, and what was done to them can be undone.

Source: OWASP, CSV Injection (the characters; the full-width ones are read as the plain ones in some locales).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import IO, Any

_RISKY = "=+\\-@\t\r\n＝＋－＠"
_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")
_FORMULA = re.compile(f"'*[{_RISKY}]")
_MADE_SAFE = re.compile(f"'+[{_RISKY}]")
LIST_SEPARATOR = "; "


def safe(cell: str) -> str:
    """The cell, behind an apostrophe where it begins like a formula.

    >>> safe("=SUM(A1)"), safe("-công an"), safe("công an")
    ("'=SUM(A1)", "'-công an", 'công an')
    """
    return f"'{cell}" if cell[:1] in _FIRST and _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """What `safe` was given.

    >>> plain(safe("-công an")), plain("'trích'")
    ('-công an', "'trích'")
    """
    return cell[1:] if _MADE_SAFE.match(cell) else cell


def as_cell(value: Any) -> str:
    """A value as a cell: nothing for None, `true` and `false`, lists parted by `; `, texts made safe."""
    match value:
        case str():
            return safe(value)
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return safe(LIST_SEPARATOR.join(map(str, value)))


class CsvTable:
    """Rows under a header, with LF at the ends of lines (RFC 4180 otherwise); counts its rows."""

    def __init__(self, stream: IO[str], columns: Sequence[str]) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(columns)
        self.rows = 0

    def write(self, values: Sequence[Any]) -> None:
        """One row."""
        self._writer.writerow(map(as_cell, values))
        self.rows += 1
