"""Whether every record of an archive still is what was written: its bytes against the digests in its own headers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from corpus.archive.members import Member, members
from corpus.archive.records import BrokenRecord
from corpus.location import Location

_CHUNK = 1 << 16


def check_records(path: Path) -> Iterator[Member | BrokenRecord]:
    """Every record of one of our own files (a gzip member each): the member where all is well, else what is wrong.

    Block and payload digests (WARC 1.1, 5.8 and 5.9) are reckoned anew. A member that is cut off or damaged ends the
    file. Raises OSError where the file cannot be read.
    """
    for member in members(path):
        problem = "the record is cut off or damaged" if not member.whole else _fault(path, member)
        yield BrokenRecord(location=Location(path.name, member.start), problem=problem) if problem else member


def _fault(path: Path, member: Member) -> str:
    """What is wrong with the record in a whole member; "" where nothing is."""
    if not member.headers:
        return "no WARC record"
    try:
        with path.open("rb") as stream:
            stream.seek(member.start)
            record = next(ArchiveIterator(stream, check_digests=True))
            while record.raw_stream.read(_CHUNK):
                pass
    except Exception as error:  # warcio raises whatever a broken record makes its readers raise
        return f"{type(error).__name__}: {error}"[:200]
    checker = record.digest_checker
    return "; ".join(checker.problems) if checker.passed is False else ""
