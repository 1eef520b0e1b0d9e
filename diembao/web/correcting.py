"""Rows of the workspace's corrections.csv, written and taken out again from a page.

All that stands in the file stays as it is: other rows, comments, further columns. A row is read as the command line
reads it before it is written, so that none comes into the file that is no use there.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from diembao.corrections import COLUMNS, parse_corrections
from diembao.export.cells import safe
from diembao.export.writing import write_files
from diembao.sheets import Sheet, read_sheet, sheet_text
from diembao.web.refusals import Refusal, msg
from diembao.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """A row as it stands; `number` as a spreadsheet counts; `mark` tells whether it is still the same one."""

    number: int
    cells: Mapping[str, str]
    mark: str


def rows_of(path: Path) -> list[CorrectionRow]:
    """The rows of the file; none where there is no file. Raises UsageError where it cannot be read."""
    if not path.exists():
        return []
    sheet = read_sheet(path)
    return [
        CorrectionRow(number=number, cells=cells, mark=_mark(sheet.rows[number - 1]))
        for number, cells in sheet.records()
    ]


def add_row(workspace: Workspace, cells: Mapping[str, str]) -> int:
    """Write a row at the end of the file; its number. The caller holds the write lock.

    Raises UsageError for a row that says nothing that can be done, with the reason.
    """
    line = {name: cells.get(name, "") for name in COLUMNS}
    stream = io.StringIO()
    csv.writer(stream).writerows([COLUMNS, [line[name] for name in COLUMNS]])
    read = parse_corrections(stream.getvalue(), workspace.forgotten())
    wrong = [*read.problems, *read.faults]
    if wrong or not (read.rows or read.events):
        raise UsageError(wrong[0].problem if wrong else "a correction needs a name")
    if any(safe(line[name]) != line[name] for name in COLUMNS if name != "note"):
        raise UsageError("a name cannot begin so")
    line["note"] = safe(line["note"])
    path = workspace.corrections
    sheet = read_sheet(path) if path.exists() and path.stat().st_size else Sheet((COLUMNS,), 0, ",")
    missing = [name for name in COLUMNS if line[name] and name not in sheet.columns]
    header = (*sheet.rows[sheet.header], *missing)
    columns = (*sheet.columns, *missing)
    rows = [*sheet.rows, tuple(line.get(column, "") for column in columns)]
    rows[sheet.header] = header
    _write(path, Sheet(tuple(rows), sheet.header, sheet.separator))
    return len(rows)


class Kept:
    """The file as it was before a row was written."""

    def __init__(self, workspace: Workspace) -> None:
        self._path = workspace.corrections
        self._before = self._path.read_bytes() if self._path.exists() else None

    def put_back(self, number: int) -> None:
        """Take the row out again, the last one; the file is what it was, unless others have written since. The caller
        holds the write lock.
        """
        rows = rows_of(self._path)
        if not rows or rows[-1].number != number:
            return
        if self._before is None:
            self._path.unlink()
        else:
            write_files({self._path: self._before})


def drop_row(workspace: Workspace, number: int, mark: str) -> None:
    """Take a row out. The caller holds the write lock. Raises Refusal where it is another one by now."""
    path = workspace.corrections
    found = {row.number: row for row in rows_of(path)}
    if number not in found or found[number].mark != mark:
        raise Refusal(409, msg("The file of corrections has changed since; look again."))
    sheet = read_sheet(path)
    rows = tuple(row for n, row in enumerate(sheet.rows, 1) if n != number)
    _write(path, Sheet(rows, sheet.header, sheet.separator))


def _write(path: Path, sheet: Sheet) -> None:
    write_files({path: sheet_text(sheet).encode("utf-8-sig")})


def _mark(row: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:16]
