"""Files and folders as raw pages, in a fixed order; whatever cannot be used is reported, never skipped in silence."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from corpus.article import RawPage
from corpus.errors import UnreadableInput
from corpus.importers.records import FieldMap, page_of_record
from corpus.importers.types import Unusable

Inputs: TypeAlias = Iterator[RawPage | Unusable]

MAX_FILE_BYTES = 20 * 1024 * 1024  # one page or text; dumps and archives are read record by record and have no limit
MAX_LINE_CHARS = 64 * 1024 * 1024
_IMAGES = ".png .jpg .jpeg .gif .webp .svg .ico"
_ASSETS = ".css .js .woff .woff2 .ttf .mp4 .mp3 .map .cdx .cdxj .idx"
_IGNORED = frozenset(f"{_IMAGES} {_ASSETS}".split())


def read_paths(paths: Iterable[Path], fields: FieldMap | None = None) -> Inputs:
    """Every page in the files and folders, folders in sorted order; hidden files and page assets are passed over."""
    for path in paths:
        if path.is_dir():
            for child in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in child.relative_to(path).parts)
                if child.is_file() and not hidden and child.suffix.lower() not in _IGNORED:
                    yield from _read_file(child, fields)
        else:
            yield from _read_file(path, fields)


def read_bytes(data: bytes, name: str, fields: FieldMap | None = None) -> Inputs:
    """A page, a text or JSON Lines from a stream; which of them is told from the content."""
    kind = _sniff(data[:4096])
    if kind == "jsonl":
        yield from _read_lines(io.BytesIO(data), name, fields)
    elif len(data) > MAX_FILE_BYTES:
        yield _too_large(name, len(data))
    else:
        yield RawPage(body=data, kind="html" if kind == "html" else "text", source=name)


def _read_file(path: Path, fields: FieldMap | None) -> Inputs:
    try:
        yield from _reader_of(path)(path, fields)
    except FileNotFoundError:
        yield Unusable(place=str(path), reason="not-found", detail="no such file", source=path.name)
    except PermissionError:
        yield Unusable(place=str(path), reason="no-permission", detail="may not be read", source=path.name)
    except (OSError, EOFError, zlib.error) as error:
        detail = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        yield Unusable(place=str(path), reason="unreadable", detail=detail, source=path.name)


def _reader_of(path: Path) -> Callable[[Path, FieldMap | None], Inputs]:
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    match suffixes[-1] if suffixes else "":
        case ".warc" | ".arc" | ".wet":
            return _warc
        case ".jsonl" | ".ndjson" | ".json":
            return _jsonl
        case ".csv" | ".tsv":
            return _csv
        case ".parquet":
            return _parquet
        case _:
            return _page


def _page(path: Path, fields: FieldMap | None) -> Inputs:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        yield _too_large(str(path), size)
        return
    data = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm", ".xhtml", ".shtml", ".aspx", ".php"):
        yield RawPage(body=data, kind="html", source=path.name)
    elif suffix in (".txt", ".md"):
        yield RawPage(body=data, kind="text", source=path.name)
    else:
        yield from read_bytes(data, path.name, fields)


def _warc(path: Path, _fields: FieldMap | None) -> Inputs:
    from corpus.archive import BrokenRecord, read_archive  # costs more to import than reading a text takes

    for found in read_archive(path):
        if isinstance(found, BrokenRecord):
            yield Unusable(
                place=f"{path} at offset {found.location.offset}",
                reason="broken-record",
                detail=found.problem,
                source=path.name,
            )
        else:
            yield found[1]


def _jsonl(path: Path, fields: FieldMap | None) -> Inputs:
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rb") as stream:
        start = stream.read(64).lstrip()
        stream.seek(0)
        if start.startswith(b"["):
            yield from _read_array(stream.read(), str(path), fields)
        else:
            yield from _read_lines(stream, str(path), fields)


def _read_lines(stream: Iterable[bytes], place: str, fields: FieldMap | None) -> Inputs:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        where = f"{place} line {number}"
        try:
            record = json.loads(line.decode("utf-8-sig", "replace"))
        except ValueError as error:
            yield Unusable(place=where, reason="not-json", detail=str(error), source=Path(place).name)
            continue
        yield _record(record, where, place, fields)


def _read_array(data: bytes, place: str, fields: FieldMap | None) -> Inputs:
    try:
        records = json.loads(data)
    except ValueError as error:
        yield Unusable(place=place, reason="not-json", detail=str(error), source=Path(place).name)
        return
    for number, record in enumerate(records, 1):
        yield _record(record, f"{place} record {number}", place, fields)


def _csv(path: Path, fields: FieldMap | None) -> Inputs:
    csv.field_size_limit(MAX_LINE_CHARS)
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as stream:
        delimiter = "\t" if ".tsv" in path.name.lower() else ","
        rows = csv.DictReader(stream, delimiter=delimiter)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Unusable(place=f"{path} line {rows.line_num}", reason="not-csv", detail=str(error))
                continue
            yield _record(row, f"{path} line {rows.line_num}", str(path), fields)


def _parquet(path: Path, fields: FieldMap | None) -> Inputs:
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        yield Unusable(
            place=str(path),
            reason="needs-parquet",
            detail="Parquet needs one more package: pip install 'diembao[parquet]'",
            source=path.name,
        )
        return
    number = 0
    for batch in parquet.ParquetFile(path).iter_batches(batch_size=256):
        for record in batch.to_pylist():
            number += 1
            yield _record(record, f"{path} record {number}", str(path), fields)


def _record(record: Any, where: str, place: str, fields: FieldMap | None) -> RawPage | Unusable:
    name = Path(place).name
    if not isinstance(record, dict):
        return Unusable(place=where, reason="not-a-record", detail="a JSON object is needed", source=name)
    try:
        return page_of_record(record, name, fields)
    except UnreadableInput as error:
        given = record.get("id")
        origin = str(given) if given is not None else None
        return Unusable(place=where, reason=error.reason, detail=error.detail, origin_id=origin, source=name)


def _sniff(start: bytes) -> str:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return "jsonl"
    low = head[:2048].lower()
    if low.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<div", b"<article")) or b"<html" in low:
        return "html"
    return "html" if b"</p>" in low or b"<meta" in low else "text"


def _too_large(place: str, size: int) -> Unusable:
    return Unusable(
        place=place,
        reason="too-large",
        detail=f"{size // 1_000_000} MB; a page may have {MAX_FILE_BYTES // 1_000_000} MB",
        source=Path(place).name,
    )
