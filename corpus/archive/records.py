"""What reader and writer of the archive share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

GIVEN_HEADER = "Diembao-Given"
SOURCE_HEADER = "Diembao-Source"
MAX_BODY_BYTES = 64 * 1024 * 1024


class Location(NamedTuple):
    """Where a record lies: the file's name within the archive folder, and the offset of the record in it.

    In a file that was gzipped as a whole the offset counts unpacked bytes; `read_page` cannot go there.
    """

    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRecord:
    """A record that cannot be read; the reader goes on behind it."""

    location: Location
    problem: str
