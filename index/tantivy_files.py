"""Whether the files of an index are as tantivy wrote them.

tantivy ends each file with a checksum, but compares it only where it is told to, which its Python package cannot do: a
changed block is found out by a wrong answer, or by a panic in the middle of a query. So we compare: all files that are
not as the last writer left them, which noted their sizes and times. All of a large index would take seconds.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from corpus.errors import WorkspaceError

_NOTED = "written.json"
_MAGIC = 1337  # tantivy's mark at the end of a file, behind the checksum as JSON and the length of that
_BLOCK = 1 << 20

Marks = Mapping[str, tuple[int, int]]
"""Size and time of change (nanoseconds) of files by name."""


def marks(path: Path, segments: Iterable[str]) -> Marks:
    """The marks of the files of these segments, as `meta.json` names them."""
    begins = tuple(segment.replace("-", "") for segment in segments)
    found: dict[str, tuple[int, int]] = {}
    with os.scandir(path) as entries:
        for entry in entries:
            if begins and entry.name.startswith(begins):
                with suppress(FileNotFoundError):  # merged meanwhile
                    status = entry.stat()
                    found[entry.name] = status.st_size, status.st_mtime_ns
    return found


def note(path: Path, known: Marks) -> None:
    """Write down how a writer left the files; where that cannot be, they are compared more often."""
    beside = path / f"{_NOTED}.new"
    with suppress(OSError):
        beside.write_text(json.dumps(known))
        beside.replace(path / _NOTED)


def noted(path: Path) -> Marks:
    """What was written down."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        known = json.loads((path / _NOTED).read_bytes())
        return {name: (size, changed) for name, (size, changed) in known.items()}
    return {}


def compare(path: Path, names: Iterable[str]) -> None:
    """Raises WorkspaceError where a file is not what its checksum says."""
    for name in names:
        whole = True
        with suppress(FileNotFoundError):  # merged meanwhile, or tantivy tells
            whole = _is_whole(path / name)
        if not whole:
            raise WorkspaceError(f"{path}: the index is damaged ({name}); make it anew (diembao rebuild --index)")


def _is_whole(path: Path) -> bool:
    """Whether the checksum is right; where an end that can be read has none, tantivy has to judge."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 8))
        end = file.read()
        length = int.from_bytes(end[:4], "little")
        if end[4:] != _MAGIC.to_bytes(4, "little") or length > size - 8:
            return False
        file.seek(size - 8 - length)
        try:
            end_of_file = json.loads(file.read(length))
        except ValueError:
            return False
        if not isinstance(end_of_file, dict) or "crc" not in end_of_file:
            return True
        file.seek(0)
        found, left = 0, size - 8 - length
        while left and (block := file.read(min(left, _BLOCK))):
            found = zlib.crc32(block, found)
            left -= len(block)
    return bool(found == end_of_file["crc"])
