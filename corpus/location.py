"""Where a record of the archive lies. Apart from the archive's reader, which is slow to import."""

from __future__ import annotations

from typing import NamedTuple


class Location(NamedTuple):
    """Where a record lies: the file's name within the archive folder, and the offset of the record in it.

    In a file that was gzipped as a whole the offset counts unpacked bytes; `read_page` cannot go there.
    """

    file: str
    offset: int
