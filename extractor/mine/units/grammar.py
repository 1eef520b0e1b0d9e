"""The grammar of a unit phrase: head, function or number or name, nested unit, place.

    unit = head [function] [number] [quoted or capitalised name] [nested unit] [Việt Nam] [place …]

The slots that a head has are data (units_heads.csv). A phrase counts when one slot is filled or when the head is a
full name by itself; which lower-case heads count is data too.
"""

from __future__ import annotations

import re

from extractor.gazetteer import AdminMap
from extractor.mine.units import lexicon
from extractor.mine.units.definitions import bracketed, initials_start
from extractor.mine.units.level_places import place_from
from extractor.mine.units.lexicon import Head, Skip, heads_at, match_function
from extractor.mine.units.name_run import name_end
from extractor.mine.units.numbers import counted
from extractor.mine.units.parse import Parse, code_at, plain_head
from extractor.mine.units.place_phrase import (
    PlaceRef,
    bare_name_at,
    country_at,
    level_at,
    place_at,
    province_end,
    respelled,
    run_end,
    seat_at,
)
from extractor.mine.units.slots import (
    continued,
    counts,
    in_general,
    is_holder,
    is_verb,
    joined_function,
    owner_at,
    titled,
    with_quotation,
    with_sectors,
    with_topic,
)
from extractor.mine.units.spelling import lowered, spelled
from extractor.mine.units.standing import standing_at, with_force
from extractor.mine.units.starts import fillers, levels
from extractor.mine.units.tails import (
    MAX_REST,
    nation_end,
    number_end,
    of_region,
    tail_words,
    with_area,
    with_bracket,
    with_branch,
    with_grade,
    with_national,
    with_seat,
    with_tail,
    with_zone,
)
from extractor.mine.units.tokens import COMMA, DASH, SPACE, Tokens

_NUMBER = re.compile(r"[a-zđ]{0,2}\d{1,4}[a-zđ]{0,2}|[ivx]{1,5}")
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VII": "7", "IX": "9"}  # Quân khu V
_NO_DEEPER = 12
_ALONE = frozenset("SR")
_OPENING = frozenset((SPACE, '"', "?", "("))  # after anything else a head stands alone
_NAMED = frozenset((
    "company", "school", "academy", "hospital", "army", "press", "customs", "station", "museum", "theatre", "club",
    "coop", "board", "association", "bank", "fund", "mass", "centre", "region",
))  # fmt: skip
_FIRMS = frozenset(("company", "bank"))
_PLACED = frozenset("LP")


