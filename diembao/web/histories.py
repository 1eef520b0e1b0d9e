"""Careers of persons and histories of units in words, each line with the sentences that say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.careers import Career, Contradiction, Occupancy, RankHeld, Support
from corpus.dates import DateRange
from corpus.store import Store
from diembao.career_rows import title
from diembao.evidence import Evidence
from diembao.export.careers import bound_words, held_words, otherwise
from diembao.unit_history import Leader, UnitHistory
from diembao.web.quoting import Proofs
from diembao.web.refusals import msg
from diembao.web.resources import Visit
from extractor.mine.dates.numbers import to_roman
from extractor.resolve.unit_history import Change, Cite, Congress, Owner

CHANGES = {
    "became": msg("is now called"),
    "dissolved": msg("dissolved"),
    "founded": msg("founded"),
    "merged": msg("merged"),
    "moved": msg("put under another"),
    "renamed": msg("renamed"),
    "reorganised": msg("reorganised"),
    "split": msg("parted"),
    "under": msg("under"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A sentence, whence it is, and the address of its place."""

    sentence: str
    source: str
    published: str | None
    title: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that was so for a time. `links` are names with the ids of their entities; `notes` further lines."""

    when: str
    what: str
    links: tuple[tuple[str, str | None], ...] = ()
    mark: str = ""
    notes: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    quoted: tuple[Quoted, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Who says so."""
        return tuple(dict.fromkeys(q.source for q in self.quoted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines under a heading, a message of the catalogue."""

    title: str
    lines: tuple[Line, ...]


class Words:
    """Puts careers and histories into the words of a visit."""

    def __init__(self, visit: Visit, store: Store) -> None:
        self._visit = visit
        self._labels = visit.labels
        self._evidence = Evidence(store)
        self._proofs = Proofs(store, full_text=visit.full_text)

    def career(self, career: Career) -> tuple[Part, ...]:
        """Posts, posts without a unit, ranks."""
        parts = (
            (msg("Posts"), [self._post(o) for o in career.occupancies]),
            (msg("Posts told without their unit"), [self._post(o) for o in career.bare]),
            (msg("Ranks"), [self._rank(rank) for rank in career.ranks]),
        )
        return tuple(Part(title=name, lines=tuple(lines)) for name, lines in parts if lines)

    def history(self, history: UnitHistory) -> tuple[Part, ...]:
        """Congresses, leaders, names, owners."""
        parts = (
            (msg("Congresses"), [self._congress(c) for c in history.congresses]),
            (msg("Leaders"), [self._leader(x) for x in history.leaders]),
            (msg("Names and forms"), [self._change(c) for c in history.changes]),
            (msg("Units above, as told"), [self._owner(o) for o in history.owners]),
        )
        return tuple(Part(title=name, lines=tuple(lines)) for name, lines in parts if lines)

    def _post(self, held: Occupancy) -> Line:
        return Line(
            when=held_words(held, self._labels),
            what=title(held),
            links=((held.unit, held.unit_id),) if held.unit and held.unit_id else (),
            mark=self._labels("acting", word=held.acting) if held.acting else "",
            against=self._against(held.contradictions),
            quoted=self._supports(held),
        )

    def _leader(self, leader: Leader) -> Line:
        held = leader.post
        return Line(
            when=held_words(held, self._labels),
            what=held.position,
            links=((held.person, held.person_id),),
            mark=self._labels("acting", word=held.acting) if held.acting else "",
            notes=(held.unit,) if held.unit else (),
            against=self._against(held.contradictions),
            quoted=self._cites(leader.cites),
        )

    def _rank(self, held: RankHeld) -> Line:
        return Line(
            when=bound_words(held.begin, self._labels),
            what=held.rank,
            against=self._against(held.contradictions),
            quoted=self._supports(held),
        )

    def _against(self, told: Iterable[Contradiction]) -> tuple[str, ...]:
        return tuple(otherwise(c, self._labels) for c in told)

    def _congress(self, c: Congress) -> Line:
        number = to_roman(c.ordinal).upper() if c.ordinal else ""
        term = f"{c.from_year}–{c.to_year}" if c.from_year and c.to_year else ""
        notes = [self._visit._("term %(term)s", term=term)] if term else []
        notes += [self._visit._("committee of %(n)s", n=c.members)] if c.members else []
        notes += [f"{e.post}: {e.person}" for e in c.elected if e.person_id is None]
        notes += [
            self._visit._("another %(what)s told: %(value)s", what=self._visit._(_VARIANTS[v.about]), value=v.value)
            for v in c.variants
        ]
        cites = [cite for stage in c.stages for cite in stage.cites]
        cites += [cite for e in c.elected for cite in e.cites]
        return Line(
            when=self._days(c.first, c.last),
            what=self._visit._("Congress %(number)s of %(unit)s", number=number, unit=c.unit).replace("  ", " "),
            links=tuple((f"{e.post}: {e.person}", e.person_id) for e in c.elected if e.person_id),
            mark=self._labels.status(c.status) if c.status != "reported" else "",
            notes=tuple(notes),
            against=tuple(f"{self._labels('contradicts')}: {self._days(o.first, o.last)}" for o in c.conflicts),
            quoted=self._cites(cites),
        )

    def _change(self, c: Change) -> Line:
        named = [*c.former, *c.units, *([c.owner] if c.owner else [])]
        notes = [self._visit._("known, not told here")] if c.known else []
        return Line(
            when=self._days(c.first, c.last),
            what=self._visit._(CHANGES[c.kind]),
            links=tuple(dict.fromkeys((unit.name, unit.id) for unit in named)),
            mark=self._labels.status(c.status) if c.status != "reported" else "",
            notes=(*notes, *filter(None, [c.note])),
            against=tuple(f"{self._labels('contradicts')}: {self._days(o.first, o.last)}" for o in c.conflicts),
            quoted=self._cites(c.cites),
        )

    def _owner(self, o: Owner) -> Line:
        return Line(
            when=self._days(o.first, o.last),
            what=self._visit._("in %(n)s articles", n=o.articles),
            links=((o.unit.name, o.unit.id),),
            notes=() if o.stated else (self._visit._("read from the context"),),
            quoted=self._cites(o.cites[:3]),
        )

    def _days(self, first: str | None, last: str | None) -> str:
        words = self._labels
        if first and last:
            begin, end = date.fromisoformat(first), date.fromisoformat(last)
            grain = "day" if (end - begin).days < _VAGUE else "month"
            return words.span(DateRange(first=begin, last=end, grain="month" if grain == "month" else "day"))
        return words("by", day=words.day(date.fromisoformat(last))) if last else words("unknown")

    def _supports(self, held: Occupancy | RankHeld) -> tuple[Quoted, ...]:
        told: Sequence[Support] = (*held.supports, *(c.support for c in held.contradictions))
        return _once(self._quoted(s.article_id, s.field, s.start) for s in told)

    def _cites(self, cites: Iterable[Cite]) -> tuple[Quoted, ...]:
        return _once(self._quoted(c.article_id, c.field, c.start) for c in cites)

    def _quoted(self, article: str, field: str, start: int) -> Quoted:
        at = self._evidence.at(article, field, start)
        sentence = self._proofs(article, at["sentence"])
        address = self._visit.to("article", id=article)
        if field == "text":
            address = f"{self._visit.to('article', id=article, at=start)}#here"
        return Quoted(sentence=sentence, source=at["source"], published=at["published"], title=None, address=address)


_VAGUE = 5  # days of a congress at most; a longer span is where it lies
_VARIANTS = {"ordinal": msg("number"), "term": msg("term")}


def _once(quoted: Iterator[Quoted] | Iterable[Quoted]) -> tuple[Quoted, ...]:
    return tuple({(q.sentence, q.address): q for q in quoted}.values())
