"""Administrative places as phrases: level word and name (`TP. Pleiku`, `quận 12`), a name alone, a level alone.

A name of the gazetteer is taken exactly; any other name is the capitalised run after a level word, cut before what
looks like a person's name (`Công an tỉnh Vân Sơn Lường Đình Khoát`), so that misspelt and invented places are read too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from corpus.records import Replaceable, replaceable
from corpus.text import fold
from extractor.gazetteer import AdminMap, Tier, admin_map, longest, province_firsts, province_names, table
from extractor.mine.persons.bare_levels import heads_hamlet
from extractor.mine.persons.foreign import is_vietnamese
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.people import name_starts
from extractor.mine.persons.scan import scan as syllables
from extractor.mine.units.lexicon import Trie, stops, word, words_of
from extractor.mine.units.numbers import counted, score
from extractor.mine.units.second_name import second_name
from extractor.mine.units.starts import LEVEL, levels, listed_names, starts_of
from extractor.mine.units.tokens import COMMA, DASH, DOT, SPACE, Tokens, tokens_of

Known = Literal["province", "district", "commune", "country", "unknown", "number", "bare"]
_MAX_RUN = 5
_HAMLET = re.compile(r"\d{1,3}[a-zđ]?")  # ấp 4B


@replaceable
@dataclass(slots=True)
class PlaceRef(Replaceable):
    """Words [start, end). `level` is canonical or "", `name` None for a bare level; `tier` 12 may be 1 or 2."""

    start: int
    end: int
    level: str
    name: str | None
    tier: int
    known: Known

    @property
    def canonical(self) -> str:
        """Level and name, the level in lower case."""
        return " ".join(part for part in (self.level, self.name) if part)


@cache
def countries() -> Trie[str]:
    """Countries and the cities abroad that may end the name of a foreign body; the value is the spelling."""
    return Trie((row["name"], row["name"]) for row in table("places_names") if row["kind"] == "country")


def level_at(tokens: Tokens, i: int) -> tuple[int, str, int] | None:
    """(end, canonical level, tier) where word i is a level word."""
    trie = levels()
    if i >= tokens.size or tokens.words[i] not in trie.root:
        return None
    for end, (level, tier, capital), _ in trie.longest(tokens, i):
        if capital:
            dotted = end < tokens.size and tokens.gaps[end] in (DOT, SPACE)
            if not (tokens.upper(i) and dotted and tokens.text[tokens.ends[end - 1]] == "."):
                continue
            if not (tokens.upper(end) or tokens.words[end].isdigit()):
                continue
        if end - i > 1 and tokens.gaps[i + 1] not in (SPACE, DOT):
            continue
        return end, level, tier
    return None


def run_end(tokens: Tokens, i: int, limit: int = _MAX_RUN) -> int:
    """End of the run of capitalised words that begins at word i, names like H'Mông and A-lưới included."""
    caps, gaps, size = tokens.caps, tokens.gaps, tokens.size
    end = i
    while end < size and end - i < limit and caps[end]:
        if end > i and gaps[end] != SPACE and gaps[end] != "'":
            tight = gaps[end] == DASH and tokens.starts[end] - tokens.ends[end - 1] == 1
            if not tight or tokens.shout(end):
                break
        end += 1
        if gaps[end] == "'" and not caps[end]:
            end += 1  # K'rông
    if end - i > 2 and tokens.shout(i) and all(tokens.shout(k) for k in range(i + 1, end)):
        return i + 2  # a heading in capitals does not tell where the name ends
    return end


def is_person(tokens: Tokens, i: int, end: int) -> bool:
    """Whether the capitalised words [i, end) read like a person's name: family name, middle name, given name."""
    words = stops()
    length = end - i
    if 3 <= length <= 5 and tokens.words[i + 1] in words["sure_middle"]:
        return True
    if length < 2 or length > 5 or tokens.words[i] not in words["family"]:
        return False
    if tokens.words[i] in words["strong_family"]:
        return True
    return length >= 3 and any(tokens.words[k] in words["middle"] for k in range(i + 1, end - 1))


@lru_cache(maxsize=3)
def person_starts(text: str) -> frozenset[int]:
    """The words with which the persons' names of the text begin, as the persons annotator reads them."""
    tokens, starts = tokens_of(text), syllables(text).starts
    if starts is tokens.starts:  # (no word is joined to another)
        return name_starts(text)
    return frozenset([tokens.at(starts[i]) for i in name_starts(text)])


@cache
def family_firsts() -> frozenset[str]:
    """The first syllables of all family names, rare ones and minorities' included."""
    return frozenset(row["name"].split()[0].lower() for row in table("family_names"))


