"""Taking records out of an archive file."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from pathlib import Path

from corpus.archive.members import Member, members
from corpus.archive.reader import scan

_COMPANIONS = frozenset({"request", "metadata"})
_HEAD = 32 * 1024  # bytes of a record in which its headers stand, and all of a metadata record
_WORD = re.compile(rb"[^\s<>\"]+")
_STATUS = re.compile(rb"\r\n\r\nHTTP/[\d.]+ (\d{3})")


def rewrite_without(path: Path, dropped: set[int], urls: AbstractSet[str] = frozenset()) -> dict[int, int]:
    """Write the file anew without the records at the offsets `dropped`; gives old offset to new for those kept.

    What belongs to a dropped record (its request, its metadata) goes with it; and of the addresses `urls` goes every
    redirect, later look and note of a crawler that names one. The new file takes the old one's place in one step;
    broken records are kept as they are.
    """
    names = frozenset(url.encode() for url in urls)
    keep: dict[int, int] = {}
    target = path.with_suffix(path.suffix + ".new")
    bounds = _record_bounds(path)
    with path.open("rb") as old, target.open("wb") as new:
        dropping = False
        for start, end, rec_type in bounds:
            if rec_type in _COMPANIONS:
                gone = dropping or _names_one(path, start, names)
            else:
                gone = dropping = start in dropped or _names_one(path, start, names)
            if gone:
                continue
            keep[start] = new.tell()
            old.seek(start)
            new.write(old.read(end - start))
    target.replace(path)
    return keep


def names_any(path: Path, urls: AbstractSet[str]) -> bool:
    """Whether a redirect, a later look or a crawler's note in the file names one of the addresses. Raises OSError."""
    names = frozenset(url.encode() for url in urls)
    for member in members(path, head=_HEAD):
        if not member.whole:  # the rest of a damaged file takes the slow way
            return any(_names_one(path, step.offset, names) for step in scan(path) if step.offset >= member.start)
        if _names(member, names):
            return True
    return False


def _names_one(path: Path, start: int, names: frozenset[bytes]) -> bool:
    if not names:
        return False
    member = next(members(path, start, head=_HEAD), None)
    return member is not None and _names(member, names)


def _names(member: Member, names: frozenset[bytes]) -> bool:
    """Whether one of the addresses stands in a record that is no page: pages may link to what they like."""
    status = _STATUS.search(member.head)
    is_page = b"WARC-Type: response" in member.head[:500] and status is not None and status[1] == b"200"
    if is_page or b"WARC-Type: resource" in member.head[:500]:
        return False
    return not names.isdisjoint(_WORD.findall(member.head))


def _record_bounds(path: Path) -> list[tuple[int, int, str]]:
    """(start, end, type) of every record of one of our own files."""
    found = [(step.offset, step.rec_type) for step in scan(path)]
    ends = [start for start, _ in found[1:]] + [path.stat().st_size]
    return [(start, end, kind) for (start, kind), end in zip(found, ends, strict=True)]
