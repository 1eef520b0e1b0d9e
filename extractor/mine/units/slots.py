"""Slots of a unit phrase that need no other unit: a company's lines of business, a name in quotation marks."""

from __future__ import annotations

from collections.abc import Callable

from extractor.mine.units.lexicon import Head, business_word, heads, match_function, stops, word, words_of
from extractor.mine.units.name_run import is_stranger
from extractor.mine.units.parse import Parse, legal_case
from extractor.mine.units.place_phrase import PlaceRef, country_at, level_at, province_end
from extractor.mine.units.spelling import lowered
from extractor.mine.units.starts import listed_names
from extractor.mine.units.tokens import COMMA, DASH, SPACE, Tokens

_PLACELESS = frozenset(("centre", "station", "institute"))
_KINDS = frozenset(("museum", "hospital", "theatre"))
_CLOSING = {'"': '"', "“": "”", "«": "»", "‘": "’", "'": "'"}


def _free(tokens: Tokens, i: int, gaps: tuple[str, ...]) -> bool:
    return i < tokens.size and tokens.gaps[i] in gaps


def with_sectors(tokens: Tokens, parse: Parse) -> Parse:
    """A company's legal form and lines of business, as far as they go; the name comes after them."""
    end = parse.end
    legal = stops()["legal_forms"]
    named = False
    while _free(tokens, end, (SPACE, DASH, "&", COMMA)):
        at = end + 1 if tokens.words[end] == word("and") and _free(tokens, end + 1, (SPACE,)) else end
        found = match_function(tokens, at, parse.head.functions)
        if found is None or (tokens.gaps[end] == COMMA and not tokens.upper(at) and not _placed(tokens, found[0])):
            break
        plain = " ".join(tokens.words[at : found[0]])
        named = named or (plain not in legal and tokens.upper(at))
        end = found[0]
    if end == parse.end:
        return parse
    text = " ".join(tokens.surface(parse.end, end).split())
    return parse._replace(end=end, name=legal_case(text), proper=named)


def _placed(tokens: Tokens, i: int) -> bool:
    """Whether a province or a level with a name stands at word i: `công ty …, công trình đô thị | TP Cần Thơ`."""
    if not _free(tokens, i, (SPACE,)):
        return False
    level = level_at(tokens, i)
    return (level is not None and tokens.upper(min(level[0], tokens.size - 1))) or province_end(tokens, i) > i


def with_quotation(tokens: Tokens, parse: Parse) -> Parse:
    """The name in quotation marks that follows: `Công ty TNHH "Hoa Lau"`; none without a capital."""
    end = parse.end
    text = tokens.text
    mark = text[tokens.ends[end - 1] : tokens.starts[end]].strip()
    closing = _CLOSING.get(mark)
    if closing is None:
        return parse
    stop = text.find(closing, tokens.starts[end], tokens.starts[end] + 80)
    if stop < 0 or "\n" in text[tokens.starts[end] : stop]:
        return parse
    after = tokens.at(stop)
    quoted = text[tokens.starts[end] - 1 : stop + 1]
    if quoted == quoted.lower():
        return parse  # công ty "sân sau"
    name = f"{parse.name} {quoted}" if parse.name else quoted
    return parse._replace(end=after, name=name, proper=True, strong=True, char_end=stop + 1)


def with_topic(tokens: Tokens, parse: Parse) -> Parse:
    """A department whose function no table knows: `Phòng Quản lý di sản văn hóa`."""
    topical = parse.head.value in words_of("topic_heads") and parse.bare and _free(tokens, parse.end, (SPACE,))
    end = topic_end(tokens, parse.end) if topical else parse.end
    if end == parse.end:
        return parse
    return parse._replace(end=end, name=tokens.surface(parse.end, end), proper=True, strong=True)