def cut_person(tokens: Tokens, i: int, end: int) -> int:
    """End of a place or company name in the run [i, end), before a person's name that follows in the same run."""
    if is_person(tokens, i, end) and end - i >= 3:
        second = second_name(tokens, i, end)
        return i if second is None else second
    people, foreign = person_starts(tokens.text), lexicon().foreign
    for k in range(i + 1, end):
        if k in people or (k + 2 == end and tokens.words[k] in foreign):
            return k  # thành phố Monterey | John Carter
    for k in (i + 2, i + 3, i + 1, i + 4):
        if k < end and is_person(tokens, k, end) and end - k >= 2:
            return k
    return end


def place_at(tokens: Tokens, i: int, admin: AdminMap) -> PlaceRef | None:
    """The place phrase with a level word that begins at word i, or a bare level; None where word i is no level word."""
    found = level_at(tokens, i)
    if found is None:
        return None
    after, level, tier = found
    if tier == 4 and tokens.upper(i) and i and any(end == after for end, _, _ in listed_names().longest(tokens, i - 1)):
        return None  # Nhật Bản
    if tier == 4 and tokens.upper(i) and longest(admin.districts, tokens.words, i, i + 3) > i + 1:
        return None  # Buôn Hồ
    if after < tokens.size and tokens.gaps[after] in (SPACE, DOT):
        named = named_at(tokens, i, after, level, tier, admin)
        if named is not None:
            return named
    return PlaceRef(i, after, level, None, tier, "bare")


def named_at(tokens: Tokens, i: int, after: int, level: str, tier: int, admin: AdminMap) -> PlaceRef | None:
    """The place of that level whose name begins at word `after`, in a phrase from word i on."""
    sentence_end = tokens.gaps[after] == DOT and level == tokens.surface(i, after).lower()
    if sentence_end:
        return None
    first = tokens.words[after]
    numeric = first[0].isdigit() or first == word("number")
    number = _number_at(tokens, after) if numeric and level in stops()["numbered"] else None
    if number is not None:
        name = " ".join(w.upper() if w[0].isdigit() else w for w in tokens.words[after:number])
        return PlaceRef(i, number, level, name, tier, "number") if number > after else None
    if not tokens.upper(after) or (len(tokens.words[after]) < 2 and not _letter_name(tokens, after)):
        return None  # chị P. T. B.: initials
    former = former_province(tokens, after, i, level) if tier == 1 else None
    if former is not None:
        return former
    run = run_end(tokens, after)
    known, kind = _known(tokens, after, run, tier, admin)
    if kind == "province":
        return PlaceRef(i, known, level, province(tokens, after, known), 1, "province")
    holder = tier != 4 and known < run and after in person_starts(tokens.text)  # Chủ tịch UBND tỉnh | Lê Trí Thanh
    if known > after and kind == "unknown":
        return PlaceRef(i, known, level, _name(tokens, after, known), tier, kind)
    if known > after and not holder and (known >= run or is_person(tokens, known, run) or run - known >= 2):
        table = admin.communes if kind == "commune" else admin.districts
        spelled = table.get(" ".join(tokens.words[after:known]))[0].name
        return PlaceRef(i, known, level, spelled, 2 if tier == 12 else tier, kind)
    listed = listed_names().longest(tokens, after) if tier == 1 else ()
    if listed:
        end, spellings, _ = listed[0]
        if level == word("capital") and spellings.get(tokens.surface(after, end)) == "city":
            return PlaceRef(i, end, level, tokens.surface(after, end), 0, "country")
        return None  # các tỉnh Tây Nguyên
    return None if holder else respelled(_unlisted(tokens, i, after, run, level, tier))


def _unlisted(tokens: Tokens, i: int, after: int, run: int, level: str, tier: int) -> PlaceRef | None:
    """As `named_at`, of a name in the capitals [after, run) that no list has."""
    shouted = tier != 4 and tokens.shout(after) and tokens.words[after] in stops()["strong_family"]
    if shouted or (run == after + 1 and _begins_rank(tokens, after)):
        return None  # UBND TỈNH | LÊ TRÍ THANH
    end = cut_person(tokens, after, run)
    if tier == 4 and any(len(tokens.words[k]) == 1 for k in range(after + 1, run - 1)):
        return None  # Trưởng bản Cứ A Chư
    if end == after and tier == 4:
        if heads_hamlet(syllables(tokens.text), tokens.starts[after]):
            return None  # Trưởng thôn | Lê Văn Tư
        end = run
    if end <= after or (end == after + 1 and tokens.ends[i] - tokens.starts[i] == 1):
        return None  # Q. Hậu: an initial
    return PlaceRef(i, end, level, _name(tokens, after, end), tier, "unknown")


