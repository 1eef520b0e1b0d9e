"""What sentences say of the time in which a post is held. Which question: since when, until when, and who before?

A post that a clause gives somebody (`bổ nhiệm X giữ chức …`) begins, one that it takes (`thôi giữ chức …`) ends; all
others are held. What is planned, denied or imagined is kept as such, so that nobody takes it for held. See
`tenure_stance` for what becomes of a post and `tenure_days` for when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.article import Document
from corpus.mentions import Event, Mention, Person, Position, Rank, Tenure
from corpus.spans import Span
from extractor.events.tenure_days import UNDATED, Calendar, Days, behind, period
from extractor.events.tenure_held import OLD_RULE, Holding
from extractor.events.tenure_stance import GIVING, REACH, Clause, Stance, clause, joined
from extractor.events.tenure_words import Asked, tenure_words
from extractor.events.view import View, make_view
from extractor.mine.context import Context

_CHARGE = "phụ trách"
_DECIDED = ("since", "document")
"""Rules of days between a decision and that from which it holds: a post given up is held until the first."""
_HANDED_OVER = "handed over"
_SUBJECT = 6
"""Words between a name and what became of its bearer (`nghỉ hưu`)."""
_NEAR = 200
"""Characters before a post in which the verb stands that moves its holder."""
_PEOPLE = 12
"""Posts behind one that may be the next one of its holder."""


def with_tenures(
    document: Document,
    mentions: Sequence[Mention],
    context: Context,
    events: Iterable[Event] = (),
    *,
    title: bool = False,
) -> tuple[Mention, ...]:
    """The mentions of `document.text`, with what their sentences say of time; `events` are those found in it.

    Persons of posts are changed where a clause names a predecessor (`giữ chức …, thay ông A`). Never raises.
    """
    if not any(isinstance(m, Position) or (isinstance(m, Rank) and m.person) for m in mentions):
        return tuple(mentions)
    view = make_view(document.text, mentions, context.published.span if context.published else None)
    changed = _Reader(view, events, title=title).read(document.sentences, mentions)
    return tuple(changed.get(id(m), m) for m in mentions) if changed else tuple(mentions)


@dataclass(slots=True)
class _Read:
    """A post as its clause is read: what becomes of it, when, and who has it where that is another than was thought."""

    post: Position
    clause: Clause
    stance: Stance
    told: list[Tenure]
    taker: str | None = None


class _Reader:
    """One article."""

    def __init__(self, view: View, events: Iterable[Event], *, title: bool) -> None:
        self._view = view
        self._asked = Asked(view, tenure_words())
        self._days = Calendar(self._asked, events)
        self._holding = Holding(self._asked, self._days)
        self._title = title
        self._last: _Read | None = None

    def read(self, sentences: Sequence[Span], mentions: Sequence[Mention]) -> dict[int, Mention]:
        """The mentions that change, by the id of the object that they stand for."""
        changed: dict[int, Mention] = {}
        ranks = [m for m in mentions if isinstance(m, Rank) and m.person]
        at = 0
        for sentence in sentences:
            posts = self._view.positions.within(sentence.start, sentence.end)
            own: list[Rank] = []
            while at < len(ranks) and ranks[at].start < sentence.end:
                own.append(ranks[at])
                at += 1
            if not posts and not own:
                self._without_post(sentence, changed)
                continue
            read = self._posts(sentence, posts)
            self._last = next((r for r in reversed(read) if r.stance == "begins"), self._last)
            for one in read:
                if one.told or one.taker:
                    person = one.taker or one.post.person
                    changed[id(one.post)] = replace(one.post, tenure=tuple(one.told), person=person)
            for rank in own:
                if self._rises(sentence, rank):
                    changed[id(rank)] = replace(rank, tenure=(self._days.promoted(sentence, rank).told("begins"),))
            self._takers(sentence, read, changed)
            self._gone(sentence, changed)
        self._known(mentions, changed)
        return changed

    def _without_post(self, sentence: Span, changed: dict[int, Mention]) -> None:
        """`Người tiền nhiệm của bà, ông A, nghỉ hưu từ ngày 1/11.`"""
        view = self._view
        if not view.persons.within(sentence.start, sentence.end):
            return
        if self._asked.first("gone", sentence.start, sentence.end) is None:
            return
        before = self._asked.first("predecessor", sentence.start, sentence.end)
        if before is None or self._last is None:
            self._gone(sentence, changed)
            return
        people = view.persons.within(sentence.start, sentence.end)
        person = min(people, key=lambda p: abs(p.start - before), default=None)
        at = self._asked.first("gone", before if person is None else min(before, person.start), sentence.end)
        if person is None or at is None or self._asked.before("not_gone", at, sentence.start) is not None:
            return
        days = self._days.gone(sentence, person, self._asked.after("gone", at) or sentence.end)
        post = changed.get(id(self._last.post))
        if isinstance(post, Position) and person.value != post.person:
            told = (*(t for t in post.tenure if t.person != person.value), days.told("ends", person.value))
            changed[id(self._last.post)] = replace(post, tenure=told)

    def _known(self, mentions: Sequence[Mention], changed: dict[int, Mention]) -> None:
        """Who is said to have had a post before another is a public person."""
        before = {t.person for m in changed.values() if isinstance(m, Position) for t in m.tenure if t.person}
        for mention in mentions if before else ():
            if isinstance(mention, Person) and mention.value in before:
                person = changed.get(id(mention), mention)
                if isinstance(person, Person) and not person.public:
                    changed[id(mention)] = replace(person, public=True)

    def _posts(self, sentence: Span, posts: Sequence[Position]) -> list[_Read]:
        read: list[_Read] = []
        for post in posts:
            here = clause(self._asked, post, sentence.start, sentence.end, title=self._title)
            before = read[-1] if read else None
            if before and before.stance not in ("holds", "former") and joined(self._asked, before.post, post):
                told = [t for t in before.told if t.person is None]
                read.append(_Read(post, here, before.stance, told, before.taker))
                continue
            one = self._post(sentence, here)
            if before and before.stance == "former" and one.stance == "holds":
                past = self._holding.past_too(before.post, before.told, post, one.told)
                if past is not None:
                    one.stance, one.told = "former", past
            elif before and before.stance == one.stance == "holds" and all(t.rule == OLD_RULE for t in one.told):
                one.told = self._holding.shared(before.post, before.told, post) or one.told
            read.append(one)
        for i, one in enumerate(read):
            if one.stance == "holds":
                self._leads_on(sentence, one, read[i + 1 : i + 1 + _PEOPLE])
        return read

    def _post(self, sentence: Span, here: Clause) -> _Read:
        post, stance = here.post, here.stance()
        if stance == "begins":
            return self._taken(sentence, here)
        if stance == "planned":
            days = self._days.since(post.end, here.stop) or self._days.governed(sentence, post, "begins")
            return _Read(post, here, stance, [days.told("planned")])
        if stance == "another's":
            return _Read(post, here, stance, [Days(None, None, "another's").told("planned")])
        if stance == "later":
            days = self._days.when_behind(post.end, here.stop) or UNDATED
            return _Read(post, here, stance, [days.told("begins")])
        if stance == "leaves":
            days = self._days.effective(sentence, post, here.stop, "ends")
            days = days if days is not UNDATED else self._days.behind_doing(sentence, post, here.stop)
            return _Read(post, here, stance, [days.told("ends")])
        if stance == "hands":
            return self._handed(sentence, here)
        if stance == "again":
            days = self._days.governed(sentence, post, "begins")
            return _Read(post, here, stance, [days.told("holds")] if days is not UNDATED else [])
        return self._held(sentence, here, stance)

    def _held(self, sentence: Span, here: Clause, stance: Stance) -> _Read:
        told = self._holding.told(sentence, here, stance)
        former = stance == "former" or (stance == "is" and any(t.change == "ends" for t in told))
        taker = here.spoken_of() if stance == "during" else None
        since = next((t for t in told if t.change == "begins" and t.rule == "since"), None)
        if since is not None and (before := here.replaced()) is not None and before.value != here.post.person:
            told.append(replace(since, change="ends", person=before.value))  # … từ ngày 1/4, thay ông A
        return _Read(here.post, here, "former" if former else "holds", told, taker)

    def _taken(self, sentence: Span, here: Clause) -> _Read:
        post = here.post
        days = self._days.effective(sentence, post, here.stop, "begins")
        if days is UNDATED and self._days.published() is None:
            days = self._days.term(post) or days
        if days.rule != "since" and self._days.ahead(days.first):
            return _Read(post, here, "planned", [days.told("planned")])
        told = [days.told("begins")]
        for kind, date in behind(self._asked, post.end, here.stop, far=True):
            both = period(self._asked, date, days.rule) if kind == "period" else None
            if both is not None and both[1] is not None:
                told.append(both[1].told("ends"))
            break
        former = here.replaced()
        if former is None:
            return _Read(post, here, "begins", told)
        names = self._view.persons.within(here.floor, post.start)
        if former.end < post.start and names and names[-1].value == former.value:
            return _Read(post, here, "begins", told, former.value)  # thay ông A vừa chuyển sang làm …
        taker = None
        if former.start > post.end or former.value != post.person:
            until = days if days.rule != "since" else self._days.governed(sentence, post, "begins")
            if until is UNDATED and days.last is not None:
                until = Days(None, days.last, days.rule)
            told.append(until.told("ends", former.value))
            if post.person == former.value:
                others = (p.value for p in reversed(names) if p.public and p.value != former.value)
                taker = next(others, None)
        return _Read(post, here, "begins", told, taker)

    def _handed(self, sentence: Span, here: Clause) -> _Read:
        """`A bàn giao chức vụ … cho B`: A leaves it, B takes it up."""
        post, receiver = here.post, here.receiver()
        days = self._days.effective(sentence, post, here.stop, "ends")
        days = days if days is UNDATED else Days(days.first, days.last, _HANDED_OVER)
        names = [p.value for p in self._view.persons.within(here.floor, post.start) if p.public]
        if receiver is None and (parties := here.parties()) is not None:
            told = [days.told("begins"), days.told("ends", parties[0])]
            return _Read(post, here, "begins", told, parties[1])
        if receiver is None:
            return _Read(post, here, "leaves", [days.told("ends")])
        told = [days.told("begins")]
        if names and names[-1] != receiver:
            told.append(days.told("ends", names[-1]))
        return _Read(post, here, "begins", told, receiver if receiver != post.person else None)

    def _leads_on(self, sentence: Span, one: _Read, later: Sequence[_Read]) -> None:
        """What the clause does next with the holder: puts him in charge, or gives him another post.

        Of `X, Phó Giám đốc, giữ chức …` the first is held until then.
        """
        post = one.post
        if one.clause.put_in_charge():
            days = self._days.effective(sentence, post, one.clause.stop, "begins")
            one.told.append(days.told("begins", acting=_CHARGE))
            return
        if not post.person or any(t.rule != OLD_RULE for t in one.told):
            return
        mine = (r for r in later if r.stance == "begins" and self._has(sentence, r, post.person))
        new = next(mine, None)
        if new is None or self._asked.first("also", post.end, new.post.start) is not None:
            return
        given = next((t for t in new.told if t.change == "begins"), None)
        if given is not None:
            near = max(sentence.start, post.start - _NEAR)
            moved = self._asked.first("moving", near, new.post.start) is not None
            first = given.first or given.last
            last = first if given.rule in _DECIDED else given.last or first
            one.told = [Days(first, last, "moved" if moved else "given another").told("holds")]

    def _has(self, sentence: Span, one: _Read, person: str) -> bool:
        """Whether a post is given to a person, alone or beside others (`bầu A, Giám đốc Sở, và B giữ chức …`)."""
        if (one.taker or one.post.person) == person:
            return True
        near = self._view.persons.within(max(sentence.start, one.post.start - REACH), one.post.start)
        return any(p.value == person and one.post.text in p.positions for p in near)

    # ranks and persons

    def _rises(self, sentence: Span, rank: Rank) -> bool:
        """Whether the sentence says that the rank was given."""
        view = self._view
        hits = view.hits_in(max(sentence.start, rank.start - _NEAR), rank.end)
        rises = [h for h in hits if h.type == "promotion" and h.kind == "verb"]
        if not rises or (rank.promoted_from is None and view.text[rises[-1].end : rank.start].strip()):
            return False
        near = max(sentence.start, rises[-1].start - _NEAR // 3)
        return not any(self._asked.first(kind, near, rises[-1].start) is not None for kind in ("plan", "imagined"))

    def _takers(self, sentence: Span, read: Sequence[_Read], changed: dict[int, Mention]) -> None:
        """Posts that went to another than was thought, among the posts of persons."""
        for one in read:
            near = max(sentence.start, one.post.start - REACH), min(sentence.end, one.post.end + REACH)
            for person in self._view.persons.within(*near) if one.taker else ():
                if person.value in (one.taker, one.post.person):
                    held = [text for text in person.positions if text != one.post.text]
                    if person.value == one.taker:
                        held.append(one.post.text)
                    changed[id(person)] = replace(person, positions=tuple(held))

    def _gone(self, sentence: Span, changed: dict[int, Mention]) -> None:
        """Persons who retired or died: all their posts end."""
        at = sentence.start
        while (found := self._asked.first("gone", at, sentence.end)) is not None:
            at = self._asked.after("gone", found) or sentence.end
            person = self._who(sentence, found)
            if person is not None and self._asked.before("not_gone", found, sentence.start) is None:
                now = changed.get(id(person), person)
                if isinstance(now, Person):
                    days = self._days.gone(sentence, person, at)
                    changed[id(person)] = replace(now, tenure=(days.told("ends"),))

    def _who(self, sentence: Span, at: int) -> Person | None:
        """Whose retirement or death is told: the name right before, only a post of his between."""
        view = self._view
        people = view.persons.within(max(sentence.start, at - _NEAR), at)
        if not people or not people[-1].public:
            return None
        person = people[-1]
        posts = [p for p in view.positions.within(person.end, at) if p.person == person.value]
        start = posts[-1].end if posts else person.end
        if self._asked.first("replacing", start, at) is not None:
            return None  # giữ chức …, thay ông A nghỉ hưu, whose name was not read
        if any(h.kind == "verb" and h.type in GIVING for h in view.hits_in(person.end, start)):
            return None
        return person if view.word_count(start, at) <= _SUBJECT and ";" not in view.text[start:at] else None
