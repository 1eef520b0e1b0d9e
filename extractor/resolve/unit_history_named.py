"""Congresses as sentences name them: whose, which number, which term. Which question: what is `Đại hội` here?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractor.resolve.names import key
from extractor.resolve.unit_history_twins import core
from extractor.resolve.unit_history_views import Said, TermSaid, UnitSaid
from extractor.resolve.unit_history_words import any_of, ends_with, one_of, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A congress that a sentence names from `start` to `end`. `unit` is whose, None where only `Đại hội` is said.

    `general` marks congresses of many (`đại hội các chi bộ`).
    """

    start: int
    end: int
    unit: UnitSaid | None = None
    ordinal: int | None = None
    from_year: int | None = None
    to_year: int | None = None
    derived: tuple[str, ...] = ()
    general: bool = False


def named_congresses(said: Said) -> list[Named]:
    """The congresses that a sentence names, in order."""
    found = []
    for hit in _congress().finditer(said.plain) if said.is_readable else ():
        unit, end, terms = _behind(said, hit.end())
        many = ends_with("before_many").search(said.plain[: hit.start()]) is not None
        general = many or (unit is None and _general().match(said.plain, hit.end()) is not None)
        one = Named(start=hit.start(), end=end, unit=unit, general=general)
        found.append(_with_terms(one, terms))
    return found


def names_congress(plain: str) -> bool:
    """Whether a text in canonical form has the word for a congress."""
    return _congress().search(plain) is not None


def is_spoken_of(said: Said, named: Named) -> bool:
    """Whether a sentence only speaks of a congress (`dự`, `chào mừng`, `Nghị quyết Đại hội …`)."""
    return ends_with("not_held").search(said.plain[: named.start]) is not None


def many_until(said: Said, start: int = 0, end: int | None = None) -> int | None:
    """Where a part of a sentence has named several that hold congresses; None where it speaks of one."""
    last = len(said.plain) if end is None else end
    hits = (pattern.search(said.plain, start, last) for pattern in (one_of("many"), _numbered()))
    return max((hit.end() for hit in hits if hit is not None), default=None)


def _with_terms(one: Named, terms: Sequence[TermSaid]) -> Named:
    for term in terms:
        if term.ordinal is not None and one.ordinal is None:
            one = replace(one, ordinal=term.ordinal)
        if term.from_year is not None and one.from_year is None:
            one = replace(one, from_year=term.from_year, to_year=term.to_year, derived=term.derived)
    return one


def _behind(said: Said, at: int) -> tuple[UnitSaid | None, int, list[TermSaid]]:
    """What stands behind the word: whose congress, where its name ends, and numbers and terms in it."""
    unit: UnitSaid | None = None
    terms: list[TermSaid] = []
    end = at
    while True:
        blank = _blank().match(said.plain, at)
        at = blank.end() if blank else at
        term = next((t for t in said.terms if t.start <= at < t.end), None)
        if term is not None:
            terms.append(term)
            at = end = term.end
            continue
        parted = blank is not None and "," in blank[0]
        if unit is None and not parted and (owner := _owner(said, at)) is not None:
            unit, at = owner, owner.end
            end = at
            continue
        word = _filler().match(said.plain, at)
        if word is None:
            return unit, end, terms
        at = word.end()


def _owner(said: Said, at: int) -> UnitSaid | None:
    """The unit that begins there; the Party where only that is said."""
    unit = next((u for u in said.units if u.start == at), None)
    if unit is not None:
        return unit
    party = _party().match(said.plain, at)
    if party is None:
        return None
    name = written("party_name")
    return UnitSaid(start=at, end=party.end(), value=name, name=name, core=core(name))


def antecedents(sentences: Sequence[Said]) -> Iterator[tuple[Said, Named]]:
    """The congresses of one unit that an article tells of, in order, its title first.

    A title with `đại hội` and one Party organisation, or the like, names its congress (`Đảng bộ X qua các kỳ đại hội`).
    """
    for said in sorted(sentences, key=lambda s: s.number):
        if said.number < 0 and (of_title := _of_title(said)) is not None:
            yield said, of_title
        for one in named_congresses(said):
            if one.unit is not None and not is_spoken_of(said, one):
                yield said, one


def _of_title(said: Said) -> Named | None:
    owners = [unit for unit in said.units if unit.core != key(unit.name)]
    hit = _congress().search(said.plain)
    if hit is None or len(owners) != 1 or any(one.unit is not None for one in named_congresses(said)):
        return None
    return Named(start=hit.start(), end=hit.end(), unit=owners[0])


@cache
def _congress() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?!(?:{any_of('not_congress')})(?!\w))(?:{any_of('congress')})(?!\w)")


@cache
def _numbered() -> re.Pattern[str]:
    """`11/11 chi bộ`, `toàn bộ các đảng bộ`."""
    return re.compile(rf"(?<!\w)(?:\d+(?:/\d+)?%?|{any_of('several')}) (?:{any_of('holding')})(?!\w)")


@cache
def _general() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{any_of('general')})(?!\w)")


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{any_of('between')})(?!\w)|(?:[ivxlc]+|\d{{1,3}}|{any_of('numeral')})(?!\w))")


@cache
def _blank() -> re.Pattern[str]:
    return re.compile(r"[\s,(–-]*")


@cache
def _party() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('party')})(?! (?:{any_of('not_party')})(?!\w))(?!\w)")
