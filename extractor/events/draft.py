"""Events in the making, and which of them are the same event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.records import quick
from extractor.events.clauses import Stretch
from extractor.events.doing import PERSONAL, Predicate
from extractor.events.governing import When
from extractor.events.participants import Cast


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event before merging. `index` is its sentence's number; `fresh` says that the text calls it another one.

    `heading` is the article's title where only that tells the event.
    """

    index: int
    stretch: Stretch
    when: When
    predicate: Predicate
    cast: Cast
    rule: str
    fresh: bool = False
    heading: str | None = None


def merged(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft for each event: the first telling stays, later tellings add their participants."""
    kept: list[Draft] = []
    for draft in drafts:
        for i, earlier in enumerate(kept):
            if _same(earlier, draft):
                kept[i] = replace(earlier, cast=union(earlier.cast, draft.cast))
                break
        else:
            kept.append(draft)
    return kept


def union(a: Cast, b: Cast) -> Cast:
    """The cast of both, in the order and with the roles of the first that names each."""
    known = {(p.kind, p.name) for p in a.participants}
    more = (*a.participants, *(p for p in b.participants if (p.kind, p.name) not in known))
    return Cast(participants=tuple(sorted(more, key=lambda p: p.kind == "person")), place=a.place or b.place)


def _one_post(a: Draft, b: Draft) -> bool:
    """Moved to a post and appointed to it is one event (`được điều động … Theo quyết định, ông được bổ nhiệm …`)."""
    return {a.predicate.type, b.predicate.type} == {"appointment", "transfer"} and bool(a.cast.persons & b.cast.persons)


def _same(a: Draft, b: Draft) -> bool:
    """Same type, same days, compatible cast, and not called another one by the text (`cũng trong chiều 16/5`)."""
    if b.fresh or (a.predicate.type != b.predicate.type and not _one_post(a, b)):
        return False
    if (a.when.range.first, a.when.range.last) != (b.when.range.first, b.when.range.last):
        return False
    if a.when.clock and b.when.clock and a.when.clock != b.when.clock:
        return False
    if a.predicate.type in ("election", "award") and a.index == b.index:
        return True
    shared_units = bool(a.cast.units & b.cast.units)
    shared_persons = bool(a.cast.persons & b.cast.persons)
    if b.predicate.type in PERSONAL:
        return shared_persons if a.cast.persons and b.cast.persons else shared_units
    if b.predicate.type == "other":
        same_doing = a.predicate.hit and b.predicate.hit and a.predicate.hit.trigger == b.predicate.hit.trigger
        return bool(same_doing) and (shared_units or shared_persons)
    return shared_units or shared_persons or not a.cast.units or not b.cast.units
