"""A timeline as a picture: a row an event, with its time in words, on the axis, and what happened beside it.

A day is a circle, days on which something goes on are a bar, a vague time is a pale box over all days that it may
mean. What is planned is hollow and dashed. Long timelines become pages of about the shape of a sheet of A4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from corpus.errors import UsageError
from diembao.export.labels import Labels, is_vague, labels
from diembao.export.timeline_page import headline, statements
from diembao.export.timeline_view import TimelineView, sections
from diembao.pictures import Picture, render, wrapped
from diembao.pictures_rows import Row, Sheet, specification
from diembao.terminal import one_line
from extractor.resolve.events import MergedEvent

MOST_PAGES = 20
PAGE = 1250  # pixels of rows on a page
_DATE, _TEXT = 128, 470  # pixels of the columns left and right of the axis
_HEAD = 30
_LEAST = 90  # days of an axis
_FAR = 0.1  # of the events that may lie before the axis begins,
_CROWDED = 2  # where it would else be so many times as long
FAMILIES = {
    "congress": "meeting",
    "conference": "meeting",
    "ceremony": "meeting",
    "appointment": "person",
    "transfer": "person",
    "retirement": "person",
    "promotion": "person",
    "election": "person",
    "award": "award",
    "decision": "decision",
    "inspection": "decision",
    "crime": "crime",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A heading, or an event, with the pixels that it takes."""

    heading: str
    event: MergedEvent | None
    height: float


def draw_timeline(view: TimelineView, form: Picture, *, scale: float = 2.0) -> list[bytes]:
    """The pages, a PNG with `scale` dots a pixel.

    Raises UsageError where vl-convert is missing, for no events, and for more than twenty pages.
    """
    if not view.events:
        raise UsageError("there are no events to draw; ask for less, or for another time")
    pages = _pages(view)
    if len(pages) > MOST_PAGES:
        raise UsageError(
            f"{len(view.events)} events would be a picture of {len(pages)} pages, and {MOST_PAGES} are the most; "
            "choose fewer with --min-sources 2, --kind, --granularity day, --from and --to, or take --format html"
        )
    whole = None if view.group in (None, "year", "month") else _domain([e for page in pages for e in _events(page)])
    return [_draw(view, page, n, len(pages), whole, form, scale) for n, page in enumerate(pages, 1)]


def _draw(
    view: TimelineView,
    page: list[_Line],
    number: int,
    pages: int,
    whole: tuple[date, date] | None,
    form: Picture,
    scale: float,
) -> bytes:
    words = labels(view.language)
    events = _events(page)
    title = one_line(view.heading, 90)
    if pages > 1:
        title += f" ({words('page', n=number, of=pages)})"
    rows, y = [], 0.0
    for line in page:
        rows.append(_row(line, y, words))
        y += line.height
    notes = [f"{name}: {text}" for name, text in statements(view)]
    sheet = Sheet(
        title=title,
        rows=tuple(rows),
        height=y,
        domain=whole or _domain(events),
        notes=tuple(notes),
        families=tuple(dict.fromkeys(FAMILIES.get(e.event.type, "other") for e in events)),
    )
    first, last = min(e.event.when.first for e in events), max(e.event.when.last for e in events)
    spoken = f"{title}. {words.count(len(events))}: {words.day(first)} – {words.day(last)}"
    told = "\n".join(f"{_when(e, words)}: {words.type(e.event.type)}: {one_line(e.event.title, 300)}" for e in events)
    return render(specification(sheet, words), form, label=spoken, description="\n".join((told, *notes)), scale=scale)


def _pages(view: TimelineView) -> list[list[_Line]]:
    """The lines of each page, about as many pixels on each."""
    words = labels(view.language)
    lines = [
        (section.heading, [_Line("", event, _height(event, words)) for event in section.events])
        for section in sections(view)
    ]
    pages = _cut(lines, PAGE, view)
    total = sum(line.height for page in pages for line in page)
    for room in range(int(total / len(pages)), PAGE, 25):
        if len(even := _cut(lines, room, view)) == len(pages):
            return even
    return pages


