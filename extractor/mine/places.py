"""The places annotator: administrative places, named features, countries and regions that are no part of a unit.

`value` is the name without its level word (`tỉnh Gia Lai`: Gia Lai), because `TP. Pleiku` and `Pleiku` are one place;
numbered ones keep the level (`quận 12`), features their place word (`đường Lê Lợi`). A level word in the plural is no
part of the first name after it (`ba xã Cồn Mây, Keng Đu và Sơn Hồng`). `code` is that of the General
Statistics Office by the map of the article's day, where level, name and the places written after it leave one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from operator import attrgetter

from corpus.article import Document
from corpus.mentions import Place
from corpus.records import maker
from extractor.gazetteer import AdminMap, AdminUnit, Tier, longest
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.units.annotate import Scan, scan
from extractor.mine.units.level_lists import shared_level
from extractor.mine.units.lexicon import stops, word
from extractor.mine.units.place_phrase import (
    PlaceRef,
    is_person,
    level_at,
    local_names,
    person_starts,
    province,
    province_end,
    run_end,
)
from extractor.mine.units.starts import BARE, DISTRICT, LISTED, PROVINCE, listed_names, starts_of
from extractor.mine.units.tokens import COMMA, DASH, DOT, SPACE, Tokens, tokens_of

_START = attrgetter("start")
_place_made = maker(Place)
_CHAIN = frozenset((SPACE, COMMA, DASH, "("))


def annotate_places(document: Document, cues: Cues, context: Context) -> Iterable[Place]:
    """Places outside units, in order."""
    del cues
    text = document.text
    found = scan(text, context)
    named = [*found.places, *_bare_names(found)]
    named.sort(key=_START)
    tokens = found.tokens
    provinces = {ref.name for ref in named if ref.known == "province" and ref.name}
    only = next(iter(provinces)) if len(provinces) == 1 else None
    mentions = [_place(tokens, ref, _code(found, named, k, only), _start(tokens, ref)) for k, ref in enumerate(named)]
    for feature in found.features:
        if _cut_word(document, tokens.ends[feature.end - 1]):
            continue  # tượng đài Chiến | thắng
        start, end = tokens.starts[feature.start], tokens.ends[feature.end - 1]
        mentions.append(
            _place_made(
                start=start, end=end, text=text[start:end], value=feature.value, rule="place:feature", code=None
            )
        )
    mentions.sort(key=_START)
    yield from mentions


def _cut_word(document: Document, end: int) -> bool:
    """Whether `end` lies inside a word of the segmentation."""
    k = document.tokens.at(end)
    return k is not None and document.tokens.starts[k] < end


def _start(tokens: Tokens, ref: PlaceRef) -> int:
    """The first word of the mention: that of the name after a level word in the plural (các tỉnh Sơn La, Lai Châu)."""
    level = level_at(tokens, ref.start) if shared_level(tokens, ref) else None
    return level[0] if level is not None else ref.start


def _place(tokens: Tokens, ref: PlaceRef, code: str | None, start: int) -> Place:
    first, last = tokens.starts[start], tokens.ends[ref.end - 1]
    text = tokens.text[first:last]
    return _place_made(start=first, end=last, text=text, value=shown_name(ref), rule=f"place:{ref.known}", code=code)


def shown_name(ref: PlaceRef) -> str:
    """The value of a place: its name, with the level where that is a number or the name is a person's."""
    if ref.known == "number":
        return ref.canonical
    if ref.name == word("centre_city"):
        return f"{word('city').capitalize()} {ref.name}"
    return ref.name or ref.level


# bare names


def _bare_names(found: Scan) -> Iterator[PlaceRef]:
    tokens = found.tokens
    taken = found.covered
    last: PlaceRef | None = None
    ends = {parse.end for parse in found.parses} | {ref.end for ref in found.places}
    after = 0
    for i, kinds in _spots(tokens):
        if i < after or taken[i]:
            continue
        chained = (last is not None and last.end == i) or i in ends
        ref = _bare_at(tokens, i, kinds, found.admin, chained=chained)
        if ref is not None and not any(taken[ref.start : ref.end]):
            yield ref
            last = ref
            after = ref.end


