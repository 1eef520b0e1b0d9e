"""Posts over time from what articles state of them. Which question: who held what from when to when?

A pure function of the lines of persons. Statements of one post are one holding of it, until it is told to have ended
and to have begun again, or another held it meanwhile. A beginning of one's next office ends the one before, a
beginning of another's ends one's own post where one person at a time holds it. What no statement bounds stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.careers import Bound, Contradiction, Occupancy
from corpus.entities import CareerLine
from extractor.resolve.bounds import LATE, against, beginning, ending, shifted
from extractor.resolve.dossiers import holders
from extractor.resolve.names import is_organ, key, location
from extractor.resolve.posts import is_deputy, is_member, is_single
from extractor.resolve.rivals import with_rivals
from extractor.resolve.seats import begins_as
from extractor.resolve.statements import (
    PostKey,
    Stated,
    also_deputy,
    grouped,
    line_of_work,
    newest,
    seat_of,
    stated,
    title_of,
    with_country,
)

_AGAIN = 30
"""Days between an end and a beginning that make it a second holding."""
_STANDING = " thường trực"
"""A standing deputy does nothing else: he leaves the post where he is given the lead of another body."""
_LEFT = ("moved", "given another")


@dataclass(slots=True, kw_only=True)
class Holding:
    """One holding of a post in the making."""

    person_id: str
    person: str
    post: PostKey
    statements: list[Stated]
    begin: Bound
    end: Bound
    open: bool
    contradictions: list[Contradiction] = field(default_factory=list)

    @property
    def line(self) -> CareerLine:
        """The line that names it best."""
        return newest(self.statements).line

    @property
    def single(self) -> bool:
        """Whether one person at a time has it, in a unit that is known."""
        return self.line.unit_id is not None and not self.line.vague and is_single(self.post[0])

    @property
    def attested(self) -> str | None:
        """The last day on which it is said to be held."""
        held = [s.first for s in self.statements if s.change == "holds" and s.first]
        begun = [self.begin.earliest] if self.begin.earliest else []
        return max([*held, *begun], default=None)

    @property
    def begun(self) -> bool:
        """Whether a day of its beginning is told."""
        return self.begin.earliest is not None

    def close(self, begin: Bound) -> bool:
        """Let it end when another begins, if that is sooner than is known; whether it does.

        A day on which it is still given is not before that.
        """
        if begin.latest is None:
            self.open = False
            return True
        if (self.end.latest or "9999") < begin.latest:
            return False
        kept = [s.first for s in self.statements if s.change == "holds" and s.first and s.first <= begin.latest]
        known = [begin.earliest, self.begin.earliest, None if self.open else self.end.earliest]
        earliest = max([*kept, *filter(None, known)], default=None)
        if earliest is not None and earliest > begin.latest:
            return False
        self.end, self.open = Bound(earliest=earliest, latest=begin.latest), False
        return True


def holdings(person_id: str, person: str, lines: Iterable[CareerLine]) -> list[Holding]:
    """The holdings of one person by what is said of him alone."""
    statements = also_deputy(stated(line) for line in with_country(lines))
    gone = [s for s in statements if s.line.post is None and s.line.level is None and s.change == "ends"]
    found: list[Holding] = []
    for post, own in grouped(s for s in statements if s.line.post is not None and s.head).items():
        segments = (segment for segment in _segments(own) if any(s.change != "planned" for s in segment))
        found += [_holding(person_id, person, post, segment) for segment in segments]
    _move_on(found)
    _leave(found, gone)
    return sorted(found, key=_order)


def _order(h: Holding) -> tuple[str, str, PostKey]:
    return h.begin.earliest or h.begin.latest or "9999", h.end.latest or "9999", h.post


def _segments(statements: Sequence[Stated]) -> list[list[Stated]]:
    """The statements cut where a post is told to have ended and, later, to have begun again."""
    ends = sorted(s.last for s in statements if s.change == "ends" and s.dated and s.last)
    begins = sorted(s.first for s in statements if s.change == "begins" and s.first)
    cuts: list[str] = []
    for day in ends:
        again = next((b for b in begins if b > shifted(day, _AGAIN)), None)
        if (
            again is not None
            and any(b <= day for b in begins)
            and (not cuts or any(cuts[-1] < b <= day for b in begins))
        ):
            cuts.append(day)
    if not cuts:
        return [list(statements)]
    found: list[list[Stated]] = [[] for _ in range(len(cuts) + 1)]
    for s in statements:
        day = (s.last if s.change == "ends" else s.first or s.last) or cuts[-1]
        found[sum(day > cut for cut in cuts)].append(s)
    return [segment for segment in found if segment]


def _holding(person_id: str, person: str, post: PostKey, statements: list[Stated]) -> Holding:
    begins = [s for s in statements if s.change == "begins"]
    ends = [s for s in statements if s.change == "ends"]
    held = [s for s in statements if s.change == "holds"]
    begin, early = beginning(begins, held)
    attested = [*held, *(s for s in begins if not s.dated or begin.earliest is None)]
    end, is_open, late = ending(ends, attested)
    if end.latest is not None and begin.earliest is not None and end.latest < begin.earliest:
        end, is_open, late = Bound(), True, against("to", ends)
    if is_open:  # an article that gave it too soon attests nothing
        end = Bound(earliest=max(filter(None, (end.earliest, begin.earliest)), default=None))
    planned = [s for s in statements if s.change == "planned" and s.dated]
    told = [
        s
        for s in planned
        if (begin.earliest and (s.last or "") < begin.earliest) or (begin.latest and (s.first or "") > begin.latest)
    ]
    return Holding(
        person_id=person_id, person=person, post=post, statements=statements, begin=begin, end=end, open=is_open,
        contradictions=[*early, *late, *(against("from", told) if begins else ())],
    )  # fmt: skip


# what ends a post beside what is said of it


def _move_on(found: Sequence[Holding]) -> None:
    """A next post ends the one before: told in one sentence, the deputy's who leads, the caretaker's who stays."""
    for old in found:
        if is_member(old.post[0]) or any(s.change == "ends" and s.dated for s in old.statements):
            continue
        nexts = [new for new in found if new is not old and not is_member(new.post[0]) and _follows(old, new)]
        if nexts:
            new = min(nexts, key=lambda n: (n.begin.latest or "9999", n.post))
            if old.close(new.begin):
                old.contradictions += [replace(c, about="to") for c in new.contradictions if c.about == "from"]


def _follows(old: Holding, new: Holding) -> bool:
    latest = new.begin.latest
    if latest is not None and ((old.attested or "") > shifted(latest, LATE) or (old.begin.earliest or "") > latest):
        return False
    if old.post[2] and old.post[2] == new.post[2] and old.line.unit_id is not None:
        leads = is_deputy(old.post[0]) and not is_deputy(new.post[0]) and (old.attested or "") <= (latest or "")
        if leads and _later(old, new):
            return True
        if old.post[0] == new.post[0] and old.post[1] and not new.post[1]:
            return _later(old, new)
    begun = {_said_on(s) for s in new.statements if s.change == "begins"}
    left = {s.line.rule for s in old.statements if s.line.rule in _LEFT and _said_on(s) in begun}
    works = line_of_work(old.line), line_of_work(new.line)
    if "moved" in left:
        return True
    if "errand" in works:
        return False
    standing = old.post[0].endswith(_STANDING) and not is_deputy(new.post[0])
    if left and (works[0] == works[1] or standing or _elsewhere(old, new)):
        return True
    units = key(old.line.unit or ""), key(new.line.unit or "")
    offices = works == ("office", "office") and all(begins_as(unit, "office") for unit in units)
    return offices and old.post[2] != new.post[2] and _later(old, new) and (old.attested or "") < (latest or "")


def _said_on(s: Stated) -> tuple[str, str | None]:
    """The article and the day of which it speaks: what one sentence takes and gives have both in common."""
    return s.article, s.line.first or s.line.last


def _elsewhere(old: Holding, new: Holding) -> bool:
    """An office, and the lead of another place (`Thứ trưởng … giữ chức Phó Bí thư Tỉnh ủy A`)."""
    works = {line_of_work(old.line), line_of_work(new.line)}
    units = old.line.unit, new.line.unit
    if works != {"office", "party"} or units[0] is None or units[1] is None or not is_organ(units[1]):
        return False
    return location(units[0]) != location(units[1])


def _later(old: Holding, new: Holding) -> bool:
    """Whether one is known before the other is."""
    known = old.begin.earliest or old.begin.latest
    return known is not None and known < (new.begin.earliest or new.begin.latest or "")


def _leave(found: Sequence[Holding], gone: Sequence[Stated]) -> None:
    """Retirement or death ends what is held then."""
    if not gone:
        return
    for old in found:
        if not old.open:
            continue
        held = [s for s in old.statements if s.change == "holds"]
        end, is_open, late = ending(gone, held)
        if not is_open and (old.begin.earliest or "") <= (end.latest or ""):
            earliest = max(filter(None, (end.earliest, old.begin.earliest)), default=None)
            old.end, old.open = Bound(earliest=earliest, latest=end.latest), False
            old.statements = [*old.statements, *gone]
            old.contradictions += late


def succeed(found: Sequence[Holding]) -> None:
    """Of holdings of one post that one person has at a time, let each end where another's begins."""
    posts: dict[tuple[str, str], list[Holding]] = {}
    for holding in found:
        if holding.single:
            posts.setdefault((holding.post[0], holding.post[2]), []).append(holding)
    for same in posts.values():
        for old in same:
            others = [n for n in same if n.person_id != old.person_id and n.begin.latest is not None and _after(n, old)]
            if not others:
                continue
            first = min(others, key=lambda n: (n.begin.latest or "", n.person_id))
            if old.open or (old.end.latest or "9999") > (first.begin.latest or ""):
                _give_way(old, first)