class Grammar:
    """Reads units from one text with one administrative map."""

    def __init__(self, tokens: Tokens, admin: AdminMap) -> None:
        self.tokens = tokens
        self.admin = admin
        self._words, self._gaps, self._caps = tokens.words, tokens.gaps, tokens.caps
        self._heads = lexicon.heads()
        self._levels, self._fillers = levels().root, fillers()
        self._tail_words = tail_words()
        self._marker, self._at_word = lexicon.word("number"), lexicon.word("at")
        self._continent = lexicon.word("continent")
        self._memo: dict[int, Parse | int | None] = {}
        self._depth = 0

    def at(self, i: int, allow_bare: bool = False) -> Parse | int | None:
        """The unit that begins at word i; or the end of a compound that is none; or None."""
        if self._words[i] not in self._heads.root or self._depth > _NO_DEEPER:
            return None
        memo, key = self._memo, 2 * i + allow_bare
        if key not in memo:
            self._depth += 1
            memo[key] = self._at(i, allow_bare)
            self._depth -= 1
        return memo[key]

    def _at(self, i: int, allow_bare: bool) -> Parse | int | None:
        shorter = False
        longest: int | None = None
        found = heads_at(self.tokens, i)
        for end, head, _ in found:
            if isinstance(head, Skip):
                capital = i + 1 < end and self._caps[i + 1] and not self.tokens.shout(i)
                if head.any_case or not capital:
                    return end
                continue
            if longest is None:
                longest = end
                if not allow_bare and len(found) == 1 and self._names_none(end, head):
                    return end
            parse = self._build(i, end, head)
            if parse is None:
                shorter = True
                continue
            if not parse.proper and in_general(self.tokens, parse):
                return parse.end  # 100% chi bộ Công an xã
            if head.value in lexicon.words_of("paper_heads") and parse.char_end is None and not parse.bare:
                return self._unheaded(parse)
            if shorter and (parse.name or not parse.function):
                continue  # Viện Kiểm sát is no institute named Kiểm
            shorter = True
            if not parse.bare:
                return parse
            if (head.slots & _ALONE and self._stands(i, head)) or (allow_bare and head.type == "party"):
                return parse
        return longest

    def _names_none(self, end: int, head: Head) -> bool:
        """Whether nothing that stands behind a head can make it a unit, and it is none by itself."""
        gap = self._gaps[end]
        return (gap not in _OPENING or (gap == SPACE and self._idle(end))) and head.slots.isdisjoint(_ALONE)

    def _unheaded(self, parse: Parse) -> Parse | int:
        """`tờ Washington Post`: the paper's name without the word before it; its end where it is a country's."""
        if country_at(self.tokens, parse.head_end) is not None:
            return parse.end
        named = self.standing(parse.head_end)
        if named is not None and named.end >= parse.end:
            return named
        head = plain_head(parse.name or parse.function or "", parse.head.type)
        return Parse(parse.head_end, parse.end, head, parse.end, proper=True)

    def _stands(self, i: int, head: Head) -> bool:
        """Whether a bare head may stand alone; those that need a longer mention elsewhere only with a capital."""
        return "S" in head.slots or (self.tokens.upper(i) and self.tokens.gaps[i] in (SPACE, COMMA))

    def standing(self, i: int) -> Parse | None:
        """A name that needs no head (`FBI`, `Vietcombank`), or a department's code (`PC04`), outside brackets."""
        found = standing_at(self.tokens, i, self._of_police, self.admin)
        if found is None or not found.code or self._gaps[found.end] != SPACE:
            return found
        return with_force(found, self.at(found.end))

    def _of_police(self) -> bool:
        """Whether the text may be about the police: asked where a code stands, which is seldom."""
        return "công" in self._words

    def _build(self, i: int, head_end: int, head: Head) -> Parse | None:
        if not spelled(self.tokens, i, head_end, head):
            return None
        parse = Parse(i, head_end, head, head_end)
        gap = self._gaps[head_end]
        if gap in _OPENING and not (gap == SPACE and self._idle(head_end)):
            parse = self._filled(parse, head.slots)
            if gap != "(" and (head.functions & _FIRMS or head.value in lexicon.words_of("partnerships")):
                parse = with_branch(self.tokens, with_tail(self.tokens, parse), self.admin)
            defined = self._defined(parse) if self._gaps[parse.end] == "(" else None
            parse = defined or self._place(self._nested(parse) if "U" in head.slots else parse)
            parse = self._tails(parse)
        return parse if counts(self.tokens, parse) else None

    def _tails(self, parse: Parse) -> Parse:
        """With what ends a name: region, seat, or the words up to the bracket that gives its short form."""
        tokens, end = self.tokens, parse.end
        if self._gaps[end] != SPACE or parse.char_end is not None:
            return parse
        if self._caps[end] or self._words[end] in self._tail_words:
            parse = with_seat(tokens, with_zone(tokens, parse), self.admin)
            if parse.name and not parse.places and self._gaps[parse.end] == SPACE:
                graded = with_grade(tokens, parse)
                parse = self._number(graded) if graded is not parse else parse
        if self._caps[parse.start] and "(" in self._gaps[end : end + MAX_REST]:
            return with_bracket(tokens, parse, self._is_unit)
        return parse

    def _idle(self, i: int) -> bool:
        """Whether word i fills no slot of any head: a small word that begins none of the things that may follow."""
        return not self._caps[i] and self._words[i] not in self._fillers and not self._words[i][0].isdigit()

    def _filled(self, parse: Parse, slots: frozenset[str]) -> Parse:
        """With code, or number, function and name, as far as they stand there."""
        if self._gaps[parse.end] == SPACE:
            if "M" in slots:
                parse = self._code(parse)
                if parse.code:
                    return parse
            bare = parse
            parse = self._function(self._number(parse))
            if parse is not bare:
                parse = self._number(with_grade(self.tokens, parse))
        return self._name(parse)

    # slots

    def _free(self, end: int, gaps: tuple[str, ...]) -> bool:
        return self._gaps[end] in gaps

    def _code(self, parse: Parse) -> Parse:
        """`Phòng PC04`, `Phòng PC 45`, `Cục C02`: a word follows the head."""
        tokens, end = self.tokens, parse.end
        found = code_at(tokens, end) if self._caps[end] else None
        if found is None:
            return parse
        after, code = found
        known = lexicon.codes().get(code)
        if known and known[0].head == parse.head.value:
            return parse._replace(end=after, function=known[0].name, proper=True, strong=True, code=True)
        return parse._replace(end=after, name=code.upper(), proper=True, strong=True, code=True)

    def _function(self, parse: Parse) -> Parse:
        if not parse.head.functions or self._gaps[parse.end] != SPACE:
            return parse
        if "company" in parse.head.functions:
            return with_sectors(self.tokens, parse)
        found = match_function(self.tokens, parse.end, parse.head.functions)
        if found is None or is_verb(self.tokens, parse, found[0]):
            return parse
        end, spelling = found
        capital = any(map(str.isupper, self.tokens.surface(parse.end, end)))
        strong = end - parse.end > 2 or capital or parse.head.value in lexicon.words_of("ministry_heads")
        end, spelling = continued(self.tokens, *joined_function(self.tokens, parse, end, spelling, self._is_unit))
        function = f"{parse.name} {spelling}" if parse.name else spelling  # Vùng 4 Hải quân
        proper = parse.proper or (capital and not lowered(self.tokens, parse.start, parse.head_end))
        return parse._replace(end=end, function=function, name=None, strong=parse.strong or strong, proper=proper)

    def _number(self, parse: Parse) -> Parse:
        tokens, end = self.tokens, parse.end
        if self._gaps[end] != SPACE:
            return parse
        marked = self._words[end] == self._marker and self._gaps[end + 1] == SPACE
        at = end + 1 if marked else end
        word = self._words[at]
        if not (word[0].isdigit() or (self._caps[at] and tokens.surface(at).isupper())) or not _NUMBER.fullmatch(word):
            return parse
        slots = parse.head.slots
        region = of_region(self.tokens, parse, at)
        allowed = "N" in slots or region or (marked and parse.function) or self._fixed(parse, at)
        end = number_end(tokens, at, dated=parse.head.type == "other")
        if not allowed or not end or (not marked and not region and counted(tokens, at)):
            return parse
        text = tokens.surface(parse.end, end)
        if parse.head.type == "army":
            text = _ROMAN.get(text, text)
        if parse.name:
            text = f"{parse.name} {text}"
        return with_area(tokens, parse._replace(end=end, name=text, proper=True, strong=True))

    def _fixed(self, parse: Parse, at: int) -> bool:
        """`Phòng 6 Cục Cảnh sát hình sự`, `Đội 2, Phòng PC04`: a number counts where a unit follows it."""
        if "M" not in parse.head.slots or parse.function or parse.bare is False:
            return False
        if self._caps[parse.start] and self._of_police() and titled(self.tokens, parse.start):
            return True
        if not self._free(at + 1, (SPACE, COMMA, DASH, "(")):
            return False
        return isinstance(self.at(at + 1), Parse) or self.standing(at + 1) is not None

    def _name(self, parse: Parse) -> Parse:
        slots = parse.head.slots
        if "Q" in slots and self._free(parse.end, ('"', "?")):
            return with_quotation(self.tokens, parse)
        if "G" not in slots or self._gaps[parse.end] != SPACE:
            return with_topic(self.tokens, parse)
        if parse.function and not _NAMED & parse.head.functions:
            return parse
        if self._other_slot(parse):
            return parse
        held = titled(self.tokens, parse.start)
        known = parse.function is not None
        end = name_end(self.tokens, parse.end, parse.head, self._is_unit, self.admin, titled=held, known=known)
        if end <= parse.end:
            return parse
        text = " ".join(self.tokens.surface(parse.end, end).split())
        name = f"{parse.name} {text}" if parse.name else text
        return parse._replace(end=end, name=name, proper=True, strong=True)

    def _other_slot(self, parse: Parse) -> bool:
        """Whether what stands there fills a later slot: a unit, a level word, a known place alone."""
        slots, tokens, end = parse.head.slots, self.tokens, parse.end
        if "U" in slots and (self._is_unit(end) or owner_at(tokens, end, parse.head) is not None):
            return True
        if ("L" in slots or "P" in slots) and level_at(tokens, end):
            return place_at(tokens, end, self.admin) is not None
        if "P" not in slots or not tokens.upper(end):
            return False
        place = bare_name_at(tokens, end, self.admin)
        if place is None or place.known not in ("province", "country") or place.end < run_end(tokens, end):
            return False
        joined = self._free(place.end, (DASH,)) and province_end(tokens, place.end) > place.end
        return not (joined and "company" in parse.head.functions)  # Công ty Bia Hà Nội - Thái Bình

    def _is_unit(self, i: int) -> bool:
        """Whether a unit begins at word i that ends a name before it."""
        found = self.at(i)
        return isinstance(found, Parse) and (found.head.type != "other" or found.proper)

    def _nested(self, parse: Parse) -> Parse:
        if self._gaps[parse.end] != SPACE or parse.char_end is not None:
            return parse
        found = self.at(parse.end, allow_bare="H" in parse.head.slots)
        if not isinstance(found, Parse):
            found = self.standing(parse.end)
        if not isinstance(found, Parse):
            found = owner_at(self.tokens, parse.end, parse.head)
        if not isinstance(found, Parse) or (found.head.value == parse.head.value and parse.end == parse.head_end):
            return parse  # trưởng phòng Phòng Tham mưu: the second head is the unit's
        return parse._replace(
            end=found.end,
            nested=found,
            proper=parse.proper or found.proper,
            strong=True,
            char_end=found.char_end,
        )

    def _defined(self, parse: Parse) -> Parse | None:
        """`Tòa án nhân dân (TAND) huyện X`: the span ends at the bracket, the place counts for the value."""
        tokens, slots = self.tokens, parse.head.slots
        short = bracketed(tokens, parse.end)
        if short is None or not self._free(short[1], (")",)):
            return None
        if initials_start(tokens, parse.end, tokens.surface(*short)) is None:
            return None
        place = place_at(tokens, short[1], self.admin) if slots & _PLACED else None
        if place is None or place.tier not in (1, 2, 3, 12):
            return None
        return parse._replace(places=(place,), proper=place.known != "bare", strong=True, defined=short)

    def _place(self, parse: Parse) -> Parse:
        slots, tokens = parse.head.slots, self.tokens
        if parse.char_end is not None or self._gaps[parse.end] != SPACE:
            return parse
        if "V" in slots and (end := nation_end(tokens, parse.end)):
            parse = parse._replace(end=end, vietnam=True, proper=True, strong=True)
        if "P" in slots and self._gaps[parse.end] == SPACE:
            parse = with_national(tokens, parse)
        first = self._first_place(parse)
        if first is None:
            return parse
        places = [first]
        while self._gaps[places[-1].end] == SPACE and places[-1].known != "bare" and level_at(tokens, places[-1].end):
            more = place_at(tokens, places[-1].end, self.admin)
            if more is None or more.known == "bare":
                break
            places.append(more)
        named = places[0].known != "bare"
        return parse._replace(end=places[-1].end, places=tuple(places), proper=parse.proper or named, strong=True)

    def _first_place(self, parse: Parse) -> PlaceRef | None:
        slots, tokens, end = parse.head.slots, self.tokens, parse.end
        if self._gaps[end] != SPACE:
            return None
        word = self._words[end]
        if word == self._at_word and "T" in slots:
            return place_from(tokens, self.admin, end + 1, self._is_unit, level=True, bare=True)
        if not (self._caps[end] or word in self._levels or word == self._continent):
            return None
        if parse.nested is not None and parse.nested.place is not None and parse.nested.place.known != "bare":
            return place_at(tokens, end, self.admin) if level_at(tokens, end) else None
        if "C" in slots:
            return country_at(tokens, end)
        if word == self._continent and not self._caps[end]:
            return country_at(tokens, end) if parse.function or parse.name else None
        bare = "P" in slots or (bool(parse.function) and "G" in slots)
        if parse.nested is not None and parse.nested.place is not None:
            bare = False  # Chánh Văn phòng UBND tỉnh | Đỗ Bình
        if bare and parse.bare and parse.head.functions and not level_at(tokens, end):
            known = bare_name_at(tokens, end, self.admin)
            return known if known is not None and known.known != "unknown" else None
        found = place_from(
            tokens,
            self.admin,
            end,
            self._is_unit,
            level=bool(slots & _PLACED or parse.head.level) or parse.function is not None,
            bare=bare,
        )
        found = respelled(found, parse.head.level)
        if found is None and parse.bare and "P" in slots and parse.head.level:
            return seat_at(tokens, end, parse.head.level, self.admin)
        return None if found is not None and is_holder(tokens, parse, found) else found