@cache
def _folded() -> dict[str, str]:
    """The provinces by their names without marks."""
    return {fold(key): name for key, name in province_names().items()}


def respelled(ref: PlaceRef | None, level: str | None = None) -> PlaceRef | None:
    """A province whose marks are wrong, behind its level word or a head of that `level`: `Tỉnh ủy Quãng Ngãi`."""
    if ref is None or ref.known != "unknown" or not ref.name or (ref.level or level) != word("province"):
        return ref
    name = _folded().get(fold(ref.name))
    return ref._replace(name=name, tier=1, known="province") if name is not None else ref


def _begins_rank(tokens: Tokens, i: int) -> bool:
    """Whether the capital at word i opens a rank: `Công an huyện | Thượng tá Lê Trí Thanh`."""
    return tokens.gaps[i + 1] == SPACE and f"{tokens.words[i]} {tokens.words[i + 1]}" in lexicon().ranks


def _number_at(tokens: Tokens, i: int) -> int | None:
    """End of a number that is a place's name (quận 12, tổ dân phố số 8); i where it is no name; None for none."""
    marked = tokens.words[i] == word("number") and i + 1 < tokens.size and tokens.gaps[i + 1] == SPACE
    at = i + 1 if marked else i
    surface = tokens.surface(at)
    if not _HAMLET.fullmatch(tokens.words[at]) or not (surface[-1].isdigit() or surface[-1].isupper()):
        return None
    return i if counted(tokens, at) or score(tokens, at) else at + 1


def _letter_name(tokens: Tokens, i: int) -> bool:
    """Whether a single letter begins a name (làng A Rọch, M'Đrắk), and stands for no hidden one (chị P. T. B.)."""
    after = i + 1
    return (
        after < tokens.size
        and tokens.gaps[after] in (SPACE, "'")
        and tokens.upper(after)
        and len(tokens.words[after]) > 1
        and i not in person_starts(tokens.text)
    )


def _other_map(admin: AdminMap) -> AdminMap:
    """The map of the other time."""
    return admin_map(None if admin.era == "current" else "9999-12-31")


def _known(tokens: Tokens, start: int, run: int, tier: int, admin: AdminMap) -> tuple[int, Known]:
    if tier in (1, 12):
        end = province_end(tokens, start)
        if end > start and (tier == 1 or _city(tokens, start, end)):
            return end, "province"
    stop = run
    while stop < tokens.size and stop < start + 3 and tokens.gaps[stop] == SPACE:
        stop += 1  # huyện Thường tín: the second syllable in lower case
    if tokens.gaps[run] == SPACE and " ".join(tokens.words[start : start + 2]) in words_of("farms"):
        stop = max(stop, run_end(tokens, start + 2))  # thị trấn Nông trường Trần Phú
    if stop < tokens.size and tokens.gaps[stop] == DASH and tokens.upper(stop):
        stop = run_end(tokens, stop)  # phường Xuân Hương - Đà Lạt
    if tier in (2, 12):
        return longest(admin.districts, tokens.words, start, stop), "district"
    if tier == 3:
        end = longest(admin.communes, tokens.words, start, stop)
        if end == start + 2 < stop and tokens.upper(end) and " ".join(tokens.words[start:end]) in words_of("farms"):
            farm = cut_person(tokens, end, stop)
            return (farm, "unknown") if farm > end else (end, "commune")
        if end < stop and (other := longest(_other_map(admin).communes, tokens.words, start, stop)) >= max(
            run, end + 1
        ):
            return other, "unknown"  # an article whose day is not known may be of either time
        return end, "commune"
    return start, "unknown"


def province_end(tokens: Tokens, start: int) -> int:
    """End of a province's name at word `start` (dashes in it allowed: `Bà Rịa - Vũng Tàu`), else `start`."""
    words = tokens.words
    if start >= tokens.size or not tokens.caps[start] or words[start] not in province_firsts():
        return start
    names = province_names()
    for end in range(min(tokens.size, start + 4), start, -1):
        if tokens.caps[end - 1] and " ".join(words[start:end]) in names:
            gaps = tokens.gaps[start + 1 : end]
            if all(gap in (SPACE, DASH) for gap in gaps):
                return end
    return start


@cache
def _cities() -> frozenset[str]:
    return frozenset(row["name"] for row in table("admin_provinces") if row["level"] == word("city"))


def _city(tokens: Tokens, start: int, end: int) -> bool:
    return province(tokens, start, end) in _cities()


def province(tokens: Tokens, start: int, end: int) -> str:
    """Canonical name of the province that the words [start, end) spell."""
    return province_names()[" ".join(tokens.words[start:end])]


