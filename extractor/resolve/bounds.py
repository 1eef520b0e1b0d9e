"""When something began or ended, by what several statements say. Which question: which days are the best attested?

Days are never averaged: what most articles tell is taken, and narrowed by what agrees with it. The rest contradicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from corpus.careers import Bound, Contradiction
from extractor.resolve.statements import Stated

LATE = 45
"""Days for which an article may still give a post that has passed on."""
HANDED_OVER = "handed over"
"""Rule of `extractor.events.tenure`: the day on which one leaves to another what was decided before."""
_TERM = 300
"""Days after which a beginning is told anew only of who is chosen again."""
EARLY = 60
"""Days before the beginning on which an article may give a post too soon."""


def shifted(day: str, days: int) -> str:
    """The ISO day so many days later; days beyond the calendar are its last."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except (OverflowError, ValueError):
        return "9999-12-31"


def articles(statements: Iterable[Stated]) -> int:
    """How many articles say so."""
    return len({s.article for s in statements})


def best(statements: Sequence[Stated]) -> tuple[Bound, list[Stated]]:
    """The best attested days of a change, and the statements that do not agree with them."""
    dated = [s for s in statements if s.dated]
    rest = [s for s in statements if not s.dated and s.last is not None]
    if not dated:
        return Bound(latest=min((s.last for s in rest if s.last), default=None)), []
    chosen = min(dated, key=lambda s: (-articles(x for x in dated if _meet(s, x)), _width(s), s.first or "", s.article))
    first, last = chosen.first, chosen.last
    apart: list[Stated] = []
    for s in sorted(dated, key=lambda s: (_width(s), s.first or "", s.article, s.line.start)):
        if (
            s.first is not None
            and (last is None or s.first <= last)
            and (s.last is None or first is None or first <= s.last)
        ):
            first = max(filter(None, (first, s.first)), default=None)
            last = min(filter(None, (last, s.last)), default=None)
        else:
            apart.append(s)
    for s in [s for s in apart if s.line.rule == HANDED_OVER]:
        if first is not None and last is not None and s.last is not None and last < s.last <= shifted(last, LATE):
            last = s.last  # decided, then handed over
            apart.remove(s)
    for s in rest:
        if s.last is not None and first is not None and s.last < first:
            apart.append(s)
        elif s.last is not None and last is not None:
            last = min(last, s.last)
    return Bound(earliest=first, latest=last), apart


def _meet(a: Stated, b: Stated) -> bool:
    return (a.last is None or (b.first or "") <= a.last) and (b.last is None or (a.first or "") <= b.last)


def _width(s: Stated) -> int:
    if s.first is None or s.last is None:
        return 10**6
    return (date.fromisoformat(s.last) - date.fromisoformat(s.first)).days


def told(first: str | None, last: str | None) -> str:
    """Days as one word: `2021-03-15`, `2016-10-01/2016-10-31`, `/2018-08-09`."""
    return first if first is not None and first == last else f"{first or ''}/{last or ''}"


def against(about: Literal["from", "to"], statements: Iterable[Stated]) -> list[Contradiction]:
    """The statements as contradictions of a beginning (`from`) or an end (`to`)."""
    return [Contradiction(about=about, told=told(s.first, s.last), support=s.support) for s in statements]


def beginning(begins: Sequence[Stated], held: Sequence[Stated]) -> tuple[Bound, list[Contradiction]]:
    """When a post was taken up. Where it was held before that already, it was only given again."""
    days = [s for s in held if s.last is not None]
    begins = _first_times(begins)
    bound, apart = best(begins)
    if bound.earliest is not None and (new := _without_early(begins, days)) and len(new) < len(begins):
        again, more = best(new)
        if any(s.last is not None and s.last < bound.earliest for s in days):
            bound, apart = again, more
    if bound.earliest is not None:
        early = [s for s in days if s.last is not None and s.last < bound.earliest]
        if early and not _slip(begins, early, bound.earliest):
            return Bound(latest=min(s.last for s in days if s.last)), []
        days = [s for s in days if s not in early]
        apart += early
    latest = min((s.last for s in days if s.last), default=None)
    if latest is not None and (bound.latest is None or latest < bound.latest):
        bound = Bound(earliest=bound.earliest, latest=latest)
    return bound, against("from", apart)


def _first_times(begins: Sequence[Stated]) -> list[Stated]:
    """Without those who were chosen again: more than a year after another beginning that is as well attested."""
    dated = [s for s in begins if s.dated]
    again = [s for s in dated if any(s.first and e.last and shifted(e.last, _TERM) < s.first for e in dated)]
    sooner = [s for s in dated if s not in again]
    return [s for s in begins if s not in again] if 2 * articles(sooner) >= articles(again) else list(begins)


def _without_early(begins: Sequence[Stated], held: Sequence[Stated]) -> list[Stated]:
    """The beginnings before which nobody gives the post."""
    days = [s.last for s in held if s.last is not None]
    return [s for s in begins if s.first is None or not any(day < s.first for day in days)]


def _slip(begins: Sequence[Stated], early: Sequence[Stated], day: str) -> bool:
    """Whether articles that give a post before it began only err: few, and not long before."""
    said = articles(s for s in begins if s.dated)
    near = all(s.last is not None and shifted(s.last, EARLY) >= day for s in early)
    return articles(early) <= (said if near else 0)


def ending(ends: Sequence[Stated], held: Sequence[Stated]) -> tuple[Bound, bool, list[Contradiction]]:
    """When a post was given up, whether no article tells an end, and what speaks against that."""
    last = max((s.first for s in held if s.first), default=None)
    dated = [s for s in ends if s.dated]
    bound, apart = best([*dated, *(s for s in ends if not s.dated)])
    if bound.latest is None:
        told = {s.article for s in ends}
        return Bound(earliest=last), not ends or any(s.first and s.article not in told for s in held), []
    late = [s for s in held if s.first is not None and s.first > bound.latest]
    far = [s for s in late if s.first is not None and s.first > shifted(bound.latest, LATE)]
    if far and (not dated or articles(far) > articles(dated)):
        return Bound(earliest=last), True, against("to", dated)
    kept = max((s.first for s in held if s.first and s not in late), default=None)
    earliest = max(filter(None, (bound.earliest, kept)), default=None)
    return Bound(earliest=earliest, latest=bound.latest), False, against("to", [*apart, *far])
