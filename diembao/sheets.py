"""CSV files as people and their spreadsheets write them: encodings, separators, rows as the spreadsheet counts them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from corpus.text import normalize

MAX_BYTES = 50_000_000
LONGEST_CELL = 10_000  # characters, as of a query


def decoded(data: bytes) -> str | None:
    """The text of a file as spreadsheets write it; None where it is in a code page of old."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        if b"\0" in data[:200]:
            return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def separator_of(text: str) -> str:
    """The mark between cells: comma, semicolon or tab, whichever the header has most of."""
    header = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return max(",;\t", key=lambda mark: (header.count(mark), mark == ","))


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows as they stand, comments (`# …`) and empty ones too; `header` is the number of the header's row."""

    rows: tuple[tuple[str, ...], ...]
    header: int
    separator: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The header's names, in small letters."""
        return tuple(normalize(cell).strip().lower() for cell in self.rows[self.header])

    def records(self) -> list[tuple[int, dict[str, str]]]:
        """Rows below the header by column, with the number that a spreadsheet gives them.

        A row with more cells than the header has the rest under an empty name.
        """
        found = []
        for number, row in enumerate(self.rows[self.header + 1 :], self.header + 2):
            if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#"):
                cells = dict(zip(self.columns, (normalize(cell).strip() for cell in row), strict=False))
                rest = [cell for cell in row[len(self.columns) :] if cell.strip()]
                found.append((number, cells | ({"": rest[0]} if rest else {})))
        return found


def read_sheet(path: Path) -> Sheet:
    """The rows of a CSV file. Raises UsageError, in one line, for a file that cannot be read as one."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if data is None:
        raise UsageError(f"{path}: is over {MAX_BYTES // 1_000_000} MB; split it")
    text = decoded(data)
    if text is None:
        raise UsageError(f"{path}: is neither UTF-8 nor UTF-16; save it as `CSV UTF-8`")
    text = text.removeprefix("\ufeff")
    if text.lower().startswith("sep="):  # Excel's own line for the separator
        text = f"#{text}"
    separator = separator_of(text)
    csv.field_size_limit(MAX_BYTES)
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UsageError(f"{path}: cannot be read as CSV: {error}") from error
    filled = (n for n, row in enumerate(rows) if any(c.strip() for c in row) and not row[0].startswith("#"))
    header = next(filled, None)
    if header is None:
        raise UsageError(f"{path}: is empty; the first row names the columns")
    return Sheet(rows, header, separator)


def sheet_text(sheet: Sheet) -> str:
    """The rows as CSV, with LF at the ends of lines."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=sheet.separator, lineterminator="\n").writerows(sheet.rows)
    return stream.getvalue()
