"""What sentences say of the time in which a post is held. Which question: since when, until when, and who before?

A post that a clause gives somebody (`bổ nhiệm X giữ chức …`) begins, one that it takes (`thôi giữ chức …`) ends; all
others are held. The days are those told with the post (`kể từ ngày`, `từ tháng 10-2016`, `giai đoạn 2015-2018`), else
those of the event that the clause tells, else those that govern the clause. What is planned, denied or imagined is kept
as such, so that nobody takes it for held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from corpus.article import Document
from corpus.mentions import Event, Mention, Person, Position, Rank, Tenure
from corpus.spans import Span
from extractor.events.clauses import Stretch, stretches
from extractor.events.doing import PERSONAL
from extractor.events.governing import When
from extractor.events.lexicon import Hit
from extractor.events.tenure_days import UNDATED, Days, behind, days_of, period
from extractor.events.tenure_words import Asked, tenure_words
from extractor.events.view import View, make_view
from extractor.mine.context import Context

_GIVING = PERSONAL | {"election"}
_AHEAD = 60
"""Characters before a doing in which it may be called planned or be denied."""
_NEXT = 4
"""Characters between a name and the post behind it."""
_DENIED = 4
"""Words from a denial to what it denies (`chưa được xem xét | bổ nhiệm`)."""
_OLD = timedelta(days=45)
"""A sentence of days so far back may name posts of then or of now."""
_OLD_RULE = "old sentence"
_SPOKEN = 5
"""Words between `thay` and the name of the predecessor."""
_SUBJECT = 6
"""Words between a name and what became of its bearer (`nghỉ hưu`)."""


def with_tenures(
    document: Document, mentions: Sequence[Mention], context: Context, events: Iterable[Event] = (), *, title: bool = False
) -> tuple[Mention, ...]:
    """The mentions of `document.text`, with what their sentences say of time; `events` are those found in it.

    Persons of posts are changed where a clause names a predecessor (`giữ chức …, thay ông A`). Never raises.
    """
    if not any(isinstance(m, Position) or (isinstance(m, Rank) and m.person) for m in mentions):
        return tuple(mentions)
    published = context.published.span if context.published else None
    view = make_view(document.text, mentions, published)
    changed = _Reader(view, document.sentences, list(events), title=title).read(mentions)
    return tuple(changed.get(id(m), m) for m in mentions) if changed else tuple(mentions)


@dataclass(slots=True)
class _Read:
    """A post as its clause is read: what becomes of it, when, and who has it."""

    post: Position
    stance: str
    told: list[Tenure]
    taker: str | None = None


class _Reader:
    """One article."""

    def __init__(self, view: View, sentences: Sequence[Span], events: list[Event], *, title: bool) -> None:
        self._view = view
        self._asked = Asked(view, tenure_words())
        self._sentences = sentences
        self._events = events
        self._title = title
        self._parts: dict[int, list[Stretch]] = {}

    def read(self, mentions: Sequence[Mention]) -> dict[int, Mention]:
        """The mentions that change, by the id of the object that they stand for."""
        changed: dict[int, Mention] = {}
        view = self._view
        ranks = [m for m in mentions if isinstance(m, Rank) and m.person]
        for sentence in self._sentences:
            posts = view.positions.within(sentence.start, sentence.end)
            own = [r for r in ranks if sentence.start <= r.start < sentence.end]
            if not posts and not own:
                continue
            read = self._posts(sentence, posts)
            for one in read:
                if one.told or one.taker:
                    person = one.taker or one.post.person
                    changed[id(one.post)] = replace(one.post, tenure=tuple(one.told), person=person)
            for rank in own:
                if (days := self._promoted(sentence, rank)) is not None:
                    changed[id(rank)] = replace(rank, tenure=(days.told("begins"),))
            self._persons(sentence, read, changed)
        return changed

    # posts

    def _posts(self, sentence: Span, posts: Sequence[Position]) -> list[_Read]:
        read: list[_Read] = []
        for post in posts:
            before = read[-1] if read else None
            if before is not None and self._joined(before.post, post) and before.stance not in ("holds", "former"):
                told = [t for t in before.told if t.person is None]
                read.append(_Read(post, before.stance, told, before.taker))
                continue
            read.append(self._post(sentence, post))
        moved = [r for r in read if r.stance == "begins"]
        for one in read:
            if one.stance == "holds" and all(t.rule == _OLD_RULE for t in one.told):
                self._left_by(one, moved)
        return read

    def _joined(self, a: Position, b: Position) -> bool:
        """Whether one list gives both (`giữ chức Bí thư Đảng ủy, Giám đốc Công an tỉnh`)."""
        view = self._view
        units = view.units.within(a.end, b.start)
        at = a.end
        for unit in units:
            if view.text[at : unit.start].strip(" ,"):
                return False
            at = max(at, unit.end)
        gap = view.text[at : b.start].strip(" ,")
        return not gap or self._asked.after("between", at) == b.start - len(view.text[at : b.start]) + len(
            view.text[at : b.start].rstrip()
        )

    def _post(self, sentence: Span, post: Position) -> _Read:
        floor, stop = self._bounds(sentence, post)
        stance, at, verb = self._stance(post, floor)
        if stance in ("begins", "leaves") and self._unsure(floor, at if verb is None else verb.start, post.start):
            return _Read(post, "planned", [self._when(sentence, post, stop, "begins", planned=True).told("planned")])
        if stance == "begins":
            return self._taken(sentence, post, floor, stop)
        if stance == "leaves":
            return _Read(post, "leaves", [self._when(sentence, post, stop, "ends").told("ends")])
        if stance == "again":
            days = self._governed(sentence, post, "begins")
            return _Read(post, "again", [days.told("holds")] if days is not UNDATED else [])
        if stance != "former" and self._asked.before("candidate", post.start, floor) is not None:
            return _Read(post, "planned", [UNDATED.told("planned")])
        if stance in ("holds", "begins") and self._anothers(post, floor):
            return _Read(post, "planned", [Days(None, None, "another's").told("planned")])
        return self._held(sentence, post, stance, stop)

    def _bounds(self, sentence: Span, post: Position) -> tuple[int, int]:
        """The part of the sentence between semicolons."""
        text = self._view.text
        floor = text.rfind(";", sentence.start, post.start) + 1
        stop = text.find(";", post.end, sentence.end)
        return max(floor, sentence.start), stop if stop >= 0 else sentence.end

    def _stance(self, post: Position, floor: int) -> tuple[str, int, Hit | None]:
        """What becomes of a post by the words before it, where these begin, and the verb that gives or takes it."""
        link = self._asked.link(post.start, floor)
        verbs = [
            h for h in self._view.hits_in(floor, post.start) if h.kind == "verb" and h.type in _GIVING and h.type != "promotion"
        ]
        if link is None:
            direct = verbs[-1] if verbs and not self._view.text[verbs[-1].end : post.start].strip() else None
            if direct is None:
                return ("former" if post.former else "holds"), post.start, None
            return ("leaves" if direct.type == "retirement" else "begins"), direct.start, direct
        kind, at = link
        if kind in ("begins", "again", "leaves"):
            return kind, at, None
        if kind in ("was", "is") or post.former:
            return ("former" if kind == "was" or post.former else "is"), at, None
        earlier = [h for h in verbs if h.start < at and self._reaches(h, at)]
        if not earlier:
            return ("begins" if self._title else "takes"), at, None
        if earlier[-1].type == "retirement" or self._asked.before("leaves", at, floor) is not None:
            return "leaves", at, earlier[-1]
        if self._asked.after("again", earlier[-1].start) is not None:
            return "again", at, earlier[-1]
        return "begins", at, earlier[-1]

    def _anothers(self, post: Position, floor: int) -> bool:
        """A post that stands beside a name, and is not his: `… của Bộ trưởng, Đại tá A, Giám đốc, được …`.

        So is `Giao nhiệm vụ cho ông A, đồng chí | Bí thư nhấn mạnh`.
        """
        view, asked = self._view, self._asked
        behind_ = [p for p in view.persons.within(post.end, post.end + _AHEAD) if p.value == post.person]
        lead = asked.before("owner", post.start, floor)
        if lead is not None and behind_ and view.text[post.end : post.end + 1] == ",":
            name = behind_[0]
            after = view.positions.within(name.end, name.end + _NEXT)
            given = asked.before("given_to", post.start, floor) is not None
            return given or (bool(after) and not view.text[name.end : after[0].start].strip(" ,"))
        lead = asked.before("honorific", post.start, floor)
        if lead is None or behind_:
            return False
        earlier = [p for p in view.persons.within(floor, lead) if p.value == post.person]
        return bool(earlier) and view.text[earlier[-1].end : lead].strip() == ","

    def _reaches(self, verb: Hit, at: int) -> bool:
        """Whether a doing of the clause gives the post at `at`: no other sentence-like clause stands between."""
        return self._view.text.find(". ", verb.end, at) < 0

    def _unsure(self, floor: int, at: int, end: int) -> bool:
        """Whether what is done is only planned, denied or imagined."""
        asked, near = self._asked, max(floor, at - _AHEAD)
        if asked.first("imagined", floor, at) is not None or asked.first("plan", near, end) is not None:
            return True
        denied = asked.first("unheld", near, at)
        return denied is not None and self._view.word_count(denied, at) <= _DENIED

    def _taken(self, sentence: Span, post: Position, floor: int, stop: int) -> _Read:
        days = self._when(sentence, post, stop, "begins")
        ahead = self._view.published is not None and days.first is not None
        if ahead and days.rule != "since" and days.first is not None and self._after_publication(days.first):
            return _Read(post, "planned", [days.told("planned")])
        told = [days.told("begins")]
        former = self._replaced(floor, stop)
        taker = None
        if former is not None and (former.start > post.end or former.value != post.person):
            until = days if days.rule != "since" else self._governed(sentence, post, "begins")
            told.append(until.told("ends", former.value))
            if post.person == former.value and former.start > post.end:
                taker = next((p.value for p in reversed(self._names(floor, post.start)) if p.value != former.value), None)
        return _Read(post, "begins", told, taker)

    def _after_publication(self, day: str) -> bool:
        published = self._view.published
        return published is not None and day > published.last.isoformat()

    def _names(self, start: int, end: int) -> list[Person]:
        return [p for p in self._view.persons.within(start, end) if p.public]

    def _replaced(self, floor: int, stop: int) -> Person | None:
        """Whom the clause says that somebody follows (`thay Đại tá A nghỉ hưu`)."""
        view = self._view
        for person in self._view.persons.within(floor, stop):
            i = view.word_at(person.start)
            for k in range(i, max(-1, i - _SPOKEN - 1), -1):
                start = view.words[k][0] if k < len(view.words) else person.start
                if "," in view.text[start : person.start] or start < floor:
                    break
                if self._asked.before("replacing", start, floor) is not None:
                    named = any(p.start >= start for p in view.positions.within(start, person.start))
                    return None if named else person  # thay Phó Giám đốc phụ trách A: that post of his
        return None

    def _held(self, sentence: Span, post: Position, stance: str, stop: int) -> _Read:
        """What is stated as held: the days told with it, those in front of it, or those of an old sentence."""
        told = list(self._told_behind(post, stop)) or list(self._told_in_front(sentence, post, stance))
        if not told and stance == "former" and not post.former:
            told = [UNDATED.told("ends")]
        if not told and stance != "former" and (when := self._stretch(sentence, post).when) is not None:
            published = self._view.published
            if published is not None and when.range.last < published.first - _OLD:
                told = [Days(when.range.first.isoformat(), published.last.isoformat(), _OLD_RULE).told("holds")]
        return _Read(post, "former" if stance == "former" else "holds", told)

    def _told_behind(self, post: Position, stop: int) -> Iterator[Tenure]:
        for kind, date in behind(self._asked, post.end, stop, far=False):
            if kind == "period" and (both := period(self._asked, date, "period")) is not None:
                yield both[0].told("begins")
                if both[1] is not None:
                    yield both[1].told("ends")
            elif date.range is not None:
                yield days_of(date.range, kind).told("begins" if kind == "since" else "ends")
            return

    def _told_in_front(self, sentence: Span, post: Position, stance: str) -> Iterator[Tenure]:
        """`Từ năm 2015 đến 2018, ông là …`, `Tháng 6-2017, Phó Giám đốc …`."""
        view = self._view
        floor, stop = self._bounds(sentence, post)
        dates = [d for d in view.dates.within(floor, post.start) if d.range is not None and not d.is_set]
        listed = bool(dates) and not view.text[dates[-1].end : post.start].strip(" ,:-–")
        listed = listed and not view.persons.within(floor, stop)
        if not dates or (stance == "holds" and not listed):
            return
        date = dates[-1]
        if any(h.kind == "verb" and h.type in _GIVING for h in view.hits_in(date.end, post.start)) and stance != "takes":
            return
        both = period(self._asked, date, "period")
        when = self._stretch(sentence, post).when
        if both is None and (when is None or not when.start <= date.start < when.end):
            return  # sinh năm 1966, hiện là …
        if both is not None:
            yield both[0].told("begins")
            if both[1] is not None:
                yield both[1].told("ends")
        elif date.range is not None and (self._asked.before("since", date.start, floor) is not None or listed):
            yield days_of(date.range, "since" if not listed else "list").told("begins")
        elif date.range is not None and stance in ("is", "takes"):
            yield days_of(date.range, "date in front").told("holds")

    def _left_by(self, one: _Read, moved: list[_Read]) -> None:
        """A post that the clause gives somebody whom it moves to another: held until then (`X, Phó Giám đốc, giữ …`)."""
        new = next((m for m in moved if m.post.person == one.post.person and m.post.start > one.post.end), None)
        if new is None or not one.post.person:
            return
        if self._asked.first("also", one.post.end, new.post.start) is not None:
            return
        verb = self._view.hits_in(one.post.start - 200 if one.post.start > 200 else 0, new.post.start)
        transfer = any(h.kind == "verb" and h.type == "transfer" for h in verb)
        days = next((t for t in new.told if t.change == "begins"), None)
        if days is not None:
            day = days.first or days.last
            one.told = [Days(day, day, "moved" if transfer else "given another").told("holds")]

    # days

    def _when(self, sentence: Span, post: Position, stop: int, change: str, *, planned: bool = False) -> Days:
        """`kể từ ngày` behind the post, from the day of the decision on; else the day that governs."""
        governed = self._governed(sentence, post, change)
        for kind, date in behind(self._asked, post.end, stop, far=True):
            if kind == "since" and date.range is not None:
                own = days_of(date.range, "since")
                return own if planned else self._effective(own, governed)
            if kind == "period" and (both := period(self._asked, date, "since")) is not None:
                return both[0] if change == "begins" else both[1] or governed
        return governed

    def _effective(self, own: Days, governed: Days) -> Days:
        """From the day on which a decision was made known to that from which it holds."""
        published = self._view.published
        known = governed.first if governed.rule != "document" else None
        if own.first and known and known < own.first:
            return Days(known, own.last, own.rule)
        if own.first and published is not None and published.last.isoformat() < own.first:
            return Days(published.first.isoformat(), own.last, own.rule)
        return own

    def _governed(self, sentence: Span, post: Position, change: str) -> Days:
        types = {"begins": ("appointment", "transfer", "election"), "ends": ("retirement", "appointment", "transfer", "election", "decision")}
        for event in self._events:
            if not event.start <= post.start < event.end or event.type not in types[change]:
                continue
            if event.persons and post.person and post.person not in event.persons:
                continue
            span = days_of(event.when, "event")
            return self._from_document(span) if "; document:" in event.evidence else span
        when = self._date(sentence, post)
        if when is None:
            return UNDATED
        span = days_of(when.range, "governing date")
        return self._from_document(span) if when.attachment == "document" else span

    def _from_document(self, span: Days) -> Days:
        """The day of a paper: what it decides begins between then and publication."""
        published = self._view.published
        last = published.last.isoformat() if published and span.first and published.last.isoformat() > span.first else span.last
        return Days(span.first, last, "document")

    def _date(self, sentence: Span, post: Position) -> When | None:
        """The date that governs the post's clause; not that of a further doing behind it (`…, thay ông A nghỉ hưu`)."""
        own = self._stretch(sentence, post)
        when = own.when
        if when is not None and when.start > post.end:
            between = self._view.hits_in(post.end, when.opening)
            if any(h.kind == "verb" and h.type in _GIVING for h in between):
                when = None
        if when is not None:
            return when
        earlier = [s.when for s in self._parts[sentence.start] if s.start < own.start and s.when is not None]
        return next((w for w in reversed(earlier) if w.attachment in ("front", "document")), None)

    def _stretch(self, sentence: Span, mention: Position | Rank | Person) -> Stretch:
        found = self._parts.get(sentence.start)
        if found is None:
            if self._view.dates.within(sentence.start, sentence.end):
                found = list(stretches(self._view, sentence))
            else:
                found = [Stretch(sentence=sentence, start=sentence.start, end=sentence.end, part=0, when=None, quoted=False)]
            self._parts[sentence.start] = found
        return next((s for s in found if s.start <= mention.start < s.end), found[-1])

    # ranks and persons

    def _promoted(self, sentence: Span, rank: Rank) -> Days | None:
        """When the rank was given, where the sentence says that it was."""
        view = self._view
        rises = [h for h in view.hits_in(sentence.start, rank.end) if h.type == "promotion" and h.kind == "verb"]
        if not rises or (rank.promoted_from is None and view.text[rises[-1].end : rank.start].strip()):
            return None
        if self._unsure(sentence.start, rises[-1].start, rises[-1].end):
            return None
        for kind, date in behind(self._asked, rank.end, sentence.end, far=True):
            if kind == "since" and date.range is not None:
                return days_of(date.range, "since")
        for event in self._events:
            if event.type == "promotion" and event.start <= rank.start < event.end:
                span = days_of(event.when, "event")
                return self._from_document(span) if "; document:" in event.evidence else span
        when = self._stretch(sentence, rank).when
        return UNDATED if when is None else days_of(when.range, "governing date")

    def _persons(self, sentence: Span, read: list[_Read], changed: dict[int, Mention]) -> None:
        """Posts that went to another than was thought, and persons who retired or died."""
        view = self._view
        people = view.persons.within(sentence.start, sentence.end)
        for one in read:
            if one.taker is None:
                continue
            for person in people:
                held = [text for text in person.positions if text != one.post.text]
                if person.value == one.taker:
                    held.append(one.post.text)
                if tuple(held) != person.positions and person.value in (one.taker, one.post.person):
                    changed[id(person)] = replace(person, positions=tuple(held))
        at = sentence.start
        while (at_ := self._asked.first("gone", at, sentence.end)) is not None:
            end = self._asked.after("gone", at_) or sentence.end
            person = self._who(sentence, at_)
            if person is not None and self._asked.before("not_gone", at_, sentence.start) is None:
                when = self._left(sentence, person, end)
                base = changed.get(id(person), person)
                if isinstance(base, Person):
                    changed[id(person)] = replace(base, tenure=(when.told("ends"),))
            at = end

    def _who(self, sentence: Span, at: int) -> Person | None:
        """Whose retirement or death is told: the name right before, only a post of his between."""
        view = self._view
        people = view.persons.within(sentence.start, at)
        if not people or not people[-1].public:
            return None
        person = people[-1]
        posts = [p for p in view.positions.within(person.end, at) if p.person == person.value]
        start = posts[-1].end if posts else person.end
        if self._asked.first("replacing", start, at) is not None:
            return None  # giữ chức …, thay ông A nghỉ hưu, whose name was not read
        return person if view.word_count(start, at) <= _SUBJECT and ";" not in view.text[start:at] else None

    def _left(self, sentence: Span, person: Person, end: int) -> Days:
        for date in self._view.dates.within(end, sentence.end):
            if date.range is not None and not self._view.text[end : date.start].strip(" (,"):
                return days_of(date.range, "day")
        for kind, date in behind(self._asked, end, sentence.end, far=False):
            if kind == "since" and date.range is not None:
                return days_of(date.range, "since")
        for event in self._events:
            if event.type == "retirement" and event.start <= person.start < event.end and person.value in event.persons:
                return days_of(event.when, "event")
        when: When | None = self._stretch(sentence, person).when
        return UNDATED if when is None else days_of(when.range, "governing date")
