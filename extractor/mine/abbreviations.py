"""The abbreviations annotator: definitions in brackets, and uses of short forms outside units and places.

A definition is a short form in brackets after the words that its initials spell (`an ninh trật tự (ANTT)`), or after a
unit (`Phòng … (PC04)`), or the words in brackets after the short form (`ANTT (an ninh trật tự)`). An article's own
definition beats the table `abbreviations.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import compress
from typing import NamedTuple

from corpus.article import Document
from corpus.mentions import Abbreviation
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.units.annotate import Scan, resolved, scan
from extractor.mine.units.definitions import bracketed, initials_start, spread_start
from extractor.mine.units.lexicon import Trie
from extractor.mine.units.parents import Resolved
from extractor.mine.units.starts import SHORT, short_forms, starts_of
from extractor.mine.units.tokens import SPACE, Tokens

_OPENING = re.compile(r" \((?=[^\W_])")  # the gap that a tokenised text calls "("


class _Use(NamedTuple):
    start: int
    end: int
    value: str
    rule: str


def annotate_abbreviations(document: Document, cues: Cues, context: Context) -> Iterable[Abbreviation]:
    """Definitions and uses of short forms, in order; none inside a unit or a place."""
    del cues
    text = document.text
    found = scan(text, context)
    units = {item.parse.end: item for item in resolved(found, context)}
    defined = list(_definitions(found, units))
    own = {found.tokens.surface(use.start, use.end): use.value for use in defined}
    taken = _taken(found, defined)
    uses = sorted([*defined, *_uses(found.tokens, own, taken)], key=lambda use: use.start)
    for use in uses:
        start, end = found.tokens.starts[use.start], found.tokens.ends[use.end - 1]
        yield Abbreviation(start=start, end=end, text=text[start:end], value=use.value, rule=use.rule)


def _taken(found: Scan, defined: list[_Use]) -> bytearray:
    taken = bytearray(found.covered)
    for use in defined:
        taken[use.start : use.end] = b"\1" * (use.end - use.start)
    return taken


def _definitions(found: Scan, units: dict[int, Resolved]) -> Iterator[_Use]:
    tokens = found.tokens
    for bracket in _OPENING.finditer(tokens.text):
        i = tokens.at(bracket.end())
        if tokens.gaps[i] != "(":
            continue
        short = bracketed(tokens, i)
        if short is not None:
            value = _meaning(tokens, i, short, units)
            if value is not None:
                yield _Use(short[0], short[1], value, "abbreviation:defined")
            continue
        reverse = _reversed(tokens, i)
        if reverse is not None:
            yield reverse


def _meaning(tokens: Tokens, i: int, short: tuple[int, int], units: dict[int, Resolved]) -> str | None:
    """What a bracketed short form at word i stands for; None where it is no definition (`(TTXVN)` after a sentence)."""
    surface = tokens.surface(*short)
    first = initials_start(tokens, i, surface)
    unit = units.get(i)
    if unit is not None and unit.parse.defined is None:
        if first is not None and first > unit.parse.start:
            return _phrase(tokens, first, i)
        if first is None and unit.parse.nested is not None:
            inner = unit.parse.innermost  # Hội đồng quản trị Ngân hàng … (VNB): the bank is meant
            return _phrase(tokens, inner.start, inner.end)
        if first is not None or unit.parse.head.slots:
            return unit.value
    if first is None:
        first = spread_start(tokens, i, surface)
    return _phrase(tokens, first, i) if first is not None else None


def _phrase(tokens: Tokens, start: int, end: int) -> str:
    return " ".join(tokens.surface(start, end).split())


def _reversed(tokens: Tokens, i: int) -> _Use | None:
    """`ANTT (an ninh trật tự)`: the words in brackets spell the short form before them."""
    short = tokens.surface(i - 1)
    if not short.isupper() or not 2 <= len(short) <= 8:
        return None
    end = i + 1
    while end < tokens.size and end - i < 12 and tokens.text[tokens.ends[end - 1]] != ")":
        if tokens.gaps[end] not in (SPACE, ",", "-"):
            return None
        end += 1
    if tokens.text[tokens.ends[end - 1] : tokens.ends[end - 1] + 1] != ")":
        return None
    if initials_start(tokens, end, short) != i:
        return None
    return _Use(i - 1, i, _phrase(tokens, i, end), "abbreviation:defined")


def _uses(tokens: Tokens, own: dict[str, str], taken: bytearray) -> Iterator[_Use]:
    mine: Trie[str] = Trie((short, short) for short in own) if own else _no_shorts()
    spots = [i for i, _ in starts_of(tokens.text).of(SHORT)]
    if own:
        spots = sorted({*spots, *compress(range(tokens.size), map(mine.root.__contains__, tokens.words))})
    after = 0
    for i in spots:
        if i < after or taken[i] or not _capital(tokens, i):
            continue
        use = _use_at(tokens, i, own, mine)
        if use is not None and not any(taken[use.start : use.end]) and not _in_number(tokens, use):
            yield use
            after = use.end


@cache
def _no_shorts() -> Trie[str]:
    return Trie(())


def _in_number(tokens: Tokens, use: _Use) -> bool:
    """Whether it is a part of a document's number: `27/NQ-HĐND`."""
    start, end = tokens.starts[use.start], tokens.ends[use.end - 1]
    return tokens.text[start - 1 : start] in ("-", "/") or tokens.text[end : end + 1] in ("-", "/")


def _capital(tokens: Tokens, i: int) -> bool:
    surface = tokens.surface(i)
    return surface.isupper() or sum(c.isupper() for c in surface) > 1


def _use_at(tokens: Tokens, i: int, own: dict[str, str], mine: Trie[str]) -> _Use | None:
    for end, short, _ in mine.longest(tokens, i):
        if _same(tokens.surface(i, end), short):
            return _Use(i, end, own[short], "abbreviation:own")
    for end, spellings, _ in short_forms().longest(tokens, i):
        for short, expansion in spellings.items():
            if _same(tokens.surface(i, end), short):
                return _Use(i, end, expansion, "abbreviation:table")
    return None


def _same(surface: str, short: str) -> bool:
    """Equal but for blanks around the separators, and for a slip of case in a longer form (aNTQ)."""
    plain = surface.replace(" ", "").replace("–", "-")
    return plain == short or (len(plain) > 3 and plain.upper() == short and sum(c.islower() for c in plain) == 1)
