"""Units that need no head: organisations known by name (`FBI`, `Vietcombank`) and police departments by code."""

from __future__ import annotations

from collections.abc import Callable

from extractor.gazetteer import AdminMap
from extractor.mine.units import lexicon
from extractor.mine.units.lexicon import stops
from extractor.mine.units.numbers import result
from extractor.mine.units.parse import Parse, code_at, coded, inside_name, plain_head
from extractor.mine.units.place_phrase import person_starts
from extractor.mine.units.tails import with_home
from extractor.mine.units.tokens import SPACE, Tokens


def standing_at(tokens: Tokens, i: int, police: Callable[[], bool], admin: AdminMap) -> Parse | None:
    """The name or code that stands at word i, outside brackets; short codes only in texts about the police."""
    word = tokens.words[i]
    if word not in lexicon.names().root and not (tokens.caps[i] and (word[-1].isdigit() or word[0] == "p")):
        return None
    tight = tokens.text[max(tokens.starts[i] - 1, 0)] in "-/"  # Kế hoạch số 205/KH-CAT-PV01
    if tight:
        return None
    code = code_at(tokens, i) if tokens.gaps[i] != "(" else None
    if code is not None and code[1] not in lexicon.names().root:  # G20
        titled = i > 0 and tokens.gaps[i] == SPACE and tokens.words[i - 1] in stops()["title_words"]
        return coded(i, code, titled or police())  # Cục trưởng C03
    for end, spellings, _ in lexicon.names().longest(tokens, i):
        surface = tokens.surface(i, end)
        named = spellings.get(surface)
        if named is None and len(surface) > 4 and surface.isupper():
            named = next(iter(spellings.values()))
        if named is None:
            continue
        if tokens.gaps[i] == "(" and tokens.gaps[end] in (")", "?"):
            return None
        found = Parse(i, end, plain_head(*named), end, proper=True)
        whole = with_home(tokens, found, admin)
        if whole is found and end - i == 1 and inside_name(tokens, i):
            continue
        if i - 1 in person_starts(tokens.text):
            continue  # Tạ | Hòa Phát
        if tokens.gaps[i] == SPACE and i and tokens.words[i - 1] in stops()["goods"]:
            return None
        if tokens.gaps[end] == SPACE and end < tokens.size and tokens.words[end].isdigit() and not result(tokens, end):
            return None  # Boeing 777
        return whole
    return None


def with_force(department: Parse, owner: Parse | int | None) -> Parse:
    """A department's code with the force that follows it: `PC08 Công an tỉnh X`, `C02 Bộ Công an`."""
    if not isinstance(owner, Parse) or owner.head.value not in lexicon.words_of("code_owners"):
        return department
    if owner.function not in (None, lexicon.word("police")):
        return department
    return department._replace(end=owner.end, nested=owner)
