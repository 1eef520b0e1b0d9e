"""Where a name ends that no list knows: `Công ty Xi măng Hòn Khói`, `Trung tâm Hỗ trợ phát triển giáo dục Hoa Ban`."""

from __future__ import annotations

from collections.abc import Callable

from extractor.gazetteer import AdminMap, longest
from extractor.mine.persons.foreign import is_vietnamese
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.units.lexicon import Head, business_word, stops, word, words_of
from extractor.mine.units.numbers import counted, is_day
from extractor.mine.units.place_phrase import (
    family_firsts,
    is_person,
    level_at,
    person_starts,
    place_at,
    province_end,
    run_end,
)
from extractor.mine.units.second_name import second_name
from extractor.mine.units.starts import listed_names
from extractor.mine.units.tokens import DASH, SPACE, Tokens

_MAX_WORDS = 16
_MAX_PERSON = 3


def name_end(
    tokens: Tokens,
    start: int,
    head: Head,
    is_unit: Callable[[int], bool],
    admin: AdminMap,
    *,
    titled: bool = False,
    known: bool = False,
) -> int:
    """End of the name at word `start`; `start` where no capital or number begins one.

    The name goes on over capitals and numbers; over `và`, `-`, `&` before a capital; in lower case only over words of
    units_words.csv that follow such a word. It ends before a unit, a place with its level word, and a person's name;
    a name of three syllables or more after a `titled` unit is its head's (`Giám đốc Sở … Thân Đình Lạng`), and so is
    any person's after one whose field is `known` (`Hiệu trưởng Trường Đại học Luật …`), but for the names of the past.
    """
    if not tokens.upper(start) and not _lower_word(tokens, start, head):
        return start
    i, topical = start, True
    while i < tokens.size and i - start < _MAX_WORDS:
        after = _step(tokens, i, start, topical, is_unit, admin)
        if after is None:
            break
        i, topical = after
    if i == start or not any(tokens.upper(k) or tokens.words[k].isdigit() for k in range(start, i)):
        return start
    brand = {"company", "club", "coop"} & head.functions and is_vietnamese(tokens.words[start])
    if i == start + 1 and brand and _two_syllables(tokens, start, is_unit):
        named = _named_place(tokens, start + 2, admin)  # CLB Công an | TP.HCM
        i = start + 2 if named else run_end(tokens, start + 2)  # Công ty Trùng tu Ba Gian, CLB Cao nguyên Vân Sơn
    elif i == start + 1 and _half_a_word(tokens, start):
        return start
    if "club" in head.functions and i - start > 2 and _score(tokens, i):
        i -= 2
    whole = " ".join(tokens.words[start:i])
    if whole in lexicon().historical and head.value.startswith(tuple(words_of("named_after"))):
        return i  # Giám đốc Bệnh viện Nguyễn Tri Phương
    before = tokens.words[max(start - 2, 0) : start]
    if i - start == 2 and not _honours(head) and not words_of("partnered").isdisjoint(before):
        return i  # Giám đốc Công ty Luật Trần Anh
    if titled and not _honours(head) and is_person(tokens, start, i):
        return start  # Trưởng Ban Tổ chức Lễ hội Sùng A Khoa
    held = _holder(tokens, start, i, head, admin, titled, known)
    if held is not None:
        return held
    end = _without_person(tokens, start, i, head)
    end = _without_stranger(tokens, start, end) if titled else end
    return _without_holder(tokens, start, end, _honours(head), admin) if titled else end


def _honours(head: Head) -> bool:
    """Whether bodies of the kind bear the names of persons."""
    return head.value.split()[0] in words_of("named_after")


