"""Timelines for people and programs: text, CSV, JSON, TimelineJS, iCalendar, HTML.

Sources: TimelineJS JSON (knightlab, docs "JSON format"), iCalendar RFC 5545, CSV RFC 4180.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from corpus.codec import dumps
from diembao.export.cells import safe
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import MergedEvent

COLUMNS = ("from", "to", "date", "status", "type", "title", "units", "persons", "place", "sentence", "sources", "urls")


def as_object(merged: MergedEvent) -> dict[str, Any]:
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


def to_json(events: Sequence[MergedEvent]) -> str:
    """A JSON array, one event a line."""
    return "[\n" + ",\n".join(dumps(as_object(e)) for e in events) + "\n]" if events else "[]"


def to_csv(events: Sequence[MergedEvent]) -> str:
    """Comma-separated values; several names or sources in one cell are parted by `; `."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for merged in events:
        event = merged.event
        names = {kind: "; ".join(p.name for p in merged.participants if p.kind == kind) for kind in ("unit", "person")}
        writer.writerow(
            safe(cell)
            for cell in (
                event.when.first.isoformat(),
                event.when.last.isoformat(),
                event.date,
                event.status,
                event.type,
                event.title,
                names["unit"],
                names["person"],
                event.place or "",
                event.sentence,
                "; ".join(f"{t.source} {t.published or '?'}" for t in merged.tellings),
                "; ".join(t.url or t.article_id for t in merged.tellings),
            )
        )
    return stream.getvalue().rstrip("\n")


def to_text(events: Sequence[MergedEvent]) -> str:
    """For reading: a line an event, its sentence and sources below."""
    lines: list[str] = []
    for merged in events:
        event = merged.event
        mark = " (planned)" if event.status == "planned" else ""
        lines.append(f"{_days(merged):<24} {event.type}{mark}: {event.title}")
        for telling in merged.tellings:
            lines.append(f"    “{telling.event.sentence}”")
            lines.append(f"    {telling.source}, {telling.published or 'undated'}, {telling.url or telling.article_id}")
        if merged.stages:
            stages = (f"{s.date} {s.status} ({s.published[:10] if s.published else 'undated'})" for s in merged.stages)
            lines.append(f"    stages: {', then '.join(stages)}")
        if merged.conflicts:
            lines.append(f"    other dates told: {', '.join(merged.conflicts)}")
    return "\n".join(lines)


def _days(merged: MergedEvent) -> str:
    event = merged.event
    return event.date if event.when.first == event.when.last else f"{event.when.first}..{event.when.last}"


def to_timelinejs(events: Sequence[MergedEvent]) -> str:
    """TimelineJS JSON. A vague date keeps the parts that are known."""
    return dumps({"events": [_slide(e) for e in events]})


def _slide(merged: MergedEvent) -> dict[str, Any]:
    event = merged.event
    sources = "".join(
        f"<li>{html.escape(t.event.sentence)} — {html.escape(t.source)} {html.escape(t.published or '')}</li>"
        for t in merged.tellings
    )
    slide: dict[str, Any] = {
        "start_date": _parts(event.when.first, event.when.grain),
        "text": {"headline": html.escape(event.title), "text": f"<ul>{sources}</ul>"},
        "group": event.type,
        "unique_id": event.id,
    }
    if event.when.last != event.when.first:
        slide["end_date"] = _parts(event.when.last, event.when.grain)
    return slide


def _parts(day: date, grain: str) -> dict[str, int]:
    parts = {"year": day.year, "month": day.month, "day": day.day}
    if grain in ("year", "decade", "century"):
        return {"year": day.year}
    return {"year": day.year, "month": day.month} if grain == "month" else parts


def to_ical(events: Sequence[MergedEvent]) -> str:
    """iCalendar with all-day events; DTSTAMP is the event's own day, so that the same corpus gives the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//diembao//timeline//VI"]
    for merged in events:
        event = merged.event
        first, after = event.when.first, event.when.last + timedelta(days=1)
        evidence = "\n".join(f"{t.event.sentence} ({t.source}, {t.published or '?'})" for t in merged.tellings)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.id}@diembao",
            f"DTSTAMP:{first:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            f"SUMMARY:{_ical(event.title)}",
            f"DESCRIPTION:{_ical(evidence)}",
            f"CATEGORIES:{event.type}",
            f"STATUS:{'TENTATIVE' if event.status == 'planned' else 'CONFIRMED'}",
        ]
        if event.place:
            lines.append(f"LOCATION:{_ical(event.place)}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "\r\n".join(part for line in lines for part in _folded(line)) + "\r\n"


def _ical(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """A content line in pieces of at most 75 octets (RFC 5545, 3.1), never through a character."""
    pieces, current, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > 75:
            pieces.append(current)
            current, size = " ", 1
        current += char
        size += width
    return [*pieces, current]


def to_html(events: Sequence[MergedEvent]) -> str:
    """A page of its own: a list by date, each event with sentences and sources."""
    items = "\n".join(_item(e) for e in events)
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>Timeline</title><style>'
        "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}li{margin:1rem 0}"
        "time{font-weight:bold}blockquote{margin:.3rem 0 .3rem 1rem}cite{color:#555;font-size:.9em}</style></head>"
        f"<body><h1>Timeline</h1>\n<ol>\n{items}\n</ol></body></html>"
    )


def _item(merged: MergedEvent) -> str:
    event = merged.event
    told = "".join(
        f"<blockquote>{html.escape(t.event.sentence)}<br><cite>{_link(t)}</cite></blockquote>" for t in merged.tellings
    )
    planned = " (planned)" if event.status == "planned" else ""
    return (
        f'<li id="{event.id}"><time datetime="{event.when.first}">{_days(merged)}</time> '
        f"{event.type}{planned}: {html.escape(event.title)}{told}</li>"
    )


def _link(telling: Telling) -> str:
    label = html.escape(f"{telling.article_title or telling.article_id}, {telling.source}, {telling.published or '?'}")
    if telling.url and telling.url.startswith(("http://", "https://")):
        return f'<a href="{html.escape(telling.url, quote=True)}">{label}</a>'
    return label


FORMATS: dict[str, Callable[[Sequence[MergedEvent]], str]] = {
    "text": to_text,
    "csv": to_csv,
    "json": to_json,
    "timelinejs": to_timelinejs,
    "ical": to_ical,
    "html": to_html,
}
