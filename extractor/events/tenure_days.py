"""The days of which a clause says that a post began, ended or was held.

Those told with the post come first (`kể từ ngày`, `từ tháng 10-2016`, `giai đoạn 2015-2018`), then the date that
governs its clause, then that of the event that its sentence tells (the date of the occasion, of the sentence before).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.dates import DateRange, PublicationDate
from corpus.mentions import Change, DateExpression, Event, EventType, Person, Position, Rank, Tenure
from corpus.spans import Span
from extractor.events.clauses import Stretch, stretches
from extractor.events.governing import When
from extractor.events.tenure_stance import GIVING
from extractor.events.tenure_words import Asked

_NOW = "PRESENT_REF"
_PLAIN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_FROM = re.compile(r"^(từ|kể từ|tính từ|bắt đầu từ)\b")
_ORDINAL = re.compile(r"\s+(?:thứ (?:\d+|[^\W\d_]+)|đầu tiên|khóa [ivxlc\d]+)\b")
_PARTS = 4
"""Complements of a post between it and its days."""
_TERM = 4
"""Characters between a post and its term."""
_FAR = 14
"""Words between a post that is taken up and the day from which (`kể từ ngày`)."""
_NEAR = 3
"""Words between a post and a day that tells how long it was held."""
_LIFE = 80
"""Characters before a post in which the day stands that a life has come to."""
_AHEAD = 30
"""Characters before a name in which `kể từ khi` stands."""
_CLOSED = ("", ".", ";", ")")
_LONGEST = 2_000
"""Characters of a sentence whose dates are weighed; a longer one is a table or a list."""
_TYPES: dict[Change, tuple[EventType, ...]] = {
    "begins": ("appointment", "transfer", "election"),
    "ends": ("retirement", "appointment", "transfer", "election", "decision"),
}


@dataclass(frozen=True, slots=True)
class Days:
    """Days between which something lies, and the rule that found them."""

    first: str | None
    last: str | None
    rule: str

    def told(self, change: Change, person: str | None = None, acting: str | None = None) -> Tenure:
        """A tenure of these days."""
        return Tenure(change=change, first=self.first, last=self.last, rule=self.rule, person=person, acting=acting)


UNDATED = Days(None, None, "undated")


def days_of(span: DateRange, rule: str) -> Days:
    """The days of a span."""
    return Days(span.first.isoformat(), span.last.isoformat(), rule)


def period(asked: Asked, date: DateExpression, rule: str) -> tuple[Days, Days | None] | None:
    """Of `từ tháng 3/2015 đến tháng 8/2018` when it began and when it ended, if it did; None for what is no period."""
    if not is_dated(date) or "/" not in date.value:
        return None
    if date.range is None:
        return days_of(_span(date.value.partition("/")[0]), rule), None
    parts = [_PLAIN.match(part) for part in date.value.split("/")]
    if len(parts) != 2 or not parts[0] or not parts[1]:
        return None
    begin, end = (_span(part[0]) for part in parts if part)
    if asked.first("now", date.start, date.end) is not None:
        return days_of(begin, rule), None
    if end.first <= begin.last:
        return None  # trong hai ngày 6 và 7-8
    return days_of(begin, rule), days_of(end, rule)


def is_dated(date: DateExpression) -> bool:
    """Whether days are known of an expression: a span, or the first of `từ 2/2016 đến nay` of undated articles."""
    if date.is_set:
        return False
    first, _, last = date.value.partition("/")
    return date.range is not None or (last == _NOW and _PLAIN.fullmatch(first) is not None)


def _span(value: str) -> DateRange:
    return PublicationDate(value=value, method="text", confidence=1).span


def both_ends(ends: tuple[Days, Days | None]) -> Iterator[Tenure]:
    """A period as its beginning and its end."""
    yield ends[0].told("begins")
    if ends[1] is not None:
        yield ends[1].told("ends")


def behind(asked: Asked, start: int, stop: int, *, far: bool) -> Iterator[tuple[str, DateExpression]]:
    """Dates within [start, stop) that tell since or until when, or how long: `since`, `until`, `period`, and the date.

    `far` looks over the names that may stand between (`quyền Bí thư cho ông A, Phó Bí thư, kể từ ngày 1/11`).
    """
    view = asked.view
    start = start if far else _past_complement(asked, start, stop)
    for date in view.dates.within(start, stop):
        if not is_dated(date):
            continue
        words = view.word_count(start, date.start)
        if words > (_FAR if far else _NEAR) and not (far and asked.before("effect", date.start, start) is not None):
            continue
        if any(h.kind == "verb" for h in view.hits_in(start, date.start)):
            return
        if any(asked.after(link, date.end) is not None for link in ("is", "takes", "begins")):
            return  # năm 2010 là Phó Giám đốc | và từ năm 2015 là Giám đốc
        gap = view.text[start : date.start]
        if not far and not _is_its_own(asked, date, start):
            return
        since = asked.before("since", date.start, start) is not None or _FROM.match(view.canon[date.start : date.end])
        if period(asked, date, "") is not None and (since or gap.rstrip().endswith("(") or not far):
            yield "period", date
        elif since or _is_bracketed(view.text, start, date):
            yield "since", date
        elif asked.before("until", date.start, start) is not None:
            yield "until", date


def _is_its_own(asked: Asked, date: DateExpression, start: int) -> bool:
    """Whether a day behind a post that ends at `start` is told of the post: `Giám đốc Sở Y tế (2015-2018)`.

    Nothing stands between, and what a comma opens is closed: in `Giám đốc cho biết: giai đoạn 2015-2020, Đảng bộ …` and
    `Giám đốc Công an tỉnh, từ năm 2018 lực lượng đã …` the day is that of what follows.
    """
    text, begins = asked.view.text, date.start
    for cue in ("since", "until", "within"):
        at = asked.before(cue, begins, start)
        begins = begins if at is None else at
    gap = text[start:begins]
    return not gap.strip(" ,(") and ("," not in gap or text[date.end : date.end + 2].strip()[:1] in _CLOSED)


def _is_bracketed(text: str, start: int, date: DateExpression) -> bool:
    """`Phó Bí thư Tỉnh ủy (tháng 6/2010)`: a bracket with nothing but the day from which."""
    return text[start : date.start].strip() == "(" and text[date.end : date.end + 1] == ")"


def _past_complement(asked: Asked, start: int, stop: int) -> int:
    """Behind what goes on with a post: `Thủ tướng | thứ 6 của nước Đức`, `Chủ tịch Ủy ban A | của Công ty B`."""
    view = asked.view
    for _ in range(_PARTS):
        numbered = _ORDINAL.match(view.canon, start, stop)
        at = start if numbered is None else numbered.end()
        owner = asked.after("owned", at)
        at = at if owner is None or owner > stop else owner
        ends = [m.end for m in view.units.within(at, at + 2)] + [m.end for m in view.places.within(at, at + 2)]
        if ends and ends[0] <= stop:
            at = ends[0]
        elif numbered is None:
            return start
        else:
            at = numbered.end()
        start = at
    return start


class Calendar:
    """The dates and events of one article, asked for by post, rank or person."""

    def __init__(self, asked: Asked, events: Iterable[Event]) -> None:
        self._asked = asked
        self._view = asked.view
        self._stretches: dict[int, list[Stretch]] = {}
        self._events: dict[int, list[Event]] = {}
        for event in events:
            self._events.setdefault(event.start, []).append(event)

    def term(self, post: Position) -> Days | None:
        """The years of the term that a post is stated with (`Chủ tịch UBND tỉnh | nhiệm kỳ 2011-2016`), if it is over.

        Of articles without a day every term is read. It was held at some time between these days.
        """
        published = self._view.published
        for term in self._view.terms.within(post.end, post.end + _TERM):
            if term.from_year is None or term.to_year is None or self._view.text[post.end : term.start].strip(" ,("):
                break
            if published is None or published.first.year > term.to_year:
                return Days(f"{term.from_year}-01-01", f"{term.to_year}-12-31", "term")
        return None

    def published(self) -> tuple[str, str] | None:
        """The ISO days of publication."""
        span = self._view.published
        return None if span is None else (span.first.isoformat(), span.last.isoformat())

    def ahead(self, day: str | None) -> bool:
        """Whether a day lies after publication."""
        published = self.published()
        return published is not None and day is not None and day > published[1]

    def effective(self, sentence: Span, post: Position, stop: int, change: Change) -> Days:
        """`kể từ ngày` behind the post, from the day on which that was decided; else the day that governs."""
        governed = self.governed(sentence, post, change)
        for kind, date in behind(self._asked, post.end, stop, far=True):
            if kind == "since" and date.range is not None:
                return self._known_before(days_of(date.range, "since"), governed)
            if kind == "period" and (both := period(self._asked, date, "since")) is not None:
                return both[0] if change == "begins" else both[1] or governed
        return governed

    def behind_doing(self, sentence: Span, post: Position, stop: int) -> Days:
        """The day behind what is said of a post, and before another (`ông A, Giám đốc, từ chức | hôm 3/5`)."""
        view = self._view
        others = view.positions.within(post.end, stop)
        end = others[0].start if others else stop
        when = self.stretch(sentence, post).when
        if when is not None and post.end < when.start < end:
            return days_of(when.range, "governing date")
        for date in view.dates.within(post.end, end):
            if date.range is not None and self._asked.before("since", date.start, post.end) is not None:
                return days_of(date.range, "since")
        return UNDATED

    def since(self, start: int, stop: int) -> Days | None:
        """The day since which, told within [start, stop)."""
        dates = (date for kind, date in behind(self._asked, start, stop, far=True) if kind == "since")
        found = next(dates, None)
        return days_of(found.range, "since") if found is not None and found.range is not None else None

    def when_behind(self, start: int, stop: int) -> Days | None:
        """The day right behind a post (`trước khi làm Bí thư Tỉnh ủy vào tháng 10/2015`), or since it."""
        for date in self._view.dates.within(start, stop):
            end = self._asked.after("on", start) or start
            if date.range is not None and not self._view.text[end : date.start].strip():
                return days_of(date.range, "day")
            break
        return self.since(start, stop)

    def _known_before(self, own: Days, governed: Days) -> Days:
        """From the day on which a decision was made known to that from which it holds."""
        published = self.published()
        known = governed.first if governed.rule != "document" else None
        if own.first and known and known < own.first:
            return Days(known, own.last, own.rule)
        if own.first and published is not None and published[1] < own.first:
            return Days(published[0], own.last, own.rule)
        return own

    def governed(self, sentence: Span, post: Position, change: Change) -> Days:
        """The day of the clause, else that of the event that tells the change."""
        if (reached := self._reached(sentence, post)) is not None:
            return reached
        own = self.date(sentence, post)
        if own is not None and own.attachment != "document":
            return days_of(own.range, "governing date")
        passed = self.stretch(sentence, post).when
        for event in self._events.get(sentence.start, ()):
            if passed is not None and own is None and event.when == passed.range:
                continue  # a date that does not govern the post governs it no more by way of the event
            if event.type in _TYPES[change] and (not event.persons or not post.person or post.person in event.persons):
                return self._of_event(event)
        return UNDATED if own is None else self._from_document(days_of(own.range, "document"))

    def _reached(self, sentence: Span, post: Position) -> Days | None:
        """The day right before the doing, to which a life is told (`…; đến năm 2005 được bổ nhiệm | Trưởng Phòng`)."""
        dates = self._view.dates.within(max(sentence.start, post.start - _LIFE), post.start)
        if not dates or dates[-1].range is None or self._asked.before("until", dates[-1].start, sentence.start) is None:
            return None
        return days_of(dates[-1].range, "reached")

    def _of_event(self, event: Event) -> Days:
        span = days_of(event.when, "event")
        return self._from_document(span) if "; document:" in event.evidence else span

    def _from_document(self, span: Days) -> Days:
        """The day of a paper: what it decides begins between then and publication."""
        published = self.published()
        late = published is not None and span.first is not None and published[1] > span.first
        return Days(span.first, published[1] if published and late else span.last, "document")

    def date(self, sentence: Span, post: Position) -> When | None:
        """The date that governs a post's clause: not that of a doing behind it (`…, thay ông A nghỉ hưu từ ngày …`)."""
        own = self.stretch(sentence, post)
        when = own.when
        if when is not None and when.since and when.attachment != "front":
            when = None  # ông A, người phụ trách từ ngày 9/8, được …
        if when is not None and when.start > post.end:
            doings = self._view.hits_in(post.end, when.opening)
            since = self._asked.before("since", when.start, post.end) is not None
            if since or when.attachment == "front" or any(h.kind == "verb" and h.type in GIVING for h in doings):
                when = None
        if when is not None:
            return when
        earlier = [s.when for s in self._stretches[sentence.start] if s.start < own.start and s.when is not None]
        found = next((w for w in reversed(earlier) if w.attachment in ("front", "document")), None)
        if found is not None and any(d.range is not None for d in self._view.dates.within(found.end, post.start)):
            return None  # Giữa tháng 3, A đi; phải đến cuối tháng 6, B mới được bổ nhiệm
        return found

    def stretch(self, sentence: Span, mention: Position | Rank | Person) -> Stretch:
        """The stretch of the sentence in which a mention stands."""
        found = self._stretches.get(sentence.start)
        if found is None:
            whole = Stretch(sentence=sentence, start=sentence.start, end=sentence.end, part=0, when=None, quoted=False)
            dated = self._view.dates.within(sentence.start, sentence.end)
            short = sentence.end - sentence.start <= _LONGEST
            found = list(stretches(self._view, sentence)) if dated and short else [whole]
            self._stretches[sentence.start] = found
        return next((s for s in found if s.start <= mention.start < s.end), found[-1])

    def promoted(self, sentence: Span, rank: Rank) -> Days:
        """When a rank was given."""
        if (since := self.since(rank.end, min(sentence.end, rank.end + _LONGEST))) is not None:
            return since
        for event in self._events.get(sentence.start, ()):
            if event.type == "promotion":
                return self._of_event(event)
        when = self.stretch(sentence, rank).when
        return UNDATED if when is None else days_of(when.range, "governing date")

    def gone(self, sentence: Span, person: Person, end: int) -> Days:
        """When somebody retired or died, by the day right behind `end`, the event or the clause."""
        for date in self._view.dates.within(end, end + _NEAR):
            if date.range is not None and not self._view.text[end : date.start].strip(" (,"):
                return days_of(date.range, "day")
        if (since := self.since(end, min(sentence.end, end + _LONGEST))) is not None:
            return since
        for event in self._events.get(sentence.start, ()):
            if event.type == "retirement" and person.value in event.persons:
                return days_of(event.when, "event")
        when = self.stretch(sentence, person).when
        then = self._asked.first("since_then", max(sentence.start, person.start - _AHEAD), person.start)
        if when is None or then is not None:
            return UNDATED  # bầu bà làm chủ tịch, ghế trống kể từ khi ông A về hưu
        return days_of(when.range, "governing date")
