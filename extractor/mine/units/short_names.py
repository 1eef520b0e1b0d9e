"""Later short names of firms: `Alibaba` and `công ty Alibaba` beside `Công ty cổ phần Địa ốc Alibaba`.

A firm's own name is what its legal form and its lines of business leave: the short name is that, or, of a name that is
not Vietnamese, its first word and some of the rest (`Hanbit Vina` of `Hanbit Precision Vina`).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from extractor.gazetteer import admin_map, province_names, table
from extractor.mine.persons.foreign import is_vietnamese
from extractor.mine.units.lexicon import business_word, match_function, stops, word, words_of
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import is_person, person_starts, run_end
from extractor.mine.units.starts import listed_names
from extractor.mine.units.tokens import DASH, SPACE, Tokens

_FIRMS = frozenset(("company", "bank", "club"))
_SHORTEST = 4
_MANY = 16


class Own(NamedTuple):
    """The own name of the firm that begins at word `start`; `trade` is the line of business directly before it."""

    words: tuple[str, ...]
    trade: tuple[str, ...]
    start: int
    length: int
    foreign: bool


def own_names(tokens: Tokens, parses: list[Parse]) -> dict[str, list[Own]]:
    """The firms' own names by their first words, the longest names first; names that could be anything left out."""
    found: dict[str, list[Own]] = {}
    for parse in parses:
        own = _own(tokens, parse)
        if own is not None:
            for first in {own.words[0], (own.trade or own.words)[0]}:
                found.setdefault(first, []).append(own)
    return {first: sorted(names, key=lambda own: (-own.length, own.start))[:_MANY] for first, names in found.items()}


def _own(tokens: Tokens, parse: Parse) -> Own | None:
    if (
        parse.name is None
        or parse.head.functions.isdisjoint(_FIRMS)
        or parse.char_end is not None
        or parse.alias is not None
    ):
        return None
    end = parse.places[0].start if parse.places else parse.end
    i, trade = parse.head_end, (0, 0)
    while i < end:
        at = i + 1 if tokens.words[i] == word("and") else i
        known = match_function(tokens, at, parse.head.functions)
        after = known[0] if known is not None else business_word(tokens, at)
        if after is None or after > end:
            break
        if tokens.upper(at) and tokens.words[at] not in stops()["legal_forms"]:
            trade = (at, after)
        i = after
    if i >= end or tokens.gaps[i] not in (SPACE, DASH) or not _plain(tokens, i, end):
        return None
    words = tuple(tokens.words[i:end])
    foreign = not is_vietnamese(words[0])
    before = tuple(tokens.words[trade[0] : trade[1]]) if trade[1] == i else ()
    if not _telling(tokens, i, end, foreign=foreign):
        if not before or len(words) < 2:
            return None
        return Own(words, before, parse.start, parse.end - parse.start, foreign=False)
    return Own(words, before, parse.start, parse.end - parse.start, foreign=foreign)


def _plain(tokens: Tokens, i: int, end: int) -> bool:
    return all(tokens.upper(k) for k in range(i, end)) and all(gap == SPACE for gap in tokens.gaps[i + 1 : end])


def _telling(tokens: Tokens, i: int, end: int, *, foreign: bool) -> bool:
    """Whether a name says by itself that the firm is meant: no place's, no person's, no common word."""
    if end - i == 1:
        strange = foreign and len(tokens.words[i]) >= _SHORTEST
        return (strange or (tokens.shout(i) and len(tokens.words[i]) > 2)) and not listed_names().longest(tokens, i)
    name = " ".join(tokens.words[i:end])
    if (
        name in province_names()
        or name in admin_map(None).districts
        or listed_names().longest(tokens, i)
        or is_person(tokens, i, end)
    ):
        return False
    return foreign or tokens.words[i] not in stops()["family"]


def short_at(tokens: Tokens, i: int, names: list[Own], taken: set[int]) -> tuple[int, Own] | None:
    """End of the short name at word i and whose it is; None where it is none."""
    if i in taken or not tokens.upper(i) or not _stands(tokens, i):
        return None
    end = run_end(tokens, i)
    for k in range(i + 1, end):
        if k in person_starts(tokens.text) or k in taken:
            end = k
            break
    for own in names:
        whole = (*own.trade, *own.words)
        stop = i + len(whole)
        if own.trade and tuple(tokens.words[i:stop]) == whole and tokens.upper(stop - 1):
            return stop, own
    run = tuple(tokens.words[i:end])
    if i in person_starts(tokens.text) and (len(run) == 1 or not names[0].foreign):
        return None
    for own in names:
        if run in (own.words, own.trade + own.words):
            return (end, own) if not own.trade or run != own.words or own.foreign or _sure(own) else None
        if own.foreign and _some_of(run, own.words):
            return end, own
    return None


def _sure(own: Own) -> bool:
    """Whether a name without its line of business may still be the firm: no place's, of two words or more."""
    name = " ".join(own.words)
    return len(own.words) > 1 and not (
        name in _lands() or name in province_names() or name in admin_map(None).districts
    )


@cache
def _lands() -> frozenset[str]:
    """The compared names of countries, regions and cities."""
    return frozenset(row["name"].lower() for row in table("places_names"))


def _some_of(run: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the run is the first word of a foreign name with some of the others in order."""
    if run[0] != words[0] or len(run[0]) <= _SHORTEST or len(run) >= len(words):
        return False
    rest = iter(words)
    return all(part in rest for part in run)


def _stands(tokens: Tokens, i: int) -> bool:
    """Not inside a longer name, and not the name of a place, of goods or of a person."""
    if not i or tokens.gaps[i] != SPACE:
        return not i or (tokens.gaps[i] not in ("'", "/", "@") and tokens.text[tokens.starts[i] - 1] not in "@/.-")
    before = tokens.words[i - 1]
    if tokens.upper(i - 1) and not tokens.shout(i - 1) and not (i > 1 and tokens.gaps[i - 1] not in (SPACE, DASH)):
        return False
    if before in stops()["kin"] or before in stops()["goods"]:
        return False
    return not any(" ".join(tokens.words[max(0, i - n) : i]) in _place_heads() for n in (1, 2, 3))


@cache
def _place_heads() -> frozenset[str]:
    """The words before the name of a place or thing: `đường`, `khu đô thị`, the last of `dự án`."""
    return frozenset(row["head"].lower() for row in table("places_heads")) | words_of("named_things")


def shorter(tokens: Tokens, parse: Parse, names: dict[str, list[Own]], parses: dict[int, Parse]) -> int | None:
    """Start of the one longer name of the same firm: that of `Công ty cổ phần Địa ốc Alibaba` for `Công ty Alibaba`."""
    own = _own(tokens, parse)
    if own is None:
        return None
    longer = {
        " ".join(tokens.words[o.start : o.start + o.length]): o.start
        for o in names.get(own.words[0], ())
        if o.words == own.words and o.length > own.length and _same_kind(parse, parses[o.start])
    }
    if len(longer) != 1 or tokens.words[parse.head_end : parse.end] != list(own.trade + own.words):
        return None
    return next(iter(longer.values()))


def _same_kind(short: Parse, long: Parse) -> bool:
    return long.head.value.startswith(short.head.value)