def _after(new: Holding, old: Holding) -> bool:
    """Whether `new` took the post up after `old` had it."""
    known = old.begin.earliest or old.begin.latest or old.attested
    starts = new.begin.earliest or new.begin.latest
    if known is None or starts is None or starts <= known:
        return False
    return (old.attested or "") <= shifted(new.begin.latest or "", LATE)


def _give_way(old: Holding, new: Holding) -> None:
    begin = Bound(latest=new.begin.latest)
    if old.end.earliest is not None and begin.latest is not None and old.end.earliest > begin.latest and not old.open:
        return
    old.close(begin)


def finished(holding: Holding) -> Occupancy:
    """The holding as an occupancy, its statements by time."""
    h, line = holding, holding.line
    known = h.line.unit_id is not None and not h.line.vague
    statements = sorted(h.statements, key=lambda s: (s.day or "9999", s.article, s.line.field, s.line.start))
    supports = tuple(dict.fromkeys(s.support for s in statements))
    seen = sorted(set(h.contradictions), key=lambda c: (c.about, c.told, c.support.article_id, c.support.start))
    return Occupancy(
        person_id=h.person_id,
        person=h.person,
        position=title_of(replace(line, head=h.post[0])),
        post=line.post or "",
        unit=line.unit.removesuffix(" (unresolved)") if line.unit else seat_of(line) or None,
        unit_id=line.unit_id if known else None,
        acting=h.post[1] or None,
        begin=h.begin,
        end=h.end,
        open=h.open,
        supports=supports,
        contradictions=tuple(seen),
    )


def is_bare(o: Occupancy) -> bool:
    """Whether a post is told without its unit, and is not the only one in the country (`Thủ tướng`)."""
    head = key(o.position)
    return o.unit is None and holders().get(head) != "few" and not is_member(head)


def occupancies(people: Mapping[str, tuple[str, Sequence[CareerLine]]]) -> dict[str, tuple[Occupancy, ...]]:
    """By person, the posts over time of persons (id to name and lines), each seen beside the others."""
    own = {person_id: holdings(person_id, name, lines) for person_id, (name, lines) in sorted(people.items())}
    succeed([holding for listed in own.values() for holding in listed])
    return with_rivals({person_id: tuple(finished(h) for h in listed) for person_id, listed in own.items()})
