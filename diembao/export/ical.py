"""A timeline as a calendar. Source: RFC 5545 (iCalendar), RFC 7986 (its name).

An event of one day or of several is an all-day event. One whose time is told only vaguely lies over the whole span,
leaves the calendar free there, and says in its title which time was told, so that nobody takes it for exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from diembao.export.labels import Labels, is_vague, labels
from diembao.export.timeline_view import TimelineView
from diembao.terminal import printable
from extractor.resolve.events import MergedEvent

_OCTETS = 75
_ZONE = (
    *("BEGIN:VTIMEZONE", "TZID:Asia/Ho_Chi_Minh", "BEGIN:STANDARD", "DTSTART:19750613T000000"),
    *("TZOFFSETFROM:+0700", "TZOFFSETTO:+0700", "TZNAME:+07", "END:STANDARD", "END:VTIMEZONE"),
)
"""The component that a calendar without events has: RFC 5545, 3.6, asks for one at least."""


def to_ical(view: TimelineView) -> str:
    """The calendar; DTSTAMP is the event's own day, so that the same corpus gives the same bytes."""
    words = labels(view.language)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//diembao//timeline//{view.language.upper()}",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(view.heading)}",
        f"X-WR-CALNAME:{_text(view.heading)}",
    ]
    for merged in view.events:
        lines += _event(merged, words)
    if not view.events:
        lines += _ZONE
    lines.append("END:VCALENDAR")
    return "\r\n".join(part for line in lines for part in _folded(line)) + "\r\n"


def _event(merged: MergedEvent, words: Labels) -> Iterator[str]:
    event = merged.event
    vague = is_vague(event)
    marks = [words("planned")] * (event.status == "planned") + [words.span(event.when)] * vague
    summary = f"{event.title} ({'; '.join(marks)})" if marks else event.title
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}@diembao"
    yield f"DTSTAMP:{_day(event.when.first)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(event.when.first)}"
    if event.when.last < date.max:
        yield f"DTEND;VALUE=DATE:{_day(event.when.last + timedelta(days=1))}"
    yield f"SUMMARY:{_text(summary)}"
    yield f"DESCRIPTION:{_text(_description(merged, words, vague=vague))}"
    yield f"CATEGORIES:{_text(words.type(event.type))}"
    yield f"STATUS:{'TENTATIVE' if event.status == 'planned' else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if vague else 'OPAQUE'}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    url = next((t.url for t in merged.tellings if t.url and t.url.startswith(("http://", "https://"))), None)
    if url:
        yield f"URL:{_address(url)}"
    yield "END:VEVENT"


def _description(merged: MergedEvent, words: Labels, *, vague: bool) -> str:
    lines = [f"{words('time_vague')}: {words.span(merged.event.when)}"] if vague else []
    if merged.participants:
        lines.append(f"{words('participants')}: {'; '.join(p.name for p in merged.participants)}")
    for telling in merged.tellings:
        where = f", {telling.url}" if telling.url else ""
        lines.append(f"{telling.event.sentence} ({telling.source}, {words.iso(telling.published)}{where})")
    return "\n".join(lines)


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    plain = printable(text).replace("\t", " ")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _address(url: str) -> str:
    """A URI value, which is not escaped: nothing in it may end the line."""
    return "".join(printable(url).split())


def _folded(line: str) -> list[str]:
    """A content line in pieces of at most 75 octets (RFC 5545, 3.1), never through a character."""
    octets = line.encode("utf-8", "replace")
    if len(octets) <= _OCTETS:
        return [line]
    pieces, at, room = [], 0, _OCTETS
    while at < len(octets):
        end = min(at + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        pieces.append(octets[at:end].decode())
        at, room = end, _OCTETS - 1
    return [pieces[0], *(f" {piece}" for piece in pieces[1:])]
