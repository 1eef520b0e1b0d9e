"""Reading the archive, and archives of others.

warcio ends a record where the data end, whatever its length says, and writes what it finds odd to standard error.
Here every record is followed to its end before it counts: a record that is shorter or longer than its Content-Length,
or whose gzip member was cut off, is broken, and what warcio says becomes the reason or is dropped.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import BinaryIO, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from corpus.archive.pages import page_of
from corpus.archive.records import BrokenRecord
from corpus.article import RawPage
from corpus.errors import UnreadableInput
from corpus.location import Location

_FAULTS = (
    ArchiveLoadFailed, StatusAndHeadersParserException, OSError, EOFError, zlib.error, ValueError, KeyError,
    AttributeError, TypeError, OverflowError, RecursionError,
)  # fmt: skip
_GZIP = b"\x1f\x8b\x08"
_MEMBER = re.compile(re.escape(_GZIP))
_WARC = re.compile(rb"\r?\n\r?\n(?=WARC/\d)")
_ARC = re.compile(rb"\n(?=https?://\S{1,2000} [0-9A-Fa-f.:]{3,45} \d{14} )")
_ANY = re.compile(_MEMBER.pattern + b"|" + _WARC.pattern)
_OVERLAP = 4096
_MANY_RECORDS = "several records in one gzip member"


class Step(NamedTuple):
    """One record: where it begins, its WARC type, the page in it if there is one, what is wrong with it if anything."""

    offset: int
    rec_type: str = ""
    page: RawPage | None = None
    problem: str = ""


def read_page(folder: Path, location: Location) -> RawPage:
    """The page at `location`. Raises UnreadableInput where there is none, or it is broken."""
    problem = "no page there"
    try:
        with (folder / location.file).open("rb") as stream:
            stream.seek(location.offset)
            step = next(_steps(stream, (folder / location.file).stat().st_size), None)
    except OSError as error:
        raise UnreadableInput("broken-record", f"{location.file} at {location.offset}: {error}") from error
    if step is not None and step.page is not None:
        return step.page
    if step is not None and step.problem:
        problem = step.problem
    raise UnreadableInput("broken-record", f"{location.file} at {location.offset}: {problem}")


def read_archive(path: Path) -> Iterator[tuple[Location, RawPage] | BrokenRecord]:
    """Every page of a WARC or ARC file (gzip a record, gzip as a whole, or plain), broken records as such.

    After a broken record the reader looks for the next one; what is not a page (request, warcinfo, a picture, a
    redirect) is passed over. Raises OSError where the file cannot be read.
    """
    for step in scan(path):
        if step.problem:
            yield BrokenRecord(location=Location(path.name, step.offset), problem=step.problem)
        elif step.page is not None:
            yield Location(path.name, step.offset), step.page


def scan(path: Path) -> Iterator[Step]:
    """Every record of a file in order, pages or not, broken ones with their problem. Raises OSError."""
    whole: int | None = None  # where the gzip member begins that holds many records
    begin: int | None = 0
    while begin is not None:
        step: Step | None = None
        with _opened(path, whole) as stream:
            stream.seek(begin)
            for step in _steps(stream, path.stat().st_size if whole is None else None):
                if step.problem != _MANY_RECORDS:
                    yield step
        if step is None or not step.problem:
            return
        if step.problem == _MANY_RECORDS:
            whole, begin = step.offset, 0
        else:
            begin = _next_record(path, whole, step.offset + 1)


@contextmanager
def _opened(path: Path, whole: int | None) -> Iterator[BinaryIO]:
    """The file; with `whole`, what the gzip members from that offset on hold."""
    with path.open("rb") as stream:
        if whole is None:
            yield stream
            return
        stream.seek(whole)
        with gzip.GzipFile(fileobj=stream) as unpacked:
            yield _Unpacked(unpacked)  # type: ignore[misc]


class _Unpacked:
    """A gzip stream for warcio, to which EOFError means a good end: a stream that was cut off is a fault here."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read1(size)  # read() would lose what came before the fault
        except EOFError as error:
            raise ArchiveLoadFailed("the gzip data end early") from error

    def seek(self, offset: int) -> int:
        return self._stream.seek(offset)

    def tell(self) -> int:
        return self._stream.tell()


