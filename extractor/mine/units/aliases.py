"""Uses of the short forms that an article gives to its units: those of brackets, and firms' short names."""

from __future__ import annotations

from itertools import compress
from typing import NamedTuple

from extractor.gazetteer import AdminMap
from extractor.mine.units import lexicon
from extractor.mine.units.definitions import bracketed, denotes, initials_start
from extractor.mine.units.departments import stem
from extractor.mine.units.lexicon import Head
from extractor.mine.units.parse import NO_SLOTS, Parse, code_at, plain_head
from extractor.mine.units.place_phrase import place_at
from extractor.mine.units.short_names import Own, own_names, short_at, shorter
from extractor.mine.units.tokens import SPACE, Tokens

_MAX_ALIASES = 5
_MAX_HEAD = 4
_CODE = "="  # before a department's code in the table of short forms: no word of a text
_FIRM_PARTS = frozenset("U")


class _Short(NamedTuple):
    """A short form: what head its uses get, and where the unit begins that it stands for (None: for a part of it)."""

    head: Head
    start: int | None


def with_aliases(tokens: Tokens, parses: list[Parse], admin: AdminMap) -> list[Parse]:
    """The units with later uses of short forms: `Trung tâm … (HLC)`, then `HLC`."""
    shorts, definitions = _defined(tokens, parses)
    if shorts:
        parses = [_told(tokens, parse, shorts) for parse in parses]
    names = own_names(tokens, parses)
    if not shorts and not names:
        return parses
    taken = {k for parse in parses for k in range(parse.start, parse.end)} | definitions
    uses: list[Parse] = []
    if shorts:
        by_word: dict[str, list[str]] = {}
        for name in shorts:
            by_word.setdefault(lexicon.first_word(name), []).append(name)
        for i in compress(range(tokens.size), map(by_word.__contains__, tokens.words)):
            if i not in taken and tokens.gaps[i] != "(":
                use = _use_at(tokens, i, by_word[tokens.words[i]][:_MAX_ALIASES], shorts, admin)
                if use is not None:
                    uses.append(use)
    parses, firms = _firms(tokens, parses, names, taken) if names else (parses, [])
    if not uses and not firms:
        return parses
    found = [*parses, *(_owned(tokens, use, taken) for use in [*uses, *firms])]
    found.sort(key=lambda parse: (parse.start, -parse.end))
    return [parse for k, parse in enumerate(found) if not k or parse.start >= found[k - 1].end]


def _defined(tokens: Tokens, parses: list[Parse]) -> tuple[dict[str, _Short], set[int]]:
    """The short forms by spelling, and the words that define them."""
    shorts: dict[str, _Short] = {}
    words: set[int] = set()
    for parse in parses:
        short = bracketed(tokens, parse.end) if tokens.gaps[parse.end] == "(" else None
        if short is None or (parse.defined and tokens.words[short[0]] in lexicon.heads().root):
            continue  # Tòa án nhân dân (TAND) huyện X
        if parse.alias is not None or not denotes(tokens, parse, short[0], short[1]):
            continue
        words.update(range(*short))
        inner = parse.innermost
        whole = inner is parse or initials_start(tokens, parse.end, tokens.surface(*short)) is not None
        head = plain_head("", "other") if whole else plain_head(tokens.surface(inner.start, inner.end), inner.head.type)
        given = _Short(head, parse.start if whole else None)
        shorts.setdefault(tokens.surface(*short), given)
        if (code := code_at(tokens, short[0])) is not None and code[0] == short[1]:
            department = plain_head(stem(parse), "police") if whole else head
            shorts.setdefault(code[1].upper(), given)  # (PC 46), then PC46
            shorts[_CODE + code[1]] = _Short(department, given.start)
    return shorts, words


def _told(tokens: Tokens, parse: Parse, shorts: dict[str, _Short]) -> Parse:
    """An organisation known by its name is what the article says that it is: `Cục Điều tra Liên bang (FBI)`, `FBI`."""
    if parse.code and (told := _told_code(tokens, parse, shorts)) is not None:
        return told
    if parse.nested is not None:
        nested = _told(tokens, parse.nested, shorts)
        return parse if nested is parse.nested else parse._replace(nested=nested)
    if parse.head.slots != NO_SLOTS or parse.alias is not None or parse.code:
        return parse
    short = shorts.get(tokens.surface(parse.start, parse.head_end))
    if short is None or short.start is None or short.start == parse.start:
        return parse
    return parse._replace(alias=short.start)


def _told_code(tokens: Tokens, parse: Parse, shorts: dict[str, _Short]) -> Parse | None:
    """`PC46`, `Phòng PC46`: the department that the article gave the code to, whatever the table says."""
    code = code_at(tokens, parse.start if parse.head.slots == NO_SLOTS else parse.head_end)
    short = shorts.get(_CODE + code[1]) if code is not None else None
    if short is None or short.start is None or short.start >= parse.start:
        return None
    if parse.head.slots != NO_SLOTS:
        return parse._replace(alias=short.start)
    return parse._replace(alias=short.start, head=short.head)


def _use_at(tokens: Tokens, i: int, names: list[str], shorts: dict[str, _Short], admin: AdminMap) -> Parse | None:
    for name in names:
        head, start = shorts[name]
        end = tokens.at(tokens.starts[i] + len(name))
        if (start or 0) < i and tokens.text.startswith(name, tokens.starts[i]) and tokens.surface(i, end) == name:
            place = place_at(tokens, end, admin) if end < tokens.size and tokens.gaps[end] == SPACE else None
            if place is not None and place.tier in (1, 2, 3, 12):  # TTHCC xã
                return Parse(i, place.end, head, end, proper=True, alias=start, places=(place,))
            return Parse(i, end, head, end, proper=True, alias=start)
    return None


def _firms(
    tokens: Tokens, parses: list[Parse], names: dict[str, list[Own]], taken: set[int]
) -> tuple[list[Parse], list[Parse]]:
    """The units, shorter names of firms tied to the longer ones; and the firms' short names that stand alone."""
    by_start = {parse.start: parse for parse in parses}
    tied = []
    for parse in parses:
        start = shorter(tokens, parse, names, by_start)
        tied.append(parse if start is None else parse._replace(alias=start))
    uses: list[Parse] = []
    after = 0
    for i in tokens.capitals:
        if i >= after and tokens.words[i] in names:
            found = short_at(tokens, i, names[tokens.words[i]], taken)
            if found is not None:
                after, own = found
                uses.append(Parse(i, after, plain_head("", "other"), after, proper=True, alias=own.start))
    return tied, uses


def _owned(tokens: Tokens, use: Parse, taken: set[int]) -> Parse:
    """`HĐQT | Alibaba`: the body of the firm whose short name follows; `DN | Alibaba` is the firm."""
    i = use.start
    if not i or tokens.gaps[i] != SPACE or i - 1 in taken:
        return use
    if tokens.words[i - 1] in lexicon.words_of("firm_words") and tokens.shout(i - 1):
        return use._replace(start=i - 1)
    for k in range(max(0, i - _MAX_HEAD), i):
        for end, head, _ in lexicon.heads().longest(tokens, k) if tokens.words[k] in lexicon.heads().root else ():
            if end == i and isinstance(head, Head) and head.slots >= _FIRM_PARTS and head.type in ("other", "mass"):
                return Parse(k, use.end, head, i, nested=use, proper=True)
    return use


__all__ = ["with_aliases"]
