"""What an importer gives beside pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """Something that could not be read into a page: where it stands, a short stable reason, a detail for the reader."""

    place: str
    reason: str
    detail: str = ""
    origin_id: str | None = None
    source: str | None = None