def _spots(tokens: Tokens) -> Iterable[tuple[int, int]]:
    """The words at which a name may stand, with what may begin there by the lists (0: a name of the text itself)."""
    listed = starts_of(tokens.text).of(BARE)
    firsts = set(local_names(tokens.text).values())
    if not firsts:
        return listed
    found = dict(listed)
    for i in tokens.capitals:
        if tokens.words[i] in firsts:
            found.setdefault(i, 0)
    return sorted(found.items())


@lru_cache(maxsize=2)
def _given_names(text: str) -> frozenset[str]:
    """Last syllables of persons' full names in the text: `Đức` after `Nguyễn Văn Đức` is no country."""
    tokens, family = tokens_of(text), stops()["family"]
    found: set[str] = set()
    for i in [i for i in tokens.capitals if tokens.words[i] in family]:
        if i + 1 < tokens.size and tokens.upper(i + 1) and tokens.gaps[i + 1] == SPACE:
            end = run_end(tokens, i)
            if is_person(tokens, i, end) or end - i >= 3:
                found.add(tokens.words[end - 1])
    return frozenset(found)


def _bare_at(tokens: Tokens, i: int, kinds: int, admin: AdminMap, *, chained: bool) -> PlaceRef | None:
    if _inside_run(tokens, i):
        return None
    listed = _listed(tokens, i) if kinds & LISTED else None
    if listed is not None:
        return listed
    if not tokens.upper(i):
        return None
    end = province_end(tokens, i) if kinds & PROVINCE else i
    if end > i:
        key = " ".join(tokens.words[i:end])
        if key in stops()["person_too"] or not _ends(tokens, end) or _after_kin(tokens, i):
            return None
        return PlaceRef(i, end, "", province(tokens, i, end), 1, "province")
    district = _district(tokens, i, admin, chained=chained) if kinds & DISTRICT else None
    return district or _again(tokens, i)


def _again(tokens: Tokens, i: int) -> PlaceRef | None:
    """A name of two syllables that the text elsewhere gives with its level word: `xã Đồng Giăng`, then `Đồng Giăng`."""
    end = i + 2
    name = " ".join(tokens.words[i:end])
    if name not in local_names(tokens.text) or run_end(tokens, i) != end:
        return None
    if i in person_starts(tokens.text) or _after_kin(tokens, i):
        return None
    if tokens.gaps[end] == DASH and end < tokens.size and tokens.upper(end):
        return None  # Tal Al - Harrah
    if is_person(tokens, i, end):
        return None
    return PlaceRef(i, end, "", " ".join(tokens.surface(i, end).split()), 2, "unknown")


def _inside_run(tokens: Tokens, i: int) -> bool:
    """Whether a capital stands directly before, that is no mere beginning of a sentence."""
    if not i or tokens.gaps[i] != SPACE or not tokens.upper(i - 1):
        return False
    if tokens.words[i - 1] in stops()["family"]:
        return True
    return not (i > 1 and tokens.gaps[i - 1] in (DOT, "\n", "?", ":") and len(tokens.words[i - 1]) > 1) and i > 1


def _ends(tokens: Tokens, end: int) -> bool:
    """Whether the capitalised run ends here, or goes on with a person or a word in capitals only."""
    if end >= tokens.size or tokens.gaps[end] != SPACE or not tokens.upper(end):
        return True
    if tokens.shout(end) or end in person_starts(tokens.text):
        return True
    return is_person(tokens, end, run_end(tokens, end))


def _after_kin(tokens: Tokens, i: int) -> bool:
    return bool(i) and tokens.gaps[i] == SPACE and tokens.words[i - 1] in stops()["kin"]


