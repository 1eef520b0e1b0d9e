"""Files and folders as raw pages, in a fixed order; whatever cannot be used is reported, never skipped in silence."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.article import RawPage
from corpus.importers.records import FieldMap
from corpus.importers.tables import BinaryStream, json_kind, read_csv, read_json, read_lines, read_parquet, read_value
from corpus.importers.types import Inputs, Unusable, printable

MAX_FILE_BYTES = 20 * 1024 * 1024  # one page or text; dumps and archives are read record by record and have no limit
_IMAGES = ".png .jpg .jpeg .gif .webp .svg .ico"
_ASSETS = ".css .js .woff .woff2 .ttf .mp4 .mp3 .map .cdx .cdxj .idx"
_IGNORED = frozenset(f"{_IMAGES} {_ASSETS}".split())


def read_paths(paths: Iterable[Path], fields: FieldMap | None = None) -> Inputs:
    """Every page in the files and folders, folders in sorted order; hidden files and page assets are passed over."""
    for path in paths:
        if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above may not be entered
            yield from _read_file(path, fields)
            continue
        for child, error in _walk(path):
            if error is not None:
                yield _failure(child, error)
            else:
                yield from _read_file(child, fields)


def read_bytes(data: bytes, name: str, fields: FieldMap | None = None) -> Inputs:
    """A page, a text, JSON Lines or a JSON value from a stream, gzip or not; which of them is told from the content."""
    try:
        yield from _read_content(data, printable(name), fields)
    except (OSError, EOFError, zlib.error) as error:
        yield _failure(Path(name), error)


def _walk(folder: Path) -> Iterator[tuple[Path, OSError | None]]:
    """Files below a folder, and folders that cannot be read with their error, sorted by path."""
    found: list[tuple[Path, OSError | None]] = []

    def failed(error: OSError) -> None:
        found.append((Path(error.filename) if error.filename else folder, error))

    for top, folders, names in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        children = [Path(top, name) for name in names if not name.startswith(".")]
        found.extend(
            (child, None) for child in children if child.suffix.lower() not in _IGNORED and _may_be_file(child)
        )
    yield from sorted(found, key=lambda item: item[0])


def _may_be_file(path: Path) -> bool:
    """Not a pipe, a socket, a device, or a link to a folder; what cannot be asked is tried, and so reported."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def _read_file(path: Path, fields: FieldMap | None) -> Inputs:
    try:
        yield from _reader_of(path)(path, fields)
    except (OSError, EOFError, zlib.error) as error:
        yield _failure(path, error)


def _failure(path: Path, error: Exception) -> Unusable:
    if isinstance(error, FileNotFoundError):
        reason, detail = "not-found", "no such file"
    elif isinstance(error, PermissionError):
        reason, detail = "no-permission", "may not be read"
    else:
        said = error.strerror if isinstance(error, OSError) else None
        reason, detail = "unreadable", said or str(error)
    return Unusable(place=printable(str(path)), reason=reason, detail=detail, source=printable(path.name))


def _reader_of(path: Path) -> Callable[[Path, FieldMap | None], Inputs]:
    suffixes = [s.lower() for s in path.suffixes]
    while suffixes and suffixes[-1] in (".gz", ".open"):  # crawlers name a file so while they write it
        suffixes.pop()
    match suffixes[-1] if suffixes else "":
        case ".warc" | ".arc" | ".wet" | ".wat":
            return _warc
        case ".wacz" | ".zip":
            return _zipped
        case ".zst" | ".bz2" | ".xz" | ".7z" | ".tar" | ".tgz" | ".rar":
            return _packed
        case ".jsonl" | ".ndjson" | ".json":
            return read_json
        case ".csv" | ".tsv":
            return read_csv
        case ".parquet":
            return read_parquet
        case _:
            return _page


def _page(path: Path, fields: FieldMap | None) -> Inputs:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        yield _too_large(printable(str(path)))
        return
    data = path.read_bytes()
    suffix = path.suffix.lower()
    name = printable(path.name)
    if suffix in (".html", ".htm", ".xhtml", ".shtml", ".aspx", ".php"):
        yield RawPage(body=data, kind="html", source=name)
    elif suffix in (".txt", ".md"):
        yield RawPage(body=data, kind="text", source=name)
    else:
        if suffix == ".gz" and not data.startswith(b"\x1f\x8b"):
            raise gzip.BadGzipFile("not gzip, whatever its name says")
        yield from _read_content(data, printable(str(path)), fields)


def _warc(path: Path, _fields: FieldMap | None) -> Inputs:
    from corpus.importers.archives import read_warc  # costs more to import than reading a text takes

    return read_warc(path, str(path))


def _zipped(path: Path, _fields: FieldMap | None) -> Inputs:
    from corpus.importers.archives import read_wacz

    return read_wacz(path, str(path))


def _packed(path: Path, _fields: FieldMap | None) -> Inputs:
    detail = "unpack it first; of packed files, gzip and WACZ are read"
    yield Unusable(place=printable(str(path)), reason="packed", detail=detail, source=printable(path.name))


def _read_content(data: bytes, place: str, fields: FieldMap | None) -> Inputs:
    """What bytes without a telling name hold. Raises OSError, EOFError or zlib.error for broken gzip."""

    def opened() -> BinaryStream:
        return gzip.open(io.BytesIO(data)) if data.startswith(b"\x1f\x8b") else io.BytesIO(data)

    with opened() as stream:
        kind = json_kind(stream)
        stream.seek(0)
        if kind == "lines":
            yield from read_lines(stream, place, fields)
            return
        if kind == "value":
            yield from read_value(stream.read(), place, fields)
            return
        body = stream.read(MAX_FILE_BYTES + 1)
    if len(body) > MAX_FILE_BYTES:
        yield _too_large(place)
    else:
        yield RawPage(body=body, kind="html" if _is_html(body[:4096]) else "text", source=Path(place).name)


def _is_html(start: bytes) -> bool:
    low = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:2048].lower()
    if low.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<div", b"<article")) or b"<html" in low:
        return True
    return b"</p>" in low or b"<meta" in low


def _too_large(place: str) -> Unusable:
    return Unusable(
        place=place,
        reason="too-large",
        detail=f"more than the {MAX_FILE_BYTES // 1_000_000} MB that a page may have",
        source=Path(place).name,
    )
