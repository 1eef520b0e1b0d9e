"""What may stand at the end of a unit phrase: a region's number, a branch, a legal form, the country of its seat."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from extractor.gazetteer import AdminMap, Names, admin_map, longest, table
from extractor.mine.units.definitions import bracketed
from extractor.mine.units.lexicon import stops, word, words_of
from extractor.mine.units.numbers import is_day
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import (
    PlaceRef,
    bare_name_at,
    country_at,
    level_at,
    place_at,
    province_end,
    run_end,
)
from extractor.mine.units.starts import listed_names
from extractor.mine.units.tokens import DASH, SPACE, Tokens

_ROMAN_LETTERS = frozenset("IVX")
_MAX_BRANCH = 3
MAX_REST = 7


def _free(tokens: Tokens, i: int, gaps: tuple[str, ...]) -> bool:
    return i < tokens.size and tokens.gaps[i] in gaps


@cache
def tail_words() -> frozenset[str]:
    """The words in lower case that may begin such an end, by their first syllable."""
    regions = (row["name"].split()[0] for row in table("places_names") if not row["name"][0].isupper())
    zones = (phrase.split()[0] for phrase in words_of("zone_words"))
    return frozenset((word("at"), word("grade"), word("region").split()[0], *regions, *zones))


def with_grade(tokens: Tokens, parse: Parse) -> Parse:
    """What stands between a function and its number: `Bệnh viện dã chiến | cấp 2 | số 4`, `Đội … | khu vực | 2`."""
    end = parse.end
    if not _free(tokens, end, (SPACE,)) or (parse.function is None and parse.head.type == "other"):
        return parse
    words = tokens.words
    if words[end] not in tail_words():
        return parse
    graded = words[end] == word("grade") and _free(tokens, end + 1, (SPACE,)) and words[end + 1].isdigit()
    if graded and " ".join(words[end + 2 : end + 3]) != word("number"):
        return parse
    after = end + 2 if graded else next((end + n for n in (1, 2) if _zone(tokens, end, end + n)), end)
    if after == end or not _free(tokens, after, (SPACE,)):
        return parse
    if not graded and not (words[after].isdigit() or set(tokens.surface(after)) <= _ROMAN_LETTERS):
        return parse
    text = tokens.surface(end, after)
    return parse._replace(end=after, name=f"{parse.name} {text}" if parse.name else text)


def _zone(tokens: Tokens, i: int, end: int) -> bool:
    """Whether the words [i, end) are `khu vực` or `vùng`, which a number may follow."""
    return " ".join(tokens.words[i:end]) in words_of("zone_words") and all(
        _free(tokens, k, (SPACE,)) for k in range(i + 1, end)
    )


def of_region(tokens: Tokens, parse: Parse, at: int) -> bool:
    """`Tòa án quân sự khu vực | 1`: a number of a region, or of a team with a function (`Đội … liệt sĩ 589`)."""
    words = tokens.words
    before = (" ".join(words[max(parse.start, at - n) : at]) for n in (1, 2))
    if not words_of("zone_words").isdisjoint(before):
        return True
    if parse.function is None or len(words[at]) != 3 or not words[at].isdigit():
        return False
    lower = _free(tokens, at + 1, (SPACE,)) and not tokens.upper(at + 1)
    return parse.head.value in words_of("topic_heads") and not lower


@cache
def _seats() -> tuple[Names, ...]:
    """The names after which regions are called: the districts of old, the communes of today."""
    return admin_map(None).districts, admin_map("2025-12-31").communes


def number_end(tokens: Tokens, at: int, *, dated: bool) -> int:
    """End of the number at word `at` with what belongs to it, 0 for a fraction. `dated`: a day and month may be it."""
    end, words = at + 1, tokens.words
    if _free(tokens, end, ("/",)):
        if words[end].isdigit():
            return end + 1 if dated and is_day(tokens, at) else 0  # Trường Mầm non 19/5
        if words[end] in words_of("number_tails") and tokens.shout(end):
            end += 1  # Ban Chỉ đạo 138/CP
    if _free(tokens, end, (DASH,)) and words[end][0].isdigit() and tokens.starts[end] - tokens.ends[at] == 1:
        end += 1  # Bệnh viện 19-8
    return end


def with_area(tokens: Tokens, parse: Parse) -> Parse:
    """The place after the number of a region: `TAND khu vực 4 - Đắk Lắk`, `Ban Chỉ huy PTKV 2 - Buôn Đôn`."""
    end = parse.end
    if not _free(tokens, end, (DASH,)):
        return parse
    if " ".join(tokens.words[end - 3 : end - 1]) != word("region") and not parse.head.value.endswith(word("region")):
        return parse
    for level in (None, level_at(tokens, end)):  # not the level of Buôn Đôn
        start = level[0] if level is not None else end
        after = province_end(tokens, start)
        if after == start:
            after = max(longest(names, tokens.words, start, run_end(tokens, start)) for names in _seats())
        if after > start:
            area = f"{level[1]} {tokens.surface(start, after)}" if level is not None else tokens.surface(end, after)
            return parse._replace(end=after, name=f"{parse.name} - {area}")
    return parse


def with_tail(tokens: Tokens, parse: Parse) -> Parse:
    """The legal form that a company's name has after a dash, or a partner: `Liên danh Sông Hà - Cát Vàng - 568`."""
    end = parse.end
    if not parse.name or not _free(tokens, end, (DASH,)):
        return parse
    if parse.head.value in words_of("partnerships"):
        while _free(tokens, end, (DASH,)) and (tokens.upper(end) or tokens.words[end].isdigit()):
            end = max(run_end(tokens, end), end + 1)
        text = " ".join(tokens.surface(parse.end, end).split())
        return parse._replace(end=end, name=f"{parse.name} - {text}") if end > parse.end else parse
    for length in (5, 4, 3, 1):
        tail = " ".join(tokens.words[end : end + length])
        goes_on = _free(tokens, end + length, (SPACE,)) and tokens.upper(end + length)
        if tail not in stops()["company_tails"] or goes_on:
            continue
        if all(gap == SPACE for gap in tokens.gaps[end + 1 : end + length]):
            text = tokens.surface(end, end + length)
            return parse._replace(end=end + length, name=f"{parse.name} - {text}")
    return parse


