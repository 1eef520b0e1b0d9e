"""What reader and writer of the archive share."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.location import Location

GIVEN_HEADER = "Diembao-Given"
SOURCE_HEADER = "Diembao-Source"
MAX_BODY_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRecord:
    """A record that cannot be read; the reader goes on behind it."""

    location: Location
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHead:
    """What a record's WARC headers say; the empty string for what they do not."""

    rec_type: str
    uri: str
    date: str
    digest: str
    record_id: str
