"""The congresses of one unit out of the tellings of congresses and elections. Which question: which one chose whom?

A telling belongs to the unit whose congress its clause names; a bare `Đại hội` is the one that its article named last.
Tellings of one number, one term or one time are one congress. Days are never averaged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from corpus.mentions import Event, EventStatus
from extractor.resolve.unit_history import Cite, Congress, DateTold, Variant
from extractor.resolve.unit_history_chosen import chosen_at, sizes_at
from extractor.resolve.unit_history_days import days_told
from extractor.resolve.unit_history_tellings import Asked, Telling, Told, own_tellings
from extractor.resolve.unit_history_terms import term_of
from extractor.resolve.unit_history_views import Said

_ONE_CONGRESS = 200
"""Days by which tellings of one congress may be apart: it may be put off."""
_EXACT = 7
"""Days of a time so exact that another congress cannot have been held then."""
_NEAR = 45
"""Days between two reports of one congress."""


def congresses(asked: Asked, told: Sequence[Told], articles: Mapping[str, Sequence[Said]]) -> tuple[Congress, ...]:
    """The congresses of a unit by date. `told` are events; `articles` all sentences of their articles."""
    ours = list(own_tellings(asked, [t for t in told if t.event.type == "congress"], articles))
    elections = [t for t in told if t.event.type == "election" and t.event.status == "reported"]
    made = [(_congress(asked, tellings), tellings) for tellings in _joined(_gathered(ours))]
    found = []
    for one, tellings in made:
        later = min((other.first for other, _ in made if other.first > one.last), default=None)
        before = [t for t in elections if later is None or t.event.when.first.isoformat() < later]
        one = replace(
            one,
            sizes=sizes_at(asked, one, tellings, articles),
            elected=chosen_at(asked, one, tellings, before, articles),
        )
        one = term_of(one, tellings, articles)
        found.append(replace(one, variants=tuple(_variants(one, tellings))))
    return tuple(sorted(found, key=lambda c: (c.first, c.last, c.ordinal or 0)))


# which tellings are one congress


def _gathered(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Groups of one congress each: those with a number first, then the others beside them."""
    groups: list[list[Telling]] = []
    ordered = sorted(
        tellings, key=lambda t: (t.ordinal is None, t.years is None, _first(t), t.told.said.cite.article_id)
    )
    for telling in ordered:
        homes = [g for g in groups if any(_one(telling, other) for other in g) and _fits(telling, g)]
        if homes:
            min(homes, key=lambda g: _apart(telling, g)).append(telling)
        else:
            groups.append([telling])
    return groups


def _apart(telling: Telling, group: Sequence[Telling]) -> tuple[bool, bool, int]:
    """How far a telling is from a group: another number, another merged event, days."""
    number = telling.ordinal is None or all(telling.ordinal != other.ordinal for other in group)
    event = all(telling.told.group != other.told.group for other in group)
    return number, event, min(_gap(telling.told.event, other.told.event) for other in group)


def _joined(groups: Sequence[list[Telling]]) -> list[list[Telling]]:
    """Groups of the same days are one congress, whatever its number: a paper errs."""
    found: list[list[Telling]] = []
    for group in groups:
        home = next((g for g in found if any(_same_days(a, b) for a in g for b in group)), None)
        if home is None:
            found.append(list(group))
        else:
            home.extend(group)
    return found


def _same_days(a: Telling, b: Telling) -> bool:
    one, other = a.told.event, b.told.event
    held = one.status == other.status == "reported"
    return held and _gap(one, other) == 0 and max(_length(one), _length(other)) <= _EXACT


def _length(event: Event) -> int:
    return (event.when.last - event.when.first).days


def _fits(telling: Telling, group: Sequence[Telling]) -> bool:
    """Whether nothing in the group has another number or term."""
    return all(
        telling.ordinal == o.ordinal
        if None not in (telling.ordinal, o.ordinal)
        else None in (telling.years, o.years) or telling.years == o.years
        for o in group
    )


