"""Searches with a name, a row each of a CSV file: those saved in the workspace, and those of a batch.

The workspace's own lie in `searches.csv`, which a spreadsheet or an editor may change, and which no rebuild touches.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from corpus.errors import UsageError
from corpus.text import canon, fold, normalize
from diembao.export.cells import plain, safe
from diembao.export.writing import named
from diembao.filtering import NAMES, NOTHING_ASKED, Asked
from diembao.sheets import LONGEST_CELL, Sheet, read_sheet, sheet_text

COLUMNS = ("name", "query", *NAMES.values(), "strict", "fold", "note")
"""`note` is for the user; a cell with several values of a filter parts them by semicolons."""
_LONGEST_NAME = 100
_YES = frozenset({"yes", "true", "1", "x", "có", "đúng"})
_NO = frozenset({"", "no", "false", "0", "không", "sai"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search as somebody wrote it down: the filters as typed, `strict` and `folded` as the options of `search`."""

    name: str
    query: str
    asked: Asked = NOTHING_ASKED
    strict: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file of searches: its number in a spreadsheet, and its cells by column."""

    number: int
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        """The search's name."""
        return plain(self.cells.get("name", ""))

    @property
    def query(self) -> str:
        """The query, not looked at."""
        return plain(self.cells.get("query", ""))


def read_rows(path: Path) -> list[Row]:
    """The rows of a file of searches. Raises UsageError where it has other columns than these."""
    sheet = read_sheet(path)
    for name in sheet.columns:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, 1)
            mend = f"is `{near[0]}` meant?" if near else f"the columns are {', '.join(COLUMNS)}"
            raise UsageError(f"{path}: no column is called {name!r}; {mend}")
    for name in ("name", "query"):
        if name not in sheet.columns:
            raise UsageError(f"{path}: the column `{name}` is missing; the columns are {', '.join(COLUMNS)}")
    return [Row(number, cells) for number, cells in sheet.records()]


def search_of(row: Row) -> Search:
    """The search in a row. Raises UsageError, which does not name the row, where it cannot be used."""
    cells = {name: plain(cell) for name, cell in row.cells.items()}
    if "" in cells:
        raise UsageError("more cells than the header; put a query with a comma between quotation marks")
    if any(len(cell) > LONGEST_CELL for cell in cells.values()):
        raise UsageError(f"a cell has over {LONGEST_CELL} characters; is a quotation mark missing?")
    if not row.name:
        raise UsageError("name: is empty")
    values: dict[str, str | tuple[str, ...]] = {}
    for field in fields(Asked):
        cell = cells.get(NAMES[field.name], "")
        if not cell:
            continue
        one = field.name in ("first", "last")
        values[field.name] = cell if one else tuple(v.strip() for v in cell.split(";") if v.strip())
    asked = Asked(**values)  # type: ignore[arg-type]  # dates are texts, all others tuples
    asked.filters()
    return Search(
        name=row.name,
        query=row.query or "*",
        asked=asked,
        strict=_truth(cells, "strict"),
        folded=_truth(cells, "fold"),
    )


def _truth(cells: Mapping[str, str], column: str) -> bool:
    cell = cells.get(column, "").lower()
    if cell not in _YES | _NO:
        raise UsageError(f"{column}: {cell!r} is neither yes nor no")
    return cell in _YES


def saved_rows(path: Path) -> list[Row]:
    """The saved searches; none where there is no file."""
    return read_rows(path) if path.exists() else []


def saved_search(path: Path, name: str) -> Search:
    """The saved search of that name, in any case or spelling. Raises UsageError where there is none, or two."""
    rows = saved_rows(path)
    found = [row for row in rows if _key(row.name) == _key(name)]
    if not found:
        known = {fold(_key(row.name)): row.name for row in rows}
        near = difflib.get_close_matches(fold(_key(name)), known, 1)
        mend = f"is {known[near[0]]!r} meant?" if near else "`diembao search --list` lists them"
        raise UsageError(f"no search is saved as {name!r}; {mend}")
    if len(found) > 1:
        raise UsageError(f"{path}: rows {found[0].number} and {found[1].number} are both called {name!r}; rename one")
    try:
        return search_of(found[0])
    except UsageError as error:
        raise UsageError(f"{path}: row {found[0].number}: {error}") from error


def save(path: Path, search: Search) -> bool:
    """Write a search down under its name; whether one of that name was replaced. All other rows stay as they are.

    Raises UsageError for a name that is none, and where the file that is there cannot be read.
    """
    name = normalize(search.name).strip()
    if not name or len(name) > _LONGEST_NAME or "\n" in name or name.startswith("#"):
        raise UsageError(f"--save: a name of 1 to {_LONGEST_NAME} characters on one line is needed, not {name[:20]!r}")
    several = [value for values in search.asked.said().values() if isinstance(values, list) for value in values]
    if any(";" in value for value in several):
        raise UsageError("--save: a filter with a semicolon in it cannot be saved")
    said = search.asked.said()
    cells = {
        "name": name,
        "query": search.query,
        **{column: value if isinstance(value, str) else "; ".join(value) for column, value in said.items()},
        "strict": "yes" if search.strict else "",
        "fold": "yes" if search.folded else "",
    }
    rows = saved_rows(path)  # tells what is wrong with the file before anything is written
    sheet = read_sheet(path) if path.exists() else Sheet((COLUMNS,), 0, ",")
    columns = (*sheet.columns, *(column for column, cell in cells.items() if cell and column not in sheet.columns))
    same = [row.number - 1 for row in rows if _key(row.name) == _key(name)]
    note = rows[[row.number - 1 for row in rows].index(same[0])].cells.get("note", "") if same else ""
    line = tuple(safe(cells.get(column, plain(note) if column == "note" else "")) for column in columns)
    written = list(sheet.rows)
    written[sheet.header] = columns
    if same:
        written[same[0]] = line
        written = [row for number, row in enumerate(written) if number not in same[1:]]
    else:
        written.append(line)
    _replace(path, sheet_text(Sheet(tuple(written), sheet.header, sheet.separator)))
    return bool(same)


def drop_rows(path: Path, is_meant: Callable[[str], bool]) -> int:
    """Take out the rows, comments too, with a cell that is meant; how many. Raises UsageError for no readable file."""
    if not path.exists():
        return 0
    sheet = read_sheet(path)
    kept = [row for n, row in enumerate(sheet.rows) if n == sheet.header or not any(map(is_meant, map(plain, row)))]
    gone = len(sheet.rows) - len(kept)
    if gone:
        header = kept.index(sheet.rows[sheet.header])
        _replace(path, sheet_text(Sheet(tuple(kept), header, sheet.separator)))
    return gone


def _replace(path: Path, text: str) -> None:
    """At one stroke, with the mark by which a spreadsheet knows UTF-8."""
    new = path.with_name(path.name + ".new")
    with named(path):
        with new.open("w", encoding="utf-8-sig", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(path)


def _key(name: str) -> str:
    return canon(normalize(name)).strip()
