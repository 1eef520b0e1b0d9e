"""The event that only the title of an article tells; its sentence is the one of the text that holds the details.

`Bà A trúng cử Chủ tịch` above `Sáng nay, hội trường chật kín.`: the title is read as a sentence, and takes the day that
the first sentences give near publication, else that of publication or the day before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from corpus.dates import DateRange
from corpus.mentions import EventType, Unit
from corpus.spans import Span
from corpus.text import canon
from extractor.events.clauses import Stretch, stretches
from extractor.events.doing import PERSONAL, Predicate
from extractor.events.draft import Draft, union
from extractor.events.governing import When
from extractor.events.participants import Cast, cast
from extractor.events.predicates import read
from extractor.events.view import Row, View, read_triggers

_TOLD: frozenset[EventType] = PERSONAL | {"election", "award"}
"""What happens to a person: the news of a title that the text may leave out."""
_AFTER = timedelta(days=3)
_MONTH = timedelta(days=31)
_DETAILS = 3
"""Sentences in which the day of the title's event stands."""


def tells(title: str) -> bool:
    """Whether the words of a title may tell such an event: asked before its mentions are looked at."""
    read = read_triggers(title)
    return "new_holder" in read.beginnings or any(h.kind == "verb" and h.type in _TOLD for h in read.hits)


def headed(view: View, title: View, sentences: Sequence[Span], drafts: Iterable[Draft]) -> Draft | None:
    """The title's event where none of `drafts` is it; None where the title tells none, or only a plan or a question."""
    published = view.published
    if published is None or published.grain not in ("day", "time") or not sentences or "?" in title.text:
        return None
    if title.cue_in("planned", 0, len(title.text)) is not None:
        return None
    found = _doing(view, title)
    if found is None or _told(found[1].type, drafts, published.first):
        return None
    stretch, predicate = found
    when, sentence = _day(view, sentences, published, _detailed(view, sentences, predicate.type))
    members = _cast(view, title, stretch, predicate)
    held = Stretch(sentence=sentence, start=sentence.start, end=sentence.end, part=0, when=when, quoted=False)
    if not members.persons:
        members = union(members, _subjects(cast(view, held, replace(predicate, hit=None, start=held.start), None)))
    if when is None or not (members.participants or title.positions or when.end > when.start):
        return None
    rule = "title" if when.end > when.start else "title, day of publication"
    return Draft(
        index=sentences.index(sentence),
        stretch=held,
        when=when,
        predicate=replace(predicate, hit=None, start=sentence.start),
        cast=members,
        rule=rule,
        heading=title.text,
    )


def _doing(view: View, title: View) -> tuple[Stretch, Predicate] | None:
    """What the title tells of a person, as a doing or as a new holder of a post (`Huyện A có tân Bí thư`)."""
    for stretch in stretches(title, Span(0, len(title.text))):
        predicate = None if stretch.when is not None else read(title, stretch)
        if title.cue_in("title_topic", stretch.start, stretch.end) is not None:
            return None
        if predicate is not None and predicate.hit is not None and not _in_quotes(stretch, predicate.hit.start):
            return (stretch, predicate) if predicate.type in _TOLD and predicate.rule == "verb" else None
        at = title.cue_in("new_holder", stretch.start, stretch.end)
        if at is not None and not _in_quotes(stretch, at):
            begin = title.cue_after("new_holder", at) or stretch.end
            posts = title.positions.within(begin, stretch.end)
            if title.cue_after("post", begin) or any(title.word_count(begin, post.start) == 0 for post in posts):
                elected = any(h.type == "election" for h in view.hits) or view.cue_in("ballot", 0, len(view.text))
                kind: EventType = "election" if elected else "appointment"
                return stretch, Predicate(type=kind, hit=None, rule="new holder", start=stretch.start)
    return None


def _in_quotes(stretch: Stretch, at: int) -> bool:
    return any(a < at < b for a, b in stretch.quotes)


def _told(kind: EventType, drafts: Iterable[Draft], published: date) -> bool:
    """Whether the text itself tells such an event of these weeks: what is done to a person has many names."""
    near = (d for d in drafts if published - _MONTH <= d.when.range.last and d.when.range.first <= published + _MONTH)
    if kind == "award":
        return any(d.predicate.type == "award" for d in near)
    return any(d.predicate.type in PERSONAL or d.predicate.type == "election" for d in near)


def _detailed(view: View, sentences: Sequence[Span], kind: EventType) -> Span | None:
    """The first sentence that tells the same doing, without a day of its own."""
    for sentence in sentences:
        hits = view.hits_in(sentence.start, sentence.end)
        if any(h.kind == "verb" and h.type == kind for h in hits) and (
            not any(d.range is not None for d in view.dates.within(sentence.start, sentence.end))
        ):
            return sentence
    return None


def _day(
    view: View, sentences: Sequence[Span], published: DateRange, detailed: Span | None
) -> tuple[When | None, Span]:
    """The first day near publication in the first sentences, and the sentence that stands for the event."""
    for sentence in sentences[:_DETAILS]:
        for told in view.dates.within(sentence.start, sentence.end):
            span = told.range
            if span is None or told.is_set or span.grain not in ("day", "time") or span.first != span.last:
                continue
            if published.first - _AFTER <= span.first <= published.last:
                value = span.first.isoformat()
                return _when(span, value, told.start, told.end), detailed or sentence
    eve = published.first - timedelta(days=1)
    days = DateRange(first=eve, last=published.last, grain="day")
    at = (detailed or sentences[0]).start
    return _when(days, f"{eve.isoformat()}/{published.last.isoformat()}", at, at), detailed or sentences[0]


def _when(span: DateRange, value: str, start: int, end: int) -> When:
    return When(range=span, value=value, start=start, end=end, opening=start, attachment="front")


def _cast(view: View, title: View, stretch: Stretch, predicate: Predicate) -> Cast:
    """Who takes part by the title, under the names that the text has for them."""
    known = {canon(u.text): u.value for u in view.units}
    units = Row[Unit](replace(u, value=known.get(canon(u.text), u.value)) for u in title.units)
    public = {p.value for p in view.persons if p.public}
    persons = Row(replace(p, public=p.public or p.value in public) for p in title.persons)
    posts = Row(
        replace(p, unit=next((u.value for u in units if p.start <= u.start < p.end), p.unit)) for p in title.positions
    )
    return cast(replace(title, units=units, persons=persons, positions=posts), stretch, predicate, None)


def _subjects(members: Cast) -> Cast:
    """Only the persons of the sentence: its units do other things."""
    return Cast(participants=tuple(p for p in members.participants if p.kind == "person"), place=members.place)
