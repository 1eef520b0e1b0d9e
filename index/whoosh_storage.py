"""Files of a Whoosh index that survive a power cut, and whose damage is seen.

No version of Whoosh syncs anything: after a power cut a new table of contents could name segments never written. And
none has checksums: a flipped bit in a column is a wrong id, told by nobody. So each generation has a state file with
what belongs to it besides Whoosh's own files, the checksums of these among it.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from weakref import WeakSet

from whoosh.filedb.filestore import FileStorage

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What belongs to a generation: versions, marker, and the CRC-32 of its files; `sound` where it is as written."""

    analysis: int
    layout: int
    marker: str | None
    sums: Mapping[str, int]
    sound: bool = True


def read_state(folder: Path, generation: int) -> State | None:
    """The state of a generation, None where it has none. Raises ValueError where it cannot be read."""
    try:
        found = json.loads(_state_path(folder, generation).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if not isinstance(found, dict):
        raise ValueError(f"{_state_path(folder, generation).name} holds no table")
    names = ("analysis", "layout", "marker", "sums")
    content: list[Any] = [found.get(name) for name in names]
    sound = set(found) == {*names, "check"} and found["check"] == _check(*content)
    analysis, layout, marker, sums = content
    return State(analysis=analysis, layout=layout, marker=marker, sums=sums or {}, sound=sound)


def write_state(folder: Path, generation: int, state: State) -> None:
    """Put a state on the disk; it counts only once that generation is committed."""
    path = _state_path(folder, generation)
    content = {"analysis": state.analysis, "layout": state.layout, "marker": state.marker, "sums": dict(state.sums)}
    path.write_text(json.dumps({**content, "check": _check(*content.values())}), encoding="utf-8")
    sync(path)


def _check(*content: object) -> int:
    return zlib.crc32(json.dumps(content).encode())


def clean(folder: Path, generation: int) -> None:
    """Remove what Whoosh's own cleaning leaves: states of older generations, tables that were never named."""
    for path in folder.glob("_MAIN_*.toc.*"):
        path.unlink(missing_ok=True)
    for state in folder.glob("state_*.json"):
        number = state.stem.removeprefix("state_")
        if number.isdigit() and int(number) < generation:
            state.unlink(missing_ok=True)


def damaged(folder: Path, names: Iterable[str], sums: Mapping[str, int]) -> str | None:
    """The first of the files that is not as it was written. Raises OSError where one cannot be read."""
    return next((name for name in names if sums.get(name) != checksum(folder / name)), None)


def checksum(path: Path) -> int:
    """The CRC-32 of a file."""
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return found


def _state_path(folder: Path, generation: int) -> Path:
    return folder / f"state_{generation}.json"


class _Tracked(FileStorage):  # type: ignore[misc]
    """Whoosh's folder, and the files in it that may be open: those read, and those written since the last commit."""

    def __init__(self, path: Path, created: list[Any] | None = None) -> None:
        super().__init__(str(path))
        self._opened: WeakSet[Any] = WeakSet()
        self._created: list[Any] = [] if created is None else created
        self._locks: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        """See FileStorage; remembers the file."""
        file = super().open_file(name, **options)
        self._opened.add(file)
        return file

    def create_file(self, name: str, *args: Any, **options: Any) -> Any:
        """See FileStorage; remembers the file."""
        self._created.append(super().create_file(name, *args, **options))
        return self._created[-1]

    def temp_storage(self, name: str | None = None) -> Any:
        """See FileStorage; what is written there is remembered with ours."""
        return _Tracked(Path(self.folder, name or "temporary"), self._created).create()

    def lock(self, name: str) -> Any:
        """See FileStorage; remembers the lock, which a writer that cannot begin would keep."""
        self._locks.append(super().lock(name))
        return self._locks[-1]

    def release(self) -> None:
        """Close and unlock what Whoosh kept when it gave up."""
        for file in (*self._opened, *self._created):
            with suppress(Exception):  # closed already, or its last bytes cannot be written
                file.close()
        for lock in self._locks:
            with suppress(Exception):  # not held
                lock.release()


class DurableStorage(_Tracked):
    """Whoosh's folder, with what a commit wrote forced to disk before the table of contents that names it takes over.

    `state` is what to write for the generation that is named next; its checksums are filled in.
    """

    def __init__(self, path: Path, state: State | None = None) -> None:
        super().__init__(path)
        self._written: set[str] = set()
        self.state = state

    def create_file(self, name: str, *args: Any, **options: Any) -> Any:
        """See FileStorage; remembers the name."""
        self._written.add(name)
        return super().create_file(name, *args, **options)

    def abandon(self) -> None:
        """Let go of everything, and remove what was written for a commit that was not named."""
        self.release()
        for name in self._written:
            with suppress(OSError):
                Path(self.folder, name).unlink()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """The last step of a commit: contents first, then the name."""
        folder = Path(self.folder)
        written = [name for name in self._written if self.file_exists(name)]
        for name in written:
            sync(folder / name)
        if self.state is not None:
            sums = {name: value for name, value in self.state.sums.items() if self.file_exists(name)}
            sums |= {newname if name == oldname else name: checksum(folder / name) for name in written}
            generation = int(newname.removesuffix(".toc").rpartition("_")[2])
            write_state(folder, generation, replace(self.state, sums=sums))
        sync_folder(folder)
        super().rename_file(oldname, newname, safe=safe)
        self._written.clear()
        self._created.clear()
        sync_folder(folder)


def sync(path: Path) -> None:
    """Wait until the file is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Wait until the folder's entries are on the disk; Windows keeps them without being asked."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
