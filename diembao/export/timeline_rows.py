"""Events as rows of a table, the same for CSV and Parquet, and as plain JSON."""

from __future__ import annotations

from typing import Any

from corpus.codec import JsonObject
from diembao.export.tables import Columns
from diembao.export.timeline_view import GroupBy, group_of
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import MergedEvent

COLUMNS: Columns = {
    "from": "day",
    "to": "day",
    "date": "text",
    "status": "text",
    "type": "text",
    "title": "text",
    "units": "texts",
    "persons": "texts",
    "place": "text",
    "sentence": "text",
    "sources": "texts",
    "urls": "texts",
    "id": "text",
    "grain": "text",
    "participants": "texts",
    "sentences": "texts",
    "articles": "texts",
    "conflicts": "texts",
    "stages": "texts",
}
"""`sources`, `articles` and `sentences` are of the tellings, in one order, `urls` of those that have one; participants
are `role: name`."""


def columns_of(group: GroupBy | None) -> Columns:
    """The columns, with `group` where events stand under headings."""
    return {**COLUMNS, "group": "text"} if group else COLUMNS


def row_of(merged: MergedEvent, group: GroupBy | None = None) -> JsonObject:
    """The row of an event, by column."""
    event, participants = merged.event, merged.participants
    row: JsonObject = {
        "from": event.when.first.isoformat(),
        "to": event.when.last.isoformat(),
        "date": event.date,
        "status": event.status,
        "type": event.type,
        "title": event.title,
        "units": [p.name for p in participants if p.kind == "unit"],
        "persons": [p.name for p in participants if p.kind == "person"],
        "place": event.place,
        "sentence": event.sentence,
        "sources": [f"{t.source} {t.published or '?'}" for t in merged.tellings],
        "urls": [t.url for t in merged.tellings if t.url],
        "id": event.id,
        "grain": event.when.grain,
        "participants": [f"{p.role}: {p.name}" for p in participants],
        "sentences": [t.event.sentence for t in merged.tellings],
        "articles": [t.article_id for t in merged.tellings],
        "conflicts": list(merged.conflicts),
        "stages": [f"{s.date} {s.status} ({(s.published or '?')[:10]})" for s in merged.stages],
    }
    return row | ({"group": group_of(merged, group)} if group else {})


def as_object(merged: MergedEvent, group: GroupBy | None = None) -> dict[str, Any]:
    """One merged event as plain JSON: the event, and each telling with its sentence and source."""
    event = merged.event
    return {
        "id": event.id,
        "from": event.when.first.isoformat(),
        "to": event.when.last.isoformat(),
        "date": event.date,
        "grain": event.when.grain,
        "status": event.status,
        "type": event.type,
        "title": event.title,
        "place": event.place,
        **({"group": group_of(merged, group)} if group else {}),
        "participants": [{"name": p.name, "kind": p.kind, "role": p.role} for p in merged.participants],
        "conflicts": list(merged.conflicts),
        "stages": [
            {"status": s.status, "date": s.date, "published": s.published, "article": s.article_id}
            for s in merged.stages
        ],
        "evidence": [_evidence(t) for t in merged.tellings],
    }


def _evidence(telling: Telling) -> dict[str, Any]:
    event = telling.event
    return {
        "article": telling.article_id,
        "source": telling.source,
        "url": telling.url,
        "article_title": telling.article_title,
        "published": telling.published,
        "date": event.date,
        "sentence": event.sentence,
        "start": event.start,
        "end": event.end,
        "rule": event.evidence,
    }