def _one(a: Telling, b: Telling) -> bool:
    if a.ordinal is not None and a.ordinal == b.ordinal:
        return True
    if a.years is not None and a.years == b.years:
        return True
    if a.told.group == b.told.group:
        return True
    gap = _gap(a.told.event, b.told.event)
    planned = "planned" in (a.told.event.status, b.told.event.status)
    return gap <= (_ONE_CONGRESS if planned else _NEAR)


def _gap(a: Event, b: Event) -> int:
    """Days between two times, 0 where they meet."""
    return max(0, (max(a.when.first, b.when.first) - min(a.when.last, b.when.last)).days)


def _first(telling: Telling) -> date:
    return telling.told.event.when.first


# one congress


def _congress(asked: Asked, tellings: Sequence[Telling]) -> Congress:
    stages = tuple(_stages(tellings))
    chosen, conflicts = days_told(stages)
    named = [t.named for t in tellings if t.named is not None]
    ordinals = [n.ordinal for n in named if n.ordinal is not None]
    owners = [t.owner.name for t in tellings if t.owner is not None and t.owner.resolved]
    held = [t.told.event.place for t in tellings if t.told.event.place and t.told.event.status == "reported"]
    return Congress(
        unit=max(sorted(set(owners)), key=owners.count) if owners else asked.name,
        first=chosen.first,
        last=chosen.last,
        status=chosen.status,
        ordinal=max(sorted(set(ordinals)), key=ordinals.count) if ordinals else None,
        place=held[0] if held else None,
        stages=stages,
        conflicts=conflicts,
        events=tuple(sorted({t.told.group for t in tellings})),
    )


def _variants(one: Congress, tellings: Sequence[Telling]) -> Iterator[Variant]:
    """Numbers and terms that tellings give against those that were chosen."""
    cites: defaultdict[tuple[Literal["ordinal", "term"], str], list[Cite]] = defaultdict(list)
    for telling in tellings:
        cite, years = telling.told.said.cite, telling.years
        if telling.ordinal is not None and telling.ordinal != one.ordinal:
            cites["ordinal", str(telling.ordinal)].append(cite)
        if years is not None and years != (one.from_year, one.to_year):
            cites["term", f"{years[0]}-{years[1]}"].append(cite)
    for (about, value), told in sorted(cites.items()):
        yield Variant(about=about, value=value, cites=tuple(dict.fromkeys(told)))


def _stages(tellings: Sequence[Telling]) -> Iterator[DateTold]:
    """Each time and status that was told, by when it was first told, with all that tell it."""
    cites: defaultdict[tuple[str, str, EventStatus], list[Cite]] = defaultdict(list)
    for telling in sorted(tellings, key=lambda t: _published(t.told.said.cite)):
        at = *_whole(telling.told), telling.told.event.status
        cites[at].append(telling.told.said.cite)
    for (first, last, status), told in cites.items():
        yield DateTold(first=first, last=last, status=status, cites=tuple(dict.fromkeys(told)))


def _whole(told: Told) -> tuple[str, str]:
    """The days of a telling; those of the whole congress where the sentence has them (`ba ngày, từ 23 đến 25/9`)."""
    first, last = told.event.when.first.isoformat(), told.event.when.last.isoformat()
    around = [(d.first, d.last) for d in told.said.dates if d.first <= first <= last <= d.last]
    days = [(_day(s), s) for s in (*around, (first, last))]
    exact = [(length, s) for length, s in days if length <= _EXACT]
    return max(exact)[1] if exact else (first, last)


def _day(span: tuple[str, str]) -> int:
    return (date.fromisoformat(span[1]) - date.fromisoformat(span[0])).days


def _published(cite: Cite) -> tuple[str, str, int]:
    return cite.published or "9999", cite.article_id, cite.start
