"""A timeline for TimelineJS 3. Source: knightlab.com, TimelineJS, "JSON data format".

A vague date has all the days that it may stand for, so that it is drawn as a span, and `display_date` says in words
what was told. What TimelineJS shows is HTML, so that every text from an article is escaped.
"""

from __future__ import annotations

import html
from datetime import date
from typing import Any

from corpus.codec import JsonObject, dumps
from diembao.export.labels import Labels, labels
from diembao.export.timeline_view import Section, TimelineView, sections
from diembao.terminal import printable
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import MergedEvent

_ERAS = ("year", "month")


def to_timelinejs(view: TimelineView) -> str:
    """One object: a title, the events as slides, years or months as eras, other groups as rows."""
    words = labels(view.language)
    eras = view.group in _ERAS
    found = sections(view)
    shown: dict[str, Any] = {
        "title": {"text": {"headline": _safe(view.heading), "text": f"<p>{_safe(words.count(len(view.events)))}</p>"}},
        "events": [
            _slide(merged, section.heading if view.group and not eras else words.type(merged.event.type), words)
            for section in found
            for merged in section.events
        ],
    }
    if eras:
        shown["eras"] = [_era(section) for section in found]
    return dumps(shown)


def _slide(merged: MergedEvent, group: str, words: Labels) -> JsonObject:
    event = merged.event
    planned = f" ({words('planned')})" if event.status == "planned" else ""
    slide: JsonObject = {
        "start_date": _date(event.when.first),
        "display_date": _safe(words.span(event.when) + planned),
        "text": {
            "headline": _safe(event.title),
            "text": "<ul>" + "".join(f"<li>{_telling(t, words)}</li>" for t in merged.tellings) + "</ul>",
        },
        "group": _safe(group),
        "autolink": False,
        "unique_id": event.id,
    }
    if event.when.last != event.when.first:
        slide["end_date"] = _date(event.when.last)
    return slide


def _telling(telling: Telling, words: Labels) -> str:
    said = _safe(f"{telling.source}, {words.iso(telling.published)}")
    if telling.url and telling.url.startswith(("http://", "https://")):
        said = f'<a href="{_safe(telling.url)}">{said}</a>'
    return f"{_safe(telling.event.sentence)} — {said}"


def _era(section: Section) -> JsonObject:
    spans = [merged.event.when for merged in section.events]
    return {
        "start_date": _date(min(span.first for span in spans)),
        "end_date": _date(max(span.last for span in spans)),
        "text": {"headline": _safe(section.heading)},
    }


def _date(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _safe(text: str) -> str:
    return html.escape(printable(text))