def _steps(stream: BinaryIO, size: int | None) -> Iterator[Step]:
    """The records from here to the end or to the first that is broken. `size` of the file, None where unknown."""
    iterator = ArchiveIterator(stream)
    while True:
        step = _next_step(iterator, size)
        if step is None:
            break
        yield step
        if step.problem:
            return
    if not _is_blank(stream, iterator.offset):
        yield Step(iterator.offset, problem="the gzip data end early, or hold no record")


def _next_step(iterator: ArchiveIterator, size: int | None) -> Step | None:
    rec_type = ""
    page: RawPage | None = None
    problem = ""
    with redirect_stderr(io.StringIO()) as said:
        try:
            record = next(iterator, None)
            if record is None:
                return None
            rec_type = record.rec_type or ""
            _require_length(iterator, record, size)
            before = said.tell()
            page = page_of(record)
            problem = said.getvalue()[before:]  # the HTTP body could not be unpacked
            at = iterator.offset  # moves on when the record is read to its end
            problem = _end_problem(iterator, record) or problem
        except _FAULTS as error:
            at = iterator.offset
            problem = str(error) or type(error).__name__
    if problem:
        plain = "".join(c for c in " ".join(problem.split()) if c.isprintable())[:120]
        return Step(at, rec_type, problem=plain or "unreadable")
    return Step(at, rec_type, page)


def _require_length(iterator: ArchiveIterator, record: ArcWarcRecord, size: int | None) -> None:
    """Raises ValueError where the length is missing, or goes beyond the end of a plain file."""
    if record.length is None:
        raise ValueError("no Content-Length")
    if size is not None and iterator.reader.decompressor is None and iterator.offset + record.length > size:
        raise ValueError("truncated: the file ends before the record's Content-Length")


def _end_problem(iterator: ArchiveIterator, record: ArcWarcRecord) -> str:
    """Reads the record to its end; what is wrong there, or the empty string."""
    iterator.read_to_end()
    left: int = record.raw_stream.limit
    if left:
        return f"truncated: {left} bytes of its Content-Length are missing"
    following: bytes | None = iterator.next_line
    if iterator.err_count or (following and record.format == "warc" and not following.startswith(b"WARC/")):
        return "wrong Content-Length: the record goes on behind it"
    decompressor = iterator.reader.decompressor
    if decompressor is not None and following:
        return _MANY_RECORDS
    if decompressor is not None and not decompressor.eof:
        return "truncated: its gzip member has no end"
    return ""


def _is_blank(stream: BinaryIO, offset: int) -> bool:
    """Whether nothing but blank lines, or empty gzip members, stands there and after it."""
    stream.seek(offset)
    rest = stream.read(1 << 16)
    if rest.startswith(_GZIP[:2]):
        try:
            rest = gzip.decompress(rest)
        except (OSError, EOFError, zlib.error):
            return False
    return not rest.strip()


def _next_record(path: Path, whole: int | None, start: int) -> int | None:
    """Offset of the next gzip member or plain record at or after `start`; None where there is none."""
    try:
        with _opened(path, whole) as stream:
            mark = _mark(stream.read(16))
            stream.seek(start)
            at, tail = start, b""
            while chunk := stream.read(1 << 20):
                window = tail + chunk
                if found := mark.search(window):
                    return at - len(tail) + (found.start() if found[0] == _GZIP else found.end())
                at += len(chunk)
                tail = window[-_OVERLAP:]
    except (ArchiveLoadFailed, EOFError, zlib.error, gzip.BadGzipFile):
        pass  # the file was cut off there: nothing follows
    return None


def _mark(head: bytes) -> re.Pattern[bytes]:
    """How records begin in a file that begins so."""
    if head.startswith(_GZIP):
        return _MEMBER
    if head.startswith(b"filedesc:"):
        return _ARC
    return _WARC if head.startswith(b"WARC/") else _ANY