def with_seat(tokens: Tokens, parse: Parse, admin: AdminMap) -> Parse:
    """The place of a mission or office abroad: `Đại sứ quán Lào tại Việt Nam`, `Văn phòng UNESCO tại Hà Nội`."""
    end = parse.end
    if not _free(tokens, end, (SPACE,)) or tokens.words[end] != word("at") or parse.bare or parse.char_end is not None:
        return parse
    if parse.head.value not in words_of("seated_heads") or not _free(tokens, end + 1, (SPACE,)):
        return parse
    seat = country_at(tokens, end + 1) or _known_place(tokens, end + 1, admin) or _city_abroad(tokens, end + 1)
    if seat is None:
        return parse
    return parse._replace(end=seat.end, seat=f"{word('at')} {' '.join(tokens.surface(seat.start, seat.end).split())}")


def _city_abroad(tokens: Tokens, i: int) -> PlaceRef | None:
    """A city of places_names.csv at word i: `Văn phòng Kinh tế - Văn hóa Việt Nam tại | Đài Bắc`."""
    for end, spellings, _ in listed_names().longest(tokens, i):
        if spellings.get(tokens.surface(i, end)) == "city":
            return PlaceRef(i, end, "", tokens.surface(i, end), 0, "country")
    return None


def _known_place(tokens: Tokens, i: int, admin: AdminMap) -> PlaceRef | None:
    """A province or district at word i, with or without its level word."""
    found = place_at(tokens, i, admin) if level_at(tokens, i) else bare_name_at(tokens, i, admin)
    return found if found is not None and found.known in ("province", "district", "number") else None


def with_zone(tokens: Tokens, parse: Parse) -> Parse:
    """The region that ends a name: `Viện … Tây Nguyên`, `Bệnh viện Đa khoa vùng Tây Nguyên`, `Cảng vụ … miền Nam`."""
    end = parse.end
    if parse.places or parse.char_end is not None or not (parse.function or parse.name) or parse.nested is not None:
        return parse
    at = next((end + n for n in (1, 2) if " ".join(tokens.words[end : end + n]) in words_of("zone_words")), end)
    if not all(_free(tokens, k, (SPACE,)) for k in range(end, at + 1)):
        return parse
    for stop, spellings, _ in listed_names().longest(tokens, at):
        if spellings.get(tokens.surface(at, stop)) == "region":
            text = tokens.surface(end, stop)
            return parse._replace(end=stop, name=f"{parse.name} {text}" if parse.name else text, proper=True)
    return parse