def topic_end(tokens: Tokens, i: int, least: int = 3) -> int:
    """End of the words of business from word i on, `least` syllables at least, the first with a capital; else i."""
    end = i
    while end < tokens.size and (end == i or tokens.gaps[end] == SPACE):
        joined = end + 1 if end > i and tokens.words[end] == word("and") and _free(tokens, end + 1, (SPACE,)) else end
        after = business_word(tokens, joined) if end > i or tokens.upper(end) else None
        if after is None:
            break
        end = after
    return end if end - i >= least else i


def is_verb(tokens: Tokens, parse: Parse, end: int) -> bool:
    """Whether what looks like a function is what a numbered body does: `Sư đoàn 10 | huấn luyện tân binh`."""
    if not parse.name or not parse.name[-1].isdigit() or any(map(tokens.upper, range(parse.end, end))):
        return False
    return " ".join(tokens.words[parse.end : end]) in words_of("functions_done")


def joined_function(
    tokens: Tokens, parse: Parse, end: int, spelling: str, is_unit: Callable[[int], bool]
) -> tuple[int, str]:
    """`Phòng Hành chính - Tổng hợp`: a second function after a dash, in capitals only if the first is."""
    if parse.head.value in words_of("ministry_heads") or not _free(tokens, end, (DASH, "&")) or is_unit(end):
        return end, spelling
    if tokens.upper(end) and not tokens.upper(parse.end):
        return end, spelling
    more = match_function(tokens, end, parse.head.functions)
    if more is None and parse.head.value in words_of("topic_heads"):
        after = topic_end(tokens, end, 2)  # Phòng Kế hoạch - Thị trường
        ends = after > end and not (_free(tokens, after, (SPACE,)) and tokens.upper(after) and not is_unit(after))
        more = (after, tokens.surface(end, after)) if ends else None
    if more is None:
        return end, spelling
    return more[0], f"{spelling} - {more[1]}"


def continued(tokens: Tokens, end: int, function: str) -> tuple[int, str]:
    """A function that asks for an object goes on over words of business: `Viện Nghiên cứu không gian`."""
    start = end
    while function in words_of("openers") and _free(tokens, end, (SPACE,)) and not tokens.upper(end):
        after = business_word(tokens, end)
        if after is None:
            break
        end = after
    return end, f"{function} {tokens.surface(start, end)}" if end > start else function


def owner_at(tokens: Tokens, i: int, outer: Head) -> Parse | None:
    """A bare body whose name the article tells elsewhere, after a head of a part of it.

    A body of the army without its number (`Đảng ủy Trung đoàn`), `Đảng ủy Trường`, `Ban Giám đốc Học viện`,
    `văn phòng sở`.
    """
    if i >= tokens.size or tokens.gaps[i] != SPACE:
        return None
    small = outer.value in words_of("owned_heads") or outer.value in words_of("offices")
    if not tokens.upper(i) and not small:
        return None
    for end, head, _ in heads().longest(tokens, i):
        if not isinstance(head, Head):
            continue
        open_end = not _free(tokens, end, (SPACE,)) or not tokens.upper(end)
        if head.value in words_of("owning_heads") and (outer.type == "party" or small):
            return Parse(i, end, head, end) if open_end else None
        if head.value in words_of("offices_of") and outer.value in words_of("offices"):
            return Parse(i, end, head, end) if open_end else None
        numbered = head.type == "army" and "N" in head.slots and end > i + 1 and outer.type == "party"
        if numbered and not (_free(tokens, end, (SPACE,)) and tokens.words[end][0].isdigit()):
            return Parse(i, end, head, end)
    return None


def _in_plural(tokens: Tokens, i: int, lowered: bool) -> bool:
    """Whether the head at word i stands for many: `100% chi bộ`, `các phòng`, `5 đội`."""
    if i and tokens.text[tokens.ends[i - 1] : tokens.starts[i]] == "% ":
        return True
    if i == 0 or tokens.gaps[i] != SPACE:
        return False
    before = tokens.words[i - 1]
    many = stops()["plural"]
    if i > 1 and tokens.words[i - 2] == word("ordinal"):
        return False  # kỳ họp thứ hai HĐND thành phố
    if before in many or (i > 1 and f"{tokens.words[i - 2]} {before}" in many):
        return True
    return before.isdigit() and len(before) < 4 and lowered


