"""What goes with an export: what was asked, what made it, what is in it, and whose it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "diembao_export"
"""The key that tells a manifest of ours from any other JSON file; its value grows with the shape."""
SHAPE = 1
RIGHTS = (
    "The articles belong to their publishers. Whoever passes on this export or part of it needs their permission for "
    "full texts, and in most countries none for counts, dates, names of units and of public posts, addresses of "
    "articles, and short quotations with their source. Persons have rights in what is told of them: keep to what your "
    "work needs. diembao grants no licence to any of it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of an export as it was written."""

    name: str
    rows: int
    bytes: int
    sha256: str


def file_of(path: Path, name: str, rows: int) -> File:
    """Size and digest of a finished file."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return File(name=name, rows=rows, bytes=path.stat().st_size, sha256=digest)


def as_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as a file; what no Unicode text may hold is escaped."""
    text = json.dumps({MARK: SHAPE, **manifest}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def read_manifest(path: Path) -> dict[str, Any] | None:
    """The manifest of an earlier export; None for any other file, or none."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and MARK in data else None