def _holder(tokens: Tokens, start: int, end: int, head: Head, admin: AdminMap, titled: bool, known: bool) -> int | None:
    """Where the holder's name begins that ends the capitals [start, end) behind a body's field, a place, a hero's name.

    None where there is none: `Trường Cao đẳng nghề Nguyễn Văn Trỗi`, `Trường THPT Lê Trí Thanh`.
    """
    people, past = person_starts(tokens.text), lexicon().historical
    named = start in people
    for k in range(start, end - 1):
        if k not in people:
            continue
        place = province_end(tokens, start) == k or longest(admin.districts, tokens.words, start, k) == k
        if k > start and (place or " ".join(tokens.words[start:k]) in past):
            return k
        bears = head.value.startswith(tuple(words_of("named_after")))
        sure = titled or "press" in head.functions or (end - k > 2 and not bears)
        if known and sure and k == start and " ".join(tokens.words[k:end]) not in past:
            return k
        if titled and k > start + 1 and not named:
            return k  # Hiệu trưởng Trường Mầm non Hoa Sen | Bùi Lan
    return None


def _half_a_word(tokens: Tokens, i: int) -> bool:
    """Whether the one capitalised syllable at i goes on in lower case: `Công ty Hữu hạn`, `báo Hạ viện`."""
    word = tokens.surface(i)
    after = i + 1 < tokens.size and tokens.gaps[i + 1] == SPACE and not tokens.upper(i + 1)
    strange = not word.isascii() and is_vietnamese(tokens.words[i])
    return after and not tokens.shout(i) and (strange or len(word) < 3)


def _two_syllables(tokens: Tokens, i: int, is_unit: Callable[[int], bool]) -> bool:
    """Whether the syllable at i and the next in lower case are a word before the rest of a name."""
    after = i + 2
    if after >= tokens.size or tokens.gaps[after] != SPACE or not tokens.upper(after) or is_unit(after):
        return False
    return tokens.words[i + 1] not in stops()["verbs"] and after not in person_starts(tokens.text)


def _score(tokens: Tokens, end: int) -> bool:
    """Whether a result of a match ends a name: `CLB Cảng Xanh 3-2`."""
    return tokens.gaps[end - 1] == DASH and tokens.words[end - 1].isdigit() and tokens.words[end - 2].isdigit()


def _lower_word(tokens: Tokens, i: int, head: Head) -> bool:
    """A lower-case beginning is allowed to schools, companies and the like (trường mầm non)."""
    return (head.type == "other" or "board" in head.functions) and business_word(tokens, i) is not None


def _step(
    tokens: Tokens, i: int, start: int, topical: bool, is_unit: Callable[[int], bool], admin: AdminMap
) -> tuple[int, bool] | None:
    """(end, whether it was a word of business) of the next piece of a name at word i; None where the name ends."""
    gap = tokens.gaps[i]
    if i > start and gap == DASH:
        return _after_dash(tokens, i, is_unit, admin)
    if i > start and gap == "&" and tokens.upper(i):
        return i + 1, topical
    if gap == "." and i > start and tokens.starts[i] - tokens.ends[i - 1] == 1 and not tokens.upper(i):
        return i + 1, False  # Zing.vn
    if gap not in (SPACE, "'") and i > start:
        return None
    if tokens.words[i] == word("and"):
        return _after_and(tokens, i, topical, is_unit)
    if not tokens.upper(i):
        return _lower_piece(tokens, i, topical)
    if i > start and (is_unit(i) or _named_place(tokens, i, admin)):
        return None
    if len(tokens.words[i]) == 1 and tokens.gaps[i + 1] == ".":
        return None  # initials of a name that the paper hides
    end = business_word(tokens, i)
    return (end, True) if end is not None else (i + 1, False)


def _after_dash(tokens: Tokens, i: int, is_unit: Callable[[int], bool], admin: AdminMap) -> tuple[int, bool] | None:
    tight = tokens.starts[i] - tokens.ends[i - 1] == 1
    if not tokens.upper(i) and not (tight and tokens.words[i].isdigit()):
        return None
    if not tight and (is_unit(i) or is_person(tokens, i, min(i + 3, tokens.size))):
        return None
    if not tight and business_word(tokens, i) is None:
        end = province_end(tokens, i)  # Công ty Bia Hà Nội - Thái Bình
        if end == i and any(province_end(tokens, k) == i for k in range(max(i - 4, 0), i)):
            end = longest(admin.districts, tokens.words, i, run_end(tokens, i))  # BOT Thái Nguyên - Chợ Mới
        return (end, False) if end > i else None
    return business_word(tokens, i) or i + 1, True


