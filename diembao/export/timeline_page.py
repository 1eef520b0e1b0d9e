"""A timeline as a page to hand in: headings, events with their evidence folded away, and what was left out."""

from __future__ import annotations

import re

from corpus.mentions import Event
from diembao.export.labels import Labels, is_vague, labels
from diembao.export.pages import facts, page, quotation, safe
from diembao.export.timeline_view import Section, TimelineView, sections, source_of
from extractor.resolve.events import MergedEvent

_MACHINE_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def to_html(view: TimelineView) -> str:
    """The page."""
    words = labels(view.language)
    found = sections(view)
    parts = [f"<header>\n<h1>{safe(view.heading)}</h1>\n{facts(statements(view))}\n</header>"]
    if view.group and len(found) > 1:
        parts.append(_contents(found, words))
    parts.append("<main>\n" + "\n".join(_section(s, n, view) for n, s in enumerate(found, 1)) + "\n</main>")
    parts.append(f'<footer class="made">{safe(words("made_by", version=view.version))}</footer>')
    return page(view.heading, "\n".join(parts), words, view.version)


def statements(view: TimelineView) -> list[tuple[str, str]]:
    """What a reader has to know of a timeline: how many events, what was asked for, what is not in it, whence it is."""
    words = labels(view.language)
    asked = "; ".join(
        f"{words.option(name)}: {_said(name, value, words)}" if name else value for name, value in view.asked
    )
    left = "; ".join(f"{words(reason)}: {number}" for reason, number in view.left_out if number)
    told = [
        (words("count"), str(len(view.events))),
        (words("filters"), asked or words("everything")),
        (words("left_out"), left or words("nothing_left_out")),
    ]
    return [*told, (words("source"), source_of(view.corpus, words))] if view.corpus else told


def _said(option: str, value: str, words: Labels) -> str:
    if option == "type":
        return ", ".join(map(words.type, value.split(", ")))
    return words.status(value) if option == "status" else value


def headline(event: Event) -> str:
    """The event's title as a line of its own: what was cut out of a sentence begins with a capital."""
    return event.title[:1].upper() + event.title[1:]


def _contents(found: list[Section], words: Labels) -> str:
    items = "".join(
        f'<li><a href="#group-{n}">{safe(section.heading)}</a> ({len(section.events)})</li>'
        for n, section in enumerate(found, 1)
    )
    return f'<nav aria-label="{safe(words("contents"))}"><ul>{items}</ul></nav>'


def _section(section: Section, number: int, view: TimelineView) -> str:
    words = labels(view.language)
    items = "\n".join(_event(merged, words) for merged in section.events)
    if not view.group:
        return f'<ol class="events">\n{items}\n</ol>'
    count = safe(words.count(len(section.events)))
    heading = f'<h2 id="group-{number}">{safe(section.heading)} <small>{count}</small></h2>'
    return f'<section aria-labelledby="group-{number}">\n{heading}\n<ol class="events">\n{items}\n</ol>\n</section>'


def _event(merged: MergedEvent, words: Labels) -> str:
    event = merged.event
    kinds = ["planned"] * (event.status == "planned") + ["vague"] * is_vague(event)
    classes = f' class="{" ".join(kinds)}"' if kinds else ""
    key = safe(event.id)
    return (
        f'<li id="{key}"{classes}>{_when(merged, words)}<div>'
        f'<h3><span lang="vi">{safe(headline(event))}</span> '
        f'<a class="anchor" href="#{key}" aria-label="#{key}">#</a></h3>'
        f"{_meta(merged, words)}{_more(merged, words)}{_evidence(merged, words)}</div></li>"
    )


def _when(merged: MergedEvent, words: Labels) -> str:
    event = merged.event
    text = safe(words.span(event.when))
    if _MACHINE_DATE.fullmatch(event.date):
        text = f'<time datetime="{event.date}">{text}</time>'
    return f'<p class="when">{text}</p>'


def _meta(merged: MergedEvent, words: Labels) -> str:
    event = merged.event
    marks = [safe(words.type(event.type))]
    if event.status != "reported":
        marks.append(f'<span class="mark">{safe(words.status(event.status))}</span>')
    if event.place:
        marks.append(f'{safe(words("place"))}: <span lang="vi">{safe(event.place)}</span>')
    if merged.participants:
        names = "; ".join(
            f'<span lang="vi">{safe(p.name)}</span>' + (f" ({safe(words.role(p.role))})" if p.role != "other" else "")
            for p in merged.participants
        )
        marks.append(f"{safe(words('participants'))}: {names}")
    return f'<p class="meta">{" · ".join(marks)}</p>'


def _more(merged: MergedEvent, words: Labels) -> str:
    stages = ", ".join(f"{s.date} {words.status(s.status)} ({words.iso(s.published)})" for s in merged.stages)
    told = [(words("stages"), stages), (words("conflicts"), ", ".join(merged.conflicts))]
    return "".join(f'<p class="more">{safe(name)}: {safe(text)}</p>' for name, text in told if text)


def _evidence(merged: MergedEvent, words: Labels) -> str:
    tellings = merged.tellings
    heading = words("evidence", n=len(tellings)) if len(tellings) > 1 else words("evidence_of_one")
    sources = ", ".join(dict.fromkeys(t.source for t in tellings))
    quotations = "".join(
        quotation(t.event.sentence, ", ".join(filter(None, (t.article_title, t.source, words.iso(t.published)))), t.url)
        for t in tellings
    )
    return f"<details><summary>{safe(heading)} ({safe(sources)})</summary>{quotations}</details>"