def with_bracket(tokens: Tokens, parse: Parse, is_unit: Callable[[int], bool]) -> Parse:
    """A name whose last words no list knows goes on to the bracket with its short form: `… thiên nhiên (ENV)`."""
    end = parse.end
    if parse.bare or parse.places or parse.nested or parse.head.type == "party" or not tokens.upper(parse.start):
        return parse
    for k in range(end, min(end + MAX_REST, tokens.size)):
        gap, known = tokens.gaps[k], tokens.words[k]
        if gap == "(":
            if k == end or bracketed(tokens, k) is None or not tokens.shout(k):
                return parse
            text = " ".join(tokens.surface(end, k).split())
            if parse.function and not parse.name:
                return parse._replace(end=k, function=f"{parse.function} {text}", proper=True, strong=True)
            return parse._replace(end=k, name=f"{parse.name or ''} {text}".strip(), proper=True, strong=True)
        if gap != SPACE or known in stops()["verbs"] - {word("and")} or known.isdigit() or is_unit(k):
            return parse
    return parse


def with_branch(tokens: Tokens, parse: Parse, admin: AdminMap) -> Parse:
    """The branch of a bank or firm: `Ngân hàng … chi nhánh Hoa Lư`, `Vietcombank Chi nhánh Nha Trang`."""
    end = parse.end
    after = end + 2
    if (
        " ".join(tokens.words[end:after]) != word("branch")
        or parse.char_end is not None
        or (parse.bare and parse.head.slots)
    ):
        return parse
    if not _free(tokens, end, (SPACE, DASH)) or not _free(tokens, after, (SPACE,)):
        return parse
    place = place_at(tokens, after, admin) if level_at(tokens, after) else bare_name_at(tokens, after, admin)
    stop = place.end if place is not None and place.known != "bare" else 0
    if stop and place is not None and place.tier == 2 and _free(tokens, stop, (SPACE,)):
        stop = province_end(tokens, stop)  # Agribank Chi nhánh huyện Chư Păh | Gia Lai
    elif not stop and tokens.upper(after):
        stop = run_end(tokens, after, _MAX_BRANCH)
    if not stop:
        return parse
    name = f"{parse.name or ''} {' '.join(tokens.surface(end, stop).split())}".strip()
    return parse._replace(end=stop, name=name, proper=True, strong=True)


def nation_end(tokens: Tokens, i: int) -> int:
    """End of `Việt Nam` or `VN` at word i; 0 where neither stands there."""
    if tokens.words[i : i + 2] == word("nation").lower().split():
        return i + 2
    return i + 1 if i < tokens.size and tokens.surface(i) == word("nation_short") else 0


def with_national(tokens: Tokens, parse: Parse) -> Parse:
    """`Hội Nhà báo | Quốc gia | Philippines`: a word between a body and its country."""
    end = parse.end
    after = end + 2
    if not _free(tokens, after, (SPACE,)) or not tokens.upper(end) or country_at(tokens, after) is None:
        return parse
    if " ".join(tokens.words[end:after]) != word("national"):
        return parse
    text = tokens.surface(end, after)
    return parse._replace(end=after, name=f"{parse.name} {text}" if parse.name else text)


def with_home(tokens: Tokens, parse: Parse, admin: AdminMap) -> Parse:
    """A firm known by its name, and its part in Vietnam or in one place: `Honda Việt Nam`, `VNPT Hải Phòng`."""
    end = parse.end
    if not _free(tokens, end, (SPACE,)) or parse.head.type != "other" or tokens.surface(parse.start, end)[-1:] == "+":
        return parse
    stop = nation_end(tokens, end)
    if stop and tokens.upper(end):
        if _free(tokens, stop, (SPACE,)) and tokens.upper(stop):
            return parse
        return parse._replace(end=stop, vietnam=True)
    branch = with_branch(tokens, parse, admin)
    if branch is not parse:
        return branch
    if parse.head.value.startswith(tuple(words_of("homeless"))):
        return parse
    if not tokens.upper(end) and (level_at(tokens, end) is None or not tokens.upper(parse.start)):
        return parse
    quarter = tokens.surface(end) in words_of("quarters") and _free(tokens, end + 1, (SPACE,))
    place = _known_place(tokens, end, admin) or (_known_place(tokens, end + 1, admin) if quarter else None)
    if place is None or (_free(tokens, place.end, (SPACE,)) and tokens.upper(place.end)):
        return parse
    if not place.level and parse.start and tokens.words[parse.start - 1] in stops()["locative"]:
        return parse
    return parse._replace(end=place.end, places=(place,))