def _cut(sections: list[tuple[str, list[_Line]]], most: float, view: TimelineView) -> list[list[_Line]]:
    """Pages of so many pixels; a group that goes on has its heading again."""
    words = labels(view.language)
    pages: list[list[_Line]] = [[]]
    room = float(most)
    for name, lines in sections:
        heading = _Line(f"{name} ({words.count(len(lines))})", None, _HEAD)
        again = _Line(f"{name} ({words('goes_on')})", None, _HEAD)
        for n, line in enumerate(lines):
            opening = [heading] * bool(view.group and n == 0)
            if line.height + sum(x.height for x in opening) > room and pages[-1]:
                pages.append([])
                room = most
                opening = [heading if n == 0 else again] * bool(view.group)
            pages[-1] += [*opening, line]
            room -= line.height + sum(x.height for x in opening)
    return pages


def _events(page: list[_Line]) -> list[MergedEvent]:
    return [line.event for line in page if line.event is not None]


def _height(merged: MergedEvent, words: Labels) -> float:
    title, meta = _texts(merged, words)
    return max(16 * len(title) + 14 * len(meta), 15 * len(_date_lines(merged, words))) + 12


def _texts(merged: MergedEvent, words: Labels) -> tuple[list[str], list[str]]:
    """What happened, and below it type, who, how many tell it, and other dates."""
    event = merged.event
    names = [p.name for p in merged.participants if p.name not in event.title]
    sources = list(dict.fromkeys(t.source for t in merged.tellings))
    told = sources[0] if len(sources) == 1 else words("sources", n=len(sources))
    parts = [words.type(event.type), *([words.status(event.status)] if event.status != "reported" else []), told]
    meta = wrapped(one_line(" · ".join([*parts, *names]), 400), _TEXT, size=11, lines=2)
    other = [s.date for s in merged.stages if (s.date, s.status) != (event.date, event.status)]
    for name, dates in (("stages", other), ("conflicts", [d for d in merged.conflicts if d not in other])):
        if dates:
            meta += wrapped(f"{words(name)}: {', '.join(dict.fromkeys(dates))}", _TEXT, size=11, lines=1)
    return wrapped(one_line(headline(event), 300), _TEXT, size=12.5, lines=3), meta


def _when(merged: MergedEvent, words: Labels) -> str:
    planned = f" ({words('planned')})" if merged.event.status == "planned" else ""
    return words.span(merged.event.when) + planned


def _date_lines(merged: MergedEvent, words: Labels) -> list[str]:
    return wrapped(words.span(merged.event.when), _DATE, lines=3)


def _row(line: _Line, y: float, words: Labels) -> Row:
    if line.event is None:
        return Row(y=y, height=line.height, heading=line.heading)
    event = line.event.event
    title, meta = _texts(line.event, words)
    others = {t.event.date: t.event.when for t in line.event.tellings}
    return Row(
        y=y,
        height=line.height,
        when=tuple(_date_lines(line.event, words)),
        title=tuple(title),
        meta=tuple(meta),
        first=event.when.first,
        last=event.when.last,
        vague=is_vague(event),
        planned=event.status != "reported",
        family=FAMILIES.get(event.type, "other"),
        others=tuple((w.first, w.last) for d, w in others.items() if d != event.date),
    )


def _domain(events: list[MergedEvent]) -> tuple[date, date]:
    """First and last day of the axis. A few events that lie so far back that the others would be crowded stay outside:
    their date stands beside them, and an arrow at the edge.
    """
    spans = sorted((e.event.when.first, e.event.when.last) for e in events)
    last = max(span[1] for span in spans)
    lengths = [(last - first).days + 1 for first, _ in spans[: int(len(spans) * _FAR) + 1]]
    begin = 0
    if lengths[0] >= _CROWDED * lengths[-1]:
        begin = next(at for at, length in enumerate(lengths) if length <= 1.25 * lengths[-1])
    first = spans[begin][0]
    room = timedelta(days=max(1, _LEAST - (last - first).days, (last - first).days // 20) // 2)
    return max(first, date.min + room) - room, min(last, date.max - room) + room
