"""A unit phrase as parsed, and what units without a head look like: code names (`PC04`) and proper names (`FBI`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.mentions import UnitType
from corpus.records import Replaceable, replaceable
from extractor.mine.units import lexicon
from extractor.mine.units.lexicon import Head
from extractor.mine.units.numbers import counted
from extractor.mine.units.place_phrase import PlaceRef, is_person, person_starts, run_end
from extractor.mine.units.tokens import DASH, SPACE, Tokens

_CODE = re.compile(r"p[acvxhk]\d\d|[a-z]\d\d")
_CODE_HEAD = re.compile(r"p[acvxhk]")
NO_SLOTS: frozenset[str] = frozenset()


@replaceable
@dataclass(slots=True)
class Parse(Replaceable):
    """Words [start, end) as a unit. `proper` says that something names it; `char_end` is set by a closing quote.

    `alias` is the start of the unit that a bracket gave this short form to; `defined` the bracket before its place,
    `seat` where an office is (`tại Hà Nội`).
    """

    start: int
    end: int
    head: Head
    head_end: int
    function: str | None = None
    name: str | None = None
    nested: Parse | None = None
    vietnam: bool = False
    places: tuple[PlaceRef, ...] = ()
    proper: bool = False
    strong: bool = False
    code: bool = False
    char_end: int | None = None
    alias: int | None = None
    defined: tuple[int, int] | None = None
    seat: str | None = None

    @property
    def bare(self) -> bool:
        """Whether nothing stands beside the head."""
        return not (self.function or self.name or self.nested or self.vietnam or self.places)

    @property
    def place(self) -> PlaceRef | None:
        """The first place of the phrase, that of the nested unit where it has none of its own."""
        if self.places:
            return self.places[0]
        return self.nested.place if self.nested else None

    @property
    def innermost(self) -> Parse:
        """The last unit of the chain: `Công an tỉnh` in `Ban Thường vụ Đảng ủy Công an tỉnh`."""
        return self.nested.innermost if self.nested else self


def code_at(tokens: Tokens, i: int) -> tuple[int, str] | None:
    """(end, code in lower case) of a department's code name at word i: `PC04`, `PC 45`, `C02`."""
    word = tokens.words[i]
    if not tokens.surface(i).isupper():
        return None
    if _CODE.fullmatch(word):
        return i + 1, word
    if _CODE_HEAD.fullmatch(word) and i + 1 < tokens.size and tokens.gaps[i + 1] in (SPACE, DASH):
        number = tokens.words[i + 1]
        if number.isdigit() and len(number) == 2 and not counted(tokens, i + 1):
            return i + 2, word + number
    return None


def legal_case(text: str) -> str:
    """A legal form in its usual spelling: `Cổ phần` as `cổ phần`."""
    for form in lexicon.words_of("legal_forms"):
        if text.startswith(form):
            return form[0].lower() + text[1:]
    return text


def coded(i: int, found: tuple[int, str], police: bool) -> Parse | None:
    """The department that a code name alone stands for; short ones only in texts about the police."""
    end, code = found
    known = lexicon.codes().get(code)
    if known is None:
        if len(code) == 4 and police:
            return Parse(
                i,
                end,
                plain_head(f"{lexicon.word('vague_code_head')} {code.upper()}", "police"),
                end,
                proper=True,
                code=True,
            )
        return None
    if len(code) == 3 and not police:
        return None
    return Parse(i, end, plain_head(f"{known[0].head} {known[0].name}", "police"), end, proper=True, code=True)


def inside_name(tokens: Tokens, i: int) -> bool:
    """Whether a one-word name is a part of a longer capitalised run (`Grand Intel Hotel`)."""
    if tokens.gaps[i + 1] == SPACE and i + 1 < tokens.size and tokens.upper(i + 1) and not tokens.shout(i + 1):
        if tokens.shout(i) and i + 1 in person_starts(tokens.text):
            return False  # giám đốc FBI James Carter
        return not is_person(tokens, i + 1, run_end(tokens, i + 1))
    before = i > 0 and tokens.gaps[i] == SPACE and tokens.upper(i - 1) and not tokens.shout(i - 1)
    sentence_start = i > 1 and tokens.gaps[i - 1] not in (SPACE, DASH)
    return before and not sentence_start and not tokens.shout(i)


def plain_head(value: str, kind: UnitType) -> Head:
    """A head that is a full name and takes nothing after it."""
    return Head(value, kind, NO_SLOTS, "y", NO_SLOTS)
