"""Files of records: JSON Lines, one JSON value, CSV, Parquet. A record that is wrong costs that record only."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, TypeAlias

from corpus.article import RawPage
from corpus.errors import UnreadableInput
from corpus.importers.records import FIELDS, FieldMap, page_of_record
from corpus.importers.types import Inputs, Unusable, printable

MAX_LINE_CHARS = 64 * 1024 * 1024
MAX_OBJECT_BYTES = 20 * 1024 * 1024  # one record over many lines; as a page
BinaryStream: TypeAlias = IO[bytes] | gzip.GzipFile
_WHITE = b"\xef\xbb\xbf \t\r\n"
_ARRAY = re.compile(rb'\[\s*(?:\{\s*"|\])')
_COLUMNS = frozenset((*FIELDS, "date", "timestamp", "crawl_date"))


def read_json(path: Path, fields: FieldMap | None) -> Inputs:
    """A `.jsonl`, `.ndjson` or `.json` file: lines, an array, or (`.json`) one object over many lines."""
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    place = printable(str(path))
    with opener(path, "rb") as stream:
        start = stream.read(4096).lstrip(_WHITE)
        stream.seek(0)
        if start.startswith(b"["):
            if _ARRAY.match(start) or not _is_line_of_json(_first_line(stream)):
                stream.seek(0)
                yield from read_value(stream.read(), place, fields)
                return
            stream.seek(0)
        if ".json" in [s.lower() for s in path.suffixes[-2:]] and start.startswith(b"{"):
            first = _first_line(stream)
            stream.seek(0)
            if not _is_line_of_json(first) and (value := _object(stream)) is not None:
                yield _record(value, place, place, fields)
                return
            stream.seek(0)
        yield from read_lines(stream, place, fields)


def json_kind(stream: BinaryStream) -> str:
    """What a stream without a name holds: `lines`, `value` (an array, one object) or the empty string for no JSON.

    A text may begin with a bracket as well: only a whole JSON object in the first line makes it JSON Lines.
    """
    first = _first_line(stream)
    if first.startswith(b"{"):
        if _is_line_of_json(first):
            return "lines"
        stream.seek(0)
        return "value" if _object(stream) is not None else ""
    if first.startswith(b"["):
        return "value" if _ARRAY.match(first[:4096] + stream.read(4096)) else ""
    return ""


def _first_line(stream: BinaryStream) -> bytes:
    """The first line that is not blank."""
    while line := stream.readline(MAX_LINE_CHARS):
        if line := line.strip(_WHITE):
            return line
    return b""


def _is_line_of_json(line: bytes) -> bool:
    try:
        return isinstance(_loads(line), (dict, list))
    except ValueError:
        return False


def _object(stream: BinaryStream) -> dict[str, Any] | None:
    try:
        value = _loads(stream.read(MAX_OBJECT_BYTES))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _loads(data: bytes) -> Any:
    """The value. Raises ValueError, for brackets nested too deep as well."""
    try:
        return json.loads(data.decode("utf-8-sig", "replace"))
    except RecursionError:
        raise ValueError("nested too deep") from None


def read_lines(stream: Iterable[bytes], place: str, fields: FieldMap | None) -> Inputs:
    """A record a line; blank lines do not count."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        where = f"{place} line {number}"
        try:
            record = _loads(line)
        except ValueError as error:
            yield Unusable(place=where, reason="not-json", detail=str(error), source=Path(place).name)
            continue
        yield _record(record, where, place, fields)


def read_value(data: bytes, place: str, fields: FieldMap | None) -> Inputs:
    """An array of records, or one record."""
    try:
        records = _loads(data)
    except ValueError as error:
        yield Unusable(place=place, reason="not-json", detail=str(error), source=Path(place).name)
        return
    if isinstance(records, dict):
        yield _record(records, place, place, fields)
        return
    for number, record in enumerate(records, 1):
        yield _record(record, f"{place} record {number}", place, fields)


def read_csv(path: Path, fields: FieldMap | None) -> Inputs:
    """Rows under a header line, which shows the delimiter: comma, semicolon, tab or `|`."""
    csv.field_size_limit(MAX_LINE_CHARS)
    place = printable(str(path))
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rb") as data:
        tabs = ".tsv" in [s.lower() for s in path.suffixes[-2:]]
        delimiter = _delimiter(data.readline(1 << 16), tabs, fields)
        data.seek(0)
        rows = csv.DictReader(_text(data), delimiter=delimiter)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                where = f"{place} line {rows.line_num}"
                yield Unusable(place=where, reason="not-csv", detail=str(error), source=Path(place).name)
                continue
            yield _record(row, f"{place} line {rows.line_num}", place, fields)


def _text(data: Any) -> io.TextIOWrapper:
    return io.TextIOWrapper(data, encoding="utf-8-sig", errors="replace", newline="")


def _delimiter(header: bytes, tabs: bool, fields: FieldMap | None) -> str:
    """The delimiter that finds most of the known columns in the header, then most columns, then the usual one."""
    line = header.decode("utf-8-sig", "replace").strip()
    known = _COLUMNS | frozenset(fields.columns.values() if fields else ())

    def columns(delimiter: str) -> tuple[int, int]:
        try:
            names = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return len(known.intersection(names)), len(names)

    return max("\t,;|" if tabs else ",;\t|", key=columns)


def read_parquet(path: Path, fields: FieldMap | None) -> Inputs:
    """Rows of a Parquet file, where the package that reads it is installed."""
    place = printable(str(path))
    name = Path(place).name
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        yield Unusable(
            place=place,
            reason="needs-parquet",
            detail="Parquet needs one more package: pip install 'diembao[parquet]'",
            source=name,
        )
        return
    number = 0
    for batch in parquet.ParquetFile(path).iter_batches(batch_size=256):
        for record in batch.to_pylist():
            number += 1
            yield _record(record, f"{place} record {number}", place, fields)


def _record(record: Any, where: str, place: str, fields: FieldMap | None) -> RawPage | Unusable:
    name = Path(place).name
    if not isinstance(record, dict):
        return Unusable(place=where, reason="not-a-record", detail="a JSON object is needed", source=name)
    try:
        return page_of_record(record, name, fields)
    except UnreadableInput as error:
        given = record.get("id")
        origin = printable(str(given)) if given is not None else None
        return Unusable(place=where, reason=error.reason, detail=error.detail, origin_id=origin, source=name)
