"""Web archives: WARC and ARC files, and WACZ, a ZIP file with WARC files in its folder `archive`.

Format of WACZ: specs.webrecorder.net/wacz/1.1.1. Which pages it lists does not matter here: every record counts.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path

from corpus.archive import BrokenRecord, read_archive
from corpus.importers.types import Inputs, Unusable, printable

MAX_RATIO = 200  # of packing, beyond which a member of a ZIP file is a trap: WARC files are packed already
MAX_NESTED = 1  # WACZ files in a WACZ, as collections are passed on
_ARCHIVES = (".warc", ".warc.gz", ".arc", ".arc.gz")


def read_warc(path: Path, place: str) -> Inputs:
    """The pages of a WARC or ARC file, broken records with their offset. `place` is how messages name the file."""
    for found in read_archive(path):
        if isinstance(found, BrokenRecord):
            yield _unusable(place, "broken-record", found.problem, found.location.offset)
        else:
            yield found[1]


def read_wacz(path: Path, place: str, *, depth: int = 0) -> Inputs:
    """The pages of all WARC files in a WACZ, and in the WACZ files that it holds. Raises OSError."""
    try:
        with zipfile.ZipFile(path) as packed:
            found = [info for info in packed.infolist() if _holds_records(info, depth)]
            if not found:
                yield _unusable(place, "no-archive", "a ZIP file that holds no WARC file; unpack it first")
            for info in sorted(found, key=lambda info: info.filename):
                yield from _member(packed, info, f"{place}/{info.filename}", depth)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # damaged, an odd packing, a password
        yield _unusable(place, "unreadable", f"not a ZIP file that can be read: {error}")


def _holds_records(info: zipfile.ZipInfo, depth: int) -> bool:
    name = info.filename.lower()
    return not info.is_dir() and (name.endswith(_ARCHIVES) or (name.endswith(".wacz") and depth < MAX_NESTED))


def _member(packed: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, depth: int) -> Inputs:
    """The pages of one member, copied out under a name of ours: the reader goes on behind broken records."""
    if info.file_size > MAX_RATIO * max(info.compress_size, 4096):
        yield _unusable(place, "too-large", f"{info.compress_size} bytes that unpack to {info.file_size}")
        return
    with tempfile.TemporaryDirectory(prefix="diembao-") as folder:
        copy = Path(folder, "member")
        try:
            with packed.open(info) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            # what came before the fault is read all the same
            yield _unusable(place, "unreadable", f"damaged in the ZIP file: {error}")
        if info.filename.lower().endswith(".wacz"):
            yield from read_wacz(copy, place, depth=depth + 1)
        else:
            yield from read_warc(copy, place)


def _unusable(place: str, reason: str, detail: str, offset: int | None = None) -> Unusable:
    where = place if offset is None else f"{place} at offset {offset}"
    return Unusable(place=printable(where), reason=reason, detail=detail, source=printable(Path(place).name))
