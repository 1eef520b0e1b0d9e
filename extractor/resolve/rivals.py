"""Which holdings contradict each other. Which question: do two persons surely have a post that one at a time holds?

Both stay, and each is told as a contradiction (`holder`) of the other, with the sentence that says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.careers import Bound, Contradiction, Occupancy, Support
from extractor.resolve.bounds import shifted
from extractor.resolve.dossiers import head_of
from extractor.resolve.names import key
from extractor.resolve.posts import is_single

FRESH = 2 * 365
"""Days after its last statement for which a post without a told end is surely held: less than half a term of five
years, since articles rarely tell of those who left."""
_MOST = 5
"""Other holders that are named of one holding."""

Found = Mapping[str, tuple[Occupancy, ...]]


def last_stated(o: Occupancy) -> str:
    """The last ISO day on which a post whose end is not told is said to be held."""
    return max(filter(None, (o.end.earliest, o.begin.earliest)), default=begun(o))


def begun(o: Occupancy) -> str:
    """The ISO day from which the post is surely held; what is bounded by nothing is not."""
    return o.begin.latest or o.begin.earliest or "9999"


def surely(o: Occupancy) -> tuple[str, str] | None:
    """The first and last ISO day on which a post is surely held; None where there is none."""
    if o.begin == Bound():
        return None
    last = shifted(last_stated(o), FRESH) if o.open else o.end.earliest or ""
    return (begun(o), last) if begun(o) <= last else None


def with_rivals(found: Found) -> dict[str, tuple[Occupancy, ...]]:
    """The same, each holding with those of others that it contradicts."""
    posts: defaultdict[tuple[str, str], list[Occupancy]] = defaultdict(list)
    for listed in found.values():
        for o in listed:
            if o.unit_id is not None and is_single(key(o.position)):
                posts[head_of(o.position), o.unit_id].append(o)
    against = {id(o): told for same in posts.values() for o in same if (told := tuple(_against(o, same)))}
    if not against:
        return dict(found)
    return {
        person: tuple(replace(o, contradictions=(*o.contradictions, *against.get(id(o), ()))) for o in listed)
        for person, listed in found.items()
    }


def _against(o: Occupancy, same: Sequence[Occupancy]) -> Iterator[Contradiction]:
    own = surely(o)
    if own is None:
        return
    seen: set[str] = {o.person_id}
    for other in same:
        days = surely(other)
        if days is None or other.person_id in seen or len(seen) > _MOST:
            continue
        first, last = max(own[0], days[0]), min(own[1], days[1])
        if first <= last and (said := _nearest(other, first, last)) is not None:
            seen.add(other.person_id)
            yield Contradiction(about="holder", told=other.person, support=said)


def _nearest(o: Occupancy, first: str, last: str) -> Support | None:
    """What says best that a post is held between two days: of then, else the last before, else anything."""
    said = [s for s in o.supports if s.change in ("begins", "holds")]
    then = [s for s in said if first <= (s.last or s.first or "") and (s.first or s.last or "") <= last]
    before = [s for s in said if (s.last or s.first or "") < first]
    return next(iter((*then, *before[-1:], *said)), None)