def _listed(tokens: Tokens, i: int) -> PlaceRef | None:
    for end, spellings, _ in listed_names().longest(tokens, i):
        kind = spellings.get(tokens.surface(i, end))
        if kind is None or not _ends(tokens, end) or _after_kin(tokens, i):
            continue
        if end - i == 1 and len(tokens.words[i]) < 5 and _ambiguous(tokens, i):
            continue
        if i and tokens.gaps[i] == SPACE and tokens.words[i - 1] in stops()["language"]:
            continue
        if kind == "region" and i and tokens.words[i - 1] in stops()["direction"]:
            continue
        return PlaceRef(i, end, "", tokens.surface(i, end), 0, "country")
    return None


def _ambiguous(tokens: Tokens, i: int) -> bool:
    """`Anh`, `Ý`, `Đức`, `Nga`: a pronoun, a noun or a given name where a sentence begins or a person is so called."""
    after_capital = i > 0 and tokens.gaps[i] == SPACE and tokens.upper(i - 1)
    starts = i == 0 or tokens.gaps[i] not in (SPACE, COMMA, "(", DASH)
    return starts or after_capital or tokens.words[i] in _given_names(tokens.text)


def _district(tokens: Tokens, i: int, admin: AdminMap, *, chained: bool) -> PlaceRef | None:
    """A district without its level word: in a chain of places (`phường X, Tây Hồ, Hà Nội`), or after `ở`, `tại`."""
    run = run_end(tokens, i)
    end = longest(admin.districts, tokens.words, i, run)
    if end == i or not _ends(tokens, end) or tokens.words[i].isdigit() or _after_kin(tokens, i):
        return None
    units = admin.districts.get(" ".join(tokens.words[i:end]))
    city = any(unit.level == word("city") for unit in units)
    here = tokens.gaps[i] == SPACE and i and tokens.words[i - 1] in stops()["locative"]
    if (chained and tokens.gaps[i] in (COMMA, "(", DASH)) or here or (city and end - i > 1):
        if end - i == 1 and not (here or chained):
            return None
        return PlaceRef(i, end, "", units[0].name, 2, "district")
    return None


# codes


def _code(found: Scan, named: list[PlaceRef], k: int, only: str | None) -> str | None:
    """The one code that level, name and the places written after it leave; None where several or none are left."""
    ref = named[k]
    if ref.known in ("country", "unknown", "bare") or ref.name is None:
        return None
    tier: Tier = 1 if ref.known == "province" else 2 if ref.tier in (2, 12) else 3
    if ref.tier == 4:
        return None
    units, codes = _units(found.admin, ref.name, tier, ref.level)
    if len(units) > 1 and len(codes) > 1:
        codes = {unit.code for unit in units if _under(found, unit, named, k, only)}
    codes = codes - {""}
    return next(iter(codes)) if len(codes) == 1 else None


@lru_cache(maxsize=4096)
def _units(admin: AdminMap, name: str, tier: Tier, level: str) -> tuple[tuple[AdminUnit, ...], Set[str]]:
    """The units of that name, those of the level alone where there are some, and their codes."""
    named_so = admin.find(name, tier)
    units = tuple(unit for unit in named_so if not level or unit.level == level) or named_so
    return units, frozenset(unit.code for unit in units)


def _under(found: Scan, unit: AdminUnit, named: list[PlaceRef], k: int, only: str | None) -> bool:
    """Whether the chain of places after the k-th names what the unit lies in; else the article's only province."""
    tokens, admin = found.tokens, found.admin
    above = admin.province_of(unit)
    chain = list(_chain(tokens, named, k))
    if not chain:
        return above is not None and above.name == only
    for ref in chain:
        if ref.known == "province":
            return above is not None and above.name == ref.name
        if ref.known in ("district", "number") and unit.tier == 3:
            outer = {above_unit.code for above_unit in admin.find(ref.name or "", 2)}
            if unit.parent not in outer:
                return False
    return True


def _chain(tokens: Tokens, named: list[PlaceRef], k: int) -> Iterator[PlaceRef]:
    end = named[k].end
    for ref in named[k + 1 : k + 4]:
        if ref.start != end or tokens.gaps[end] not in _CHAIN:
            return
        yield ref
        end = ref.end