def _is_role(tokens: Tokens, parse: Parse) -> bool:
    """`làm công an xã`: an occupation, no unit."""
    i = parse.start
    role = i > 0 and tokens.gaps[i] == SPACE and tokens.words[i - 1] in words_of("role_verbs")
    return role and not tokens.caps[i] and bool(parse.places) and parse.places[0].known == "bare"


def in_general(tokens: Tokens, parse: Parse) -> bool:
    """Whether a unit that nothing names stands for many, or for an occupation."""
    lower = lowered(tokens, parse.start, parse.head_end)
    return _in_plural(tokens, parse.start, lower) or _is_role(tokens, parse)


def titled(tokens: Tokens, i: int) -> bool:
    """Whether the last word of a post stands before word i."""
    if i == 0 or tokens.gaps[i] != SPACE:
        return False
    return not stops()["title_words"].isdisjoint((tokens.words[i - 1], " ".join(tokens.words[max(i - 2, 0) : i])))


def is_holder(tokens: Tokens, parse: Parse, place: PlaceRef) -> bool:
    """Whether what looks like a place is the post's holder: `Giám đốc Cơ quan Tình báo Trung ương | Mike Pompeo`."""
    if place.known != "unknown" or place.level or parse.bare or not titled(tokens, parse.start):
        return False
    return is_stranger(tokens, place.start)


def of_a_kind(tokens: Tokens, parse: Parse) -> bool:
    """Whether a body in lower case has a country only: `một bảo tàng Hungary`."""
    if _KINDS.isdisjoint(parse.head.functions) or tokens.caps[parse.start] or parse.function or parse.nested:
        return False
    country = country_at(tokens, parse.head_end)
    return country is not None and country.end == parse.end


def nameless(tokens: Tokens, parse: Parse) -> bool:
    """Whether a company has no name: `công ty xây dựng`, `công ty Mỹ`, `hãng công nghệ Trung Quốc`."""
    named = parse.name is not None and any(c.isupper() for c in parse.name)
    if named and not parse.places and parse.head.value not in words_of("national_heads"):
        first = next((k for k in range(parse.head_end, parse.end) if tokens.upper(k)), parse.end)
        country = country_at(tokens, first)
        named = country is None or country.end != parse.end
        if not named:
            return True
    if parse.places and parse.places[0].known == "country":
        return not named
    return not (parse.proper or parse.vietnam or parse.places)


def _middle_of_place(tokens: Tokens, parse: Parse) -> bool:
    """`đến trung tâm Cát Bà`: what is about the middle of a known place, not an office."""
    if parse.head.value not in words_of("civil_centres") or not lowered(tokens, parse.start, parse.head_end):
        return False
    return any(end == parse.end for end, _, _ in listed_names().longest(tokens, parse.head_end))


def counts(tokens: Tokens, parse: Parse) -> bool:
    """Whether what was read is a unit, by its head and by what is filled."""
    head = parse.head
    if _middle_of_place(tokens, parse):
        return False
    if ("company" in head.functions and nameless(tokens, parse)) or of_a_kind(tokens, parse):
        return False
    if head.value in words_of("taught_heads") and lowered(tokens, parse.start, parse.head_end):
        return parse.nested is not None or titled(tokens, parse.start)  # trưởng bộ môn Hóa học
    if head.value in words_of("worded_heads") and parse.places and not (parse.function or parse.name or parse.nested):
        return False  # từ phòng Tân Bình
    if (head.lower != "f" or parse.strong) and not head.functions & _PLACELESS:
        return True
    if not lowered(tokens, parse.start, parse.head_end):
        return True
    if head.lower == "f" and not parse.strong:
        return False
    return bool(parse.function or parse.name or parse.nested)  # trung tâm thị trấn
