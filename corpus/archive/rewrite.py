"""Taking records out of an archive file."""

from __future__ import annotations

import zlib
from contextlib import suppress
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed


def rewrite_without(path: Path, dropped: set[int]) -> dict[int, int]:
    """Write the file anew without the records at the offsets `dropped`; gives old offset to new for those kept.

    The new file takes the old one's place in one step. Requests that belong to a dropped response go with it.
    """
    keep: dict[int, int] = {}
    target = path.with_suffix(path.suffix + ".new")
    bounds = _record_bounds(path)
    with path.open("rb") as old, target.open("wb") as new:
        dropping = False
        for start, end, rec_type in bounds:
            dropping = start in dropped or (dropping and rec_type == "request")
            if dropping:
                continue
            keep[start] = new.tell()
            old.seek(start)
            new.write(old.read(end - start))
    target.replace(path)
    return keep


def _record_bounds(path: Path) -> list[tuple[int, int, str]]:
    """(start, end, type) of every record of one of our own files."""
    found: list[tuple[int, str]] = []
    with path.open("rb") as stream:
        iterator = ArchiveIterator(stream)
        # the truncated tail of a killed run is kept as it is, behind the last good record
        with suppress(ArchiveLoadFailed, EOFError, zlib.error):
            found.extend((iterator.get_record_offset(), record.rec_type) for record in iterator)
    size = path.stat().st_size
    ends = [start for start, _ in found[1:]] + [size]
    return [(start, end, kind) for (start, kind), end in zip(found, ends, strict=True)]
