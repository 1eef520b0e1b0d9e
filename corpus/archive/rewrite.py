"""Taking records out of an archive file."""

from __future__ import annotations

from pathlib import Path

from corpus.archive.reader import scan


def rewrite_without(path: Path, dropped: set[int]) -> dict[int, int]:
    """Write the file anew without the records at the offsets `dropped`; gives old offset to new for those kept.

    The new file takes the old one's place in one step. Requests that belong to a dropped response go with it; broken
    records are kept as they are.
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
    found = [(step.offset, step.rec_type) for step in scan(path)]
    ends = [start for start, _ in found[1:]] + [path.stat().st_size]
    return [(start, end, kind) for (start, kind), end in zip(found, ends, strict=True)]
