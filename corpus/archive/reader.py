"""Reading the archive, and archives of others."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from corpus.archive.records import GIVEN_HEADER, MAX_BODY_BYTES, SOURCE_HEADER, BrokenRecord, Location
from corpus.article import Given, InputKind, RawPage
from corpus.errors import UnreadableInput
from corpus.ids import host_of

_FAULTS = (ArchiveLoadFailed, OSError, EOFError, zlib.error, ValueError, KeyError, AttributeError, TypeError)


def read_page(folder: Path, location: Location) -> RawPage:
    """The page at `location`. Raises UnreadableInput where there is none, or it is broken."""
    try:
        with (folder / location.file).open("rb") as stream:
            stream.seek(location.offset)
            for record in ArchiveIterator(stream):
                page = page_of(record)
                if page is not None:
                    return page
                break
    except _FAULTS as error:
        raise UnreadableInput("broken-record", f"{location.file} at {location.offset}: {error}") from error
    raise UnreadableInput("broken-record", f"{location.file} at {location.offset}: no page there")


def read_archive(path: Path) -> Iterator[tuple[Location, RawPage] | BrokenRecord]:
    """Every page of a WARC or ARC file (gzip a record, gzip as a whole, or plain), broken records as such.

    After a broken gzip member the reader looks for the next one; what is not a page (request, warcinfo, a picture, a
    redirect) is passed over. Raises OSError where the file cannot be read.
    """
    size = path.stat().st_size
    begin = 0
    while begin < size:
        last = None  # offset of the last record that could be read
        with path.open("rb") as stream:
            stream.seek(begin)
            iterator = ArchiveIterator(stream)
            try:
                for record in iterator:
                    page = page_of(record)
                    last = iterator.get_record_offset()  # reads the record to its end: not before the page is taken
                    if page is not None:
                        yield Location(path.name, last), page
                return
            except _FAULTS as error:
                problem = "".join(c for c in str(error) if c.isprintable())[:120] or type(error).__name__
        broken = begin if last is None else _next_member(path, last + 1)
        if broken < size:
            yield BrokenRecord(location=Location(path.name, broken), problem=problem)
        begin = _next_member(path, broken + 1)


def _next_member(path: Path, start: int) -> int:
    """Offset of the next gzip member (or plain record) at or after `start`; the file's size where there is none."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(start)
        at, tail = start, b""
        while chunk := stream.read(1 << 20):
            window = tail + chunk
            found = [i for i in (window.find(b"\x1f\x8b\x08"), window.find(b"\r\n\r\nWARC/1.")) if i >= 0]
            if found:
                i = min(found)
                return at - len(tail) + i + (4 if window[i : i + 1] == b"\r" else 0)
            at += len(chunk)
            tail = window[-16:]
    return size


def page_of(record: ArcWarcRecord) -> RawPage | None:
    """The page in a record, or None where it holds no HTML or text."""
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    headers = {k.lower(): v for k, v in (record.http_headers.headers if record.http_headers else ())}
    status = int(record.http_headers.get_statuscode()) if record.http_headers else None
    content_type = headers.get("content-type") or record.rec_headers.get_header("Content-Type") or ""
    if status is not None and status != 200:
        return None
    said = json.loads(record.rec_headers.get_header(SOURCE_HEADER) or "{}")
    kind = said.get("kind") or _kind(content_type)
    if kind is None:
        return None
    body = record.content_stream().read(MAX_BODY_BYTES + 1)
    url = record.rec_headers.get_header("WARC-Target-URI")
    if url and not url.startswith(("http://", "https://")):
        url = None
    given = json.loads(record.rec_headers.get_header(GIVEN_HEADER) or "{}")
    when = record.rec_headers.get_header("WARC-Date")
    return RawPage(
        body=body,
        kind=kind,
        source=said.get("source") or (host_of(url) if url else "warc"),
        url=url,
        final_url=headers.pop("x-archive-final-url", None),
        status=status,
        headers=headers or {"content-type": content_type},
        retrieved=datetime.fromisoformat(when) if when and said.get("retrieved", True) else None,
        given=Given(**given),
    )


def _kind(content_type: str) -> InputKind | None:
    kind = content_type.split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return "html"
    return "text" if kind == "text/plain" else None
