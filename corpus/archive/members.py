"""The gzip members of an archive file, one a record, read without a WARC parser: fast, and with exact bounds."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.archive.records import RecordHead
from corpus.location import Location

GZIP = b"\x1f\x8b\x08"
_CHUNK = 1 << 20
_MOST = 1 << 26  # bytes unpacked at a time, however well they were packed


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One gzip member: bytes `start` to `end` of the file, its first bytes unpacked (`head`), and whether it is whole.

    A member that is not whole reaches to where its data are found to be wrong, or to the end of the file.
    """

    start: int
    end: int
    head: bytes
    whole: bool = True

    @property
    def headers(self) -> dict[str, str]:
        """The WARC headers, names in lower case; nothing where it is no WARC record."""
        lines = self.head.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")
        if not lines[0].startswith("WARC/"):
            return {}
        pairs = (line.partition(":") for line in lines[1:])
        return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def members(path: Path, start: int = 0, *, head: int = 4096) -> Iterator[Member]:
    """Every member from offset `start` on, up to the first that is not whole, which is given too. Raises OSError."""
    with path.open("rb") as stream:
        size = path.stat().st_size
        while start < size:
            stream.seek(start)
            member = _member(stream, start, head)
            yield member
            if not member.whole:
                return
            start = member.end


def _member(stream: BinaryIO, start: int, head: int) -> Member:
    """The member that begins where the stream stands."""
    unpacker = zlib.decompressobj(wbits=31)
    first = b""
    read = 0
    try:
        while not unpacker.eof:
            chunk = stream.read(_CHUNK)
            if not chunk:
                return Member(start=start, end=start + read, head=first, whole=False)
            read += len(chunk)
            while chunk and not unpacker.eof:
                part = unpacker.decompress(chunk, _MOST)
                if len(first) < head:
                    first += part[: head - len(first)]
                chunk = unpacker.unconsumed_tail
    except zlib.error:
        return Member(start=start, end=start + read, head=first, whole=False)
    return Member(start=start, end=start + read - len(unpacker.unused_data), head=first)


def read_head(folder: Path, location: Location) -> RecordHead | None:
    """The WARC headers of one of our own records; None where there is none at that place, or no such file."""
    try:
        member = next(members(folder / location.file, location.offset), None)
    except OSError:
        return None
    headers = member.headers if member and member.whole else {}
    if not headers:
        return None
    return RecordHead(
        rec_type=headers.get("warc-type", ""),
        uri=headers.get("warc-target-uri", ""),
        date=headers.get("warc-date", ""),
        digest=headers.get("warc-payload-digest", ""),
        record_id=headers.get("warc-record-id", ""),
    )


def heal(path: Path, start: int = 0) -> int:
    """Cut off what a killed writer left at the end of a file of ours; the number of bytes cut, 0 where all is well.

    `start` is the offset of a record known to be whole, to spare the way to it. Damage with whole records behind it is
    no torn end: such a file is left as it is, and readers report the record. Nobody else may be writing to the file.
    Raises OSError.
    """
    torn: Member | None = None
    for member in members(path, start, head=0):
        torn = None if member.whole else member
    if torn is None or _goes_on(path, torn.start + 1):
        return 0
    size = path.stat().st_size
    if torn.start == 0:
        path.unlink()
    else:
        with path.open("r+b") as stream:
            stream.truncate(torn.start)
    return size - torn.start


def _goes_on(path: Path, start: int) -> bool:
    """Whether a whole member begins anywhere at or after an offset."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        at, tail = start, b""
        while at < size:
            stream.seek(at)
            chunk = stream.read(_CHUNK)
            window = tail + chunk
            found = window.find(GZIP)
            while found >= 0:
                offset = at - len(tail) + found
                stream.seek(offset)
                if _member(stream, offset, 0).whole:
                    return True
                found = window.find(GZIP, found + 1)
            at += len(chunk)
            tail = window[-(len(GZIP) - 1) :]
    return False
