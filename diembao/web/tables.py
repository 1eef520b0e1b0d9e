"""Tables that are sent while they are made."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from corpus.errors import WorkspaceError

_AT_ONCE = 200  # rows a chunk
_PACK = 65_536  # bytes a chunk
BOM = "\ufeff".encode()
"""By which a spreadsheet knows UTF-8."""


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[str]], *, total: int) -> Iterator[bytes]:
    """A table under its header, some hundred rows at a time. Cells have to be safe for spreadsheets already.

    Raises WorkspaceError where other than `total` rows came: what was sent then ends without its end, so that nobody
    takes it for whole.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    written = 0
    yield BOM
    for row in rows:
        writer.writerow(row)
        written += 1
        if written % _AT_ONCE == 0:
            yield stream.getvalue().encode()
            stream.seek(0)
            stream.truncate()
    whole(written, total)
    yield stream.getvalue().encode()


def packed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of some size."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _PACK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def whole(written: int, total: int) -> None:
    """Raises WorkspaceError unless as much was written as was counted."""
    if written != total:
        raise WorkspaceError(f"{total} were counted and {written} written; index and database do not agree")