def province_level(name: str) -> str:
    """`thành phố` for the municipalities, else `tỉnh`."""
    return word("city") if name in _cities() else word("province")


def _name(tokens: Tokens, start: int, end: int) -> str:
    text = " ".join(tokens.surface(start, end).split())
    return text.title() if text.isupper() and len(text) > 3 else text


@cache
def _former() -> Trie[str]:
    """The provinces of before 1997 that are no more, by their words."""
    return Trie((name, name) for name in words_of("former_provinces"))


def former_province(tokens: Tokens, i: int, start: int, level: str) -> PlaceRef | None:
    """A province of before 1997 whose name begins at word i, in a phrase from word `start` on: `tỉnh Hà Nam Ninh`."""
    if tokens.words[i] not in _former().root:
        return None
    for end, name, _ in _former().longest(tokens, i):
        if all(map(tokens.upper, range(i, end))) and not (tokens.gaps[end] == SPACE and tokens.shout(i)):
            return PlaceRef(start, end, level, name, 1, "unknown")
    return None


def bare_name_at(tokens: Tokens, i: int, admin: AdminMap) -> PlaceRef | None:
    """A place without a level word after a unit's head: province, district, country, or an unknown short run."""
    if i >= tokens.size or not tokens.upper(i):
        return None
    former = former_province(tokens, i, i, "")
    if former is not None:
        return former
    end = province_end(tokens, i)
    if end > i:
        name = province(tokens, i, end)
        return PlaceRef(i, end, "", name, 1, "province")
    run = run_end(tokens, i)
    end = longest(admin.districts, tokens.words, i, run)
    for after, name, _ in countries().longest(tokens, i):
        if after >= end:  # not so Nga in Huyện ủy Nga Sơn
            return PlaceRef(i, after, "", name, 0, "country")
    people = person_starts(tokens.text)
    if end > i and (end == run or end in people or is_person(tokens, end, run)):
        return PlaceRef(i, end, "", admin.districts.get(" ".join(tokens.words[i:end]))[0].name, 2, "district")
    end = cut_person(tokens, i, run)
    if end - i < 2 or end - i > 3:
        return None
    if end - i == 3 and tokens.words[i] in family_firsts() and tokens.gaps[end] != COMMA:
        return None
    if i in people:
        return None
    if tokens.words[i] in stops()["family"] and " ".join(tokens.words[i : i + 2]) not in local_names(tokens.text):
        return None  # Bộ trưởng Công an Tô …: a person, unless the map knows the place
    return PlaceRef(i, end, "", _name(tokens, i, end), 12, "unknown")


def seat_at(tokens: Tokens, i: int, level: str, admin: AdminMap) -> PlaceRef | None:
    """A commune behind a head of its level, or one word that is none of the language: `Huyện ủy | Đăkrông`."""
    if level in words_of("commune_levels"):
        return named_at(tokens, i, i, level, 3, admin)  # Đoàn phường | Võ Thị Sáu
    if run_end(tokens, i) != i + 1 or tokens.shout(i) or is_vietnamese(tokens.words[i]):
        return None
    return PlaceRef(i, i + 1, "", tokens.surface(i), 2, "unknown")


def country_at(tokens: Tokens, i: int) -> PlaceRef | None:
    """A country's or a continent's name at word i."""
    if i < tokens.size and (tokens.upper(i) or (tokens.words[i] == word("continent") and i + 1 < tokens.size)):
        for end, name, _ in countries().longest(tokens, i):
            return PlaceRef(i, end, "", name, 0, "country")
    return None


def tier_of(value: int) -> Tier | None:
    """The tier as the gazetteer counts it; None where it is open or none."""
    return 1 if value == 1 else 2 if value == 2 else 3 if value == 3 else None


@lru_cache(maxsize=3)
def local_names(text: str) -> dict[str, str]:
    """Names of two syllables that stand after a level word somewhere in the text (`huyện Bạch Lĩnh`), to the first."""
    tokens = tokens_of(text)
    found: dict[str, str] = {}
    for i, _ in starts_of(text).of(LEVEL):
        if i >= tokens.size - 2 or (level := level_at(tokens, i)) is None:
            continue
        after = level[0]
        sentence_end = tokens.gaps[after] == DOT and level[1] == tokens.surface(i, after).lower()
        if tokens.gaps[after] not in (SPACE, DOT) or sentence_end:
            continue
        if after + 1 < tokens.size and run_end(tokens, after) >= after + 2:
            first, second = tokens.words[after : after + 2]
            found[f"{first} {second}"] = first
    return found
