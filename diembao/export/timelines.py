"""Timelines for people and programs: which format is made by what.

Sources: CSV RFC 4180; of the others see their modules.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from corpus.codec import dumps
from diembao.export.cells import CsvTable
from diembao.export.ical import to_ical
from diembao.export.labels import labels
from diembao.export.timeline_page import to_html
from diembao.export.timeline_rows import as_object, columns_of, row_of
from diembao.export.timeline_view import TimelineView, sections
from diembao.export.timelinejs import to_timelinejs
from extractor.resolve.events import MergedEvent


def to_json(view: TimelineView) -> str:
    """A JSON array, one event a line, each with the `group` that it stands in where there are any."""
    events = (as_object(merged, view.group) for section in sections(view) for merged in section.events)
    lines = ",\n".join(map(dumps, events))
    return f"[\n{lines}\n]" if lines else "[]"


def to_csv(view: TimelineView) -> str:
    """Comma-separated values; several names or sources in one cell are parted by `; `."""
    stream = io.StringIO()
    columns = tuple(columns_of(view.group))
    table = CsvTable(stream, columns)
    for section in sections(view):
        for merged in section.events:
            row = row_of(merged, view.group)
            table.write([row[column] for column in columns])
    return stream.getvalue().rstrip("\n")


def to_text(view: TimelineView) -> str:
    """For reading: a line an event, its sentence and sources below, each group under its heading."""
    words = labels(view.language)
    lines: list[str] = []
    for section in sections(view):
        if view.group:
            lines += ([""] if lines else []) + [f"== {section.heading} ({words.count(len(section.events))})"]
        for merged in section.events:
            lines += _lines(merged)
    return "\n".join(lines)


def _lines(merged: MergedEvent) -> list[str]:
    event = merged.event
    mark = " (planned)" if event.status == "planned" else ""
    lines = [f"{days(merged):<24} {event.type}{mark}: {event.title}"]
    for telling in merged.tellings:
        lines.append(f"    “{telling.event.sentence}”")
        lines.append(f"    {telling.source}, {telling.published or 'undated'}, {telling.url or telling.article_id}")
    if merged.stages:
        stages = (f"{s.date} {s.status} ({s.published[:10] if s.published else 'undated'})" for s in merged.stages)
        lines.append(f"    stages: {', then '.join(stages)}")
    if merged.conflicts:
        lines.append(f"    other dates told: {', '.join(merged.conflicts)}")
    return lines


def to_ftm(view: TimelineView) -> str:
    """The entities of FollowTheMoney, one a line."""
    return "\n".join(map(dumps, view.graph))


def days(merged: MergedEvent) -> str:
    """The event's days, as ISO has them."""
    event = merged.event
    return event.date if event.when.first == event.when.last else f"{event.when.first}..{event.when.last}"


FORMATS: dict[str, Callable[[TimelineView], str]] = {
    "text": to_text,
    "csv": to_csv,
    "json": to_json,
    "timelinejs": to_timelinejs,
    "ical": to_ical,
    "html": to_html,
    "ftm": to_ftm,
}
"""The formats that are text; Parquet and pictures are bytes, and made elsewhere."""