def _after_and(tokens: Tokens, i: int, topical: bool, is_unit: Callable[[int], bool]) -> tuple[int, bool] | None:
    after = i + 1
    if not topical or after >= tokens.size or tokens.gaps[after] != SPACE or is_unit(after):
        return None
    end = business_word(tokens, after)
    return (end, True) if end is not None else None


def _lower_piece(tokens: Tokens, i: int, topical: bool) -> tuple[int, bool] | None:
    if tokens.words[i].isdigit():
        if is_day(tokens, i):
            return i + 2, False  # Trường Mầm non 19/5
        other = len(tokens.words[i]) > 3 or tokens.gaps[i + 1] == "/" or counted(tokens, i)
        return None if other else (i + 1, False)
    if tokens.words[i] == word("number") and i + 1 < tokens.size and tokens.words[i + 1].isdigit():
        return i + 2, False
    if not topical:
        return None
    end = business_word(tokens, i)
    return (end, True) if end is not None else None


def _named_place(tokens: Tokens, i: int, admin: AdminMap) -> bool:
    if level_at(tokens, i) is None:
        return False
    place = place_at(tokens, i, admin)
    return place is not None and place.known != "bare"


def _without_person(tokens: Tokens, start: int, end: int, head: Head) -> int:
    """`Tập đoàn Sen Vàng Nguyễn Văn Bảy`: the person's name is not part; a school may be named after a person."""
    strong, sure = stops()["strong_family"], stops()["sure_middle"]
    honoured = _honours(head)
    people = person_starts(tokens.text)
    if start in people and head.type != "other":
        return start  # Cục Người có công Hứa Thị …
    for k in range(start + (3 if honoured else 2), end):
        if k in people:
            return k
    for k in range(start + (3 if honoured else 1), end - 1):
        named = tokens.words[k] in strong or tokens.words[k + 1] in sure
        if named and tokens.upper(k) and is_person(tokens, k, end) and end - k >= 3:
            return k
    if honoured:
        return end
    listed = start >= 2 and tokens.words[start - 1] != head.value.split()[-1].lower()
    if listed and second_name(tokens, start - 2, end) == start:
        return start  # Báo Nhân Dân | Quế Đình Nguyên
    second = second_name(tokens, start, end)
    return end if second is None else second


def is_stranger(tokens: Tokens, i: int) -> bool:
    """Whether a name from abroad begins at word i: a known given name, or two words that are not Vietnamese."""
    words, after = tokens.words, i + 1
    if after >= tokens.size or not tokens.upper(i) or not tokens.upper(after) or tokens.gaps[after] != SPACE:
        return False
    if listed_names().longest(tokens, i) or province_end(tokens, i) > i:
        return False
    return words[i] in lexicon().foreign or not (is_vietnamese(words[i]) or is_vietnamese(words[after]))


def _without_stranger(tokens: Tokens, start: int, end: int) -> int:
    """`Chủ tịch tập đoàn Alibaba | Jack Ma`: the holder's name after a firm's."""
    for k in range(end - 2, max(start, end - _MAX_PERSON - 1), -1):
        if tokens.words[k] in lexicon().foreign and is_stranger(tokens, k):
            return k
    return end


def _without_holder(tokens: Tokens, start: int, end: int, honoured: bool, admin: AdminMap) -> int:
    """The end before the name of the post's holder: a family name, even a rare one, and two or three syllables."""
    if not (end < tokens.size and tokens.gaps[end] == SPACE and not tokens.upper(end)):
        return end
    first = next((k for k in range(start, end) if tokens.upper(k)), start)
    for k in range(max(first + 1 + honoured, end - 4), end - 2):
        if tokens.words[k] not in family_firsts() or not all(map(tokens.upper, range(k, end))):
            continue
        if any(gap != SPACE for gap in tokens.gaps[k:end]) or longest(admin.districts, tokens.words, k, end) > k:
            continue
        if all(business_word(tokens, j) is None for j in range(k, end)) and province_end(tokens, k) == k:
            return k
    return end
