"""How far a post reaches: over the unit that follows it, and which unit that is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from corpus.mentions import Place, Position, Unit
from corpus.records import maker
from corpus.text import canon
from extractor.mine.persons.foreign import is_foreign
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import Phrase, lexicon, syllables
from extractor.mine.persons.people import name_starts
from extractor.mine.persons.scan import LOWER, TITLE, UPPER, Scan, scan
from extractor.mine.persons.vessels import vessel_end
from extractor.mine.units.annotate import canonical_unit, opening_unit

_position_made = maker(Position)
_BLANK = " "
_OWNED = re.compile(r"\s+(?:của|thuộc)\s+\Z")
_SAID_OF = re.compile(r"(?:,| -| –|\() ?\Z")
_SEATED = re.compile(r" tại ")
_MORE = re.compile(r" (?:\(|và )")  # the seat is one of several


class Neighbours:
    """Mentions of one kind, sorted, disjoint: which begins at or after an offset."""

    def __init__(self, mentions: Sequence[Unit] | Sequence[Place]) -> None:
        self.mentions = mentions
        self.starts = [m.start for m in mentions]

    def beginning(self, first: int, last: int) -> Unit | Place | None:
        """The last mention that begins within [first, last]."""
        i = bisect_left(self.starts, last + 1) - 1
        return self.mentions[i] if i >= 0 and self.starts[i] >= first else None

    def covering(self, offset: int) -> Unit | Place | None:
        """The mention that begins before `offset` and goes on behind it."""
        i = bisect_left(self.starts, offset) - 1
        return self.mentions[i] if i >= 0 and self.mentions[i].end > offset else None


def extend(text: str, position: Position, units: Neighbours, places: Neighbours) -> Position | None:
    """`position` over the unit or place that follows with one blank; None where it is a part of a unit's name.

    A unit that begins inside the post (`Trưởng | Phòng Tham mưu`) or one blank behind it belongs to it, and the post
    ends where the unit does. A unit behind `của`, `thuộc` is named as its unit and stays outside.
    """
    if units.covering(position.start) is not None:
        return None
    behind = position.end + (1 if text[position.end : position.end + 1] == _BLANK else 0)
    unit = units.beginning(position.start + 1, behind)
    if unit is not None and unit.end > position.start:
        end = max(position.end, unit.end)
        return _over(text, position, _seat(text, end, places, units) if abroad(position) else end, unit.value)
    place = places.beginning(position.start + 1, behind)
    if place is not None and place.end > position.end:
        return _over(text, position, _seat(text, place.end, places, units), None)
    if _SEATED.match(text, position.end) and abroad(position):
        return _over(text, position, _seat(text, position.end, places, units), None)
    own = _own_unit(text, position)
    if own is not None:
        return _over(text, position, max(position.end, own[0]), own[1])
    if (said := _task(text, position, units)) is not None:
        return _over(text, position, said[0], said[1])
    found = scan(text)
    if (ship := vessel_end(found, found.at(position.end), name_starts(text))) is not None:
        return _over(text, position, ship, None)
    end = _unlisted_unit(text, position)
    if end > position.end:
        return _over(text, position, end, _unit_name(text, position, end))
    if (firm := _firm(text, position)) is not None:
        return _over(text, position, firm[0], firm[1])
    owner = _owner(text, position.end, units)
    return stated(position, unit=owner) if owner != position.unit else position


_FUNCTION = 16  # syllables behind a head in which the function of its unit may be spelled out


def _own_unit(text: str, position: Position) -> tuple[int, str] | None:
    """End and canonical name of the unit whose noun is in the head: `Cục phó | Kiểm soát …`, `Bộ trưởng | Y tế`.

    The words behind the head are read as if the noun stood before them; `Trạm trưởng | trạm …` has it already.
    """
    found = scan(text)
    head = _head(found, position)
    if head is None or (noun := head.phrase.info.get("head.noun")) is None:
        return None
    first = head.last
    last = _stop(found, first)
    if last - first < 2:
        return _sector(found, head, noun)
    start = found.starts[first]
    if found.canon.startswith(canon(noun) + " ", start):
        return None
    phrase = f"{noun} {text[start : found.ends[last - 1]]}"
    unit = opening_unit(phrase)
    if unit is None:
        return _sector(found, head, noun)
    end = start - len(noun) - 1 + unit[0]
    if end < found.ends[first + 1]:
        return _sector(found, head, noun)
    if end < position.end:
        return _sector(found, head, noun) or (position.end, unit[1])
    return end, unit[1]


def _stop(found: Scan, first: int) -> int:
    """Where the words that may be a unit's function end: before a person, a verb of saying, a new line."""
    at = first
    while at < min(first + _FUNCTION, len(found.words)) and "\n" not in found.gaps[at - 1]:
        if at in name_starts(found.text) or (at == first and found.gaps[at - 1] != _BLANK):
            break
        ends = {"speech", "honorific", "clause"} if at == first else {"speech", "honorific"}  # Hàng | không
        if at - first < 2 and any(hit.phrase.kinds & ends for hit in found.starting[at]):
            break
        at += 1
    return at


def _sector(found: Scan, head: Hit, noun: str) -> tuple[int, str] | None:
    """`Bộ trưởng | Lao động, Thương binh và Xã hội`, as the list of branches has it."""
    hit = found.hit(head.last, "sector") if found.gaps[head.last - 1] == _BLANK else None
    if hit is None or found.shapes[head.last] == LOWER or "head.ministry" not in head.phrase.kinds:
        return None
    form = f"{noun} {hit.phrase.form}"
    return found.ends[hit.last - 1], canonical_unit(form) or form


def _head(found: Scan, position: Position) -> Hit | None:
    """The head of a post, behind `nguyên` and `quyền`."""
    first = found.at(position.start)
    for at in range(first, min(first + 4, len(found.words))):
        if (hit := found.hit(at, "head")) is not None:
            return hit
    return None


_MOST = 9  # syllables of a unit's name that only its capital shows


def _unlisted_unit(text: str, position: Position) -> int:
    """Where the name of a unit ends that nobody has marked: `Trưởng Khoa | Tiêu hoá`, `Tổ trưởng Tổ | Quản lý chợ`.

    It begins with a capital or a number behind a word for a unit, and goes on in small letters up to a comma, a verb or
    a person.
    """
    found = scan(text)
    first = _past_noun(found, found.at(position.end))
    if first == len(found.words) or found.gaps[first - 1] != _BLANK:
        return position.end
    if found.words[first].isdigit():
        alone = (
            len(found.words[first]) < 3
            and found.gaps[first][:1] not in ("/", "%", "-")
            and (_is_number(found, first) or _is_numbered(found, position, first))
        )
        return found.ends[first] if alone else position.end
    last = first
    while last < min(first + _MOST, len(found.words)) and _joins(found, last) and _goes_on(found, first, last):
        last += 1
    while last > first and found.words[last - 1] in lexicon().words["gap.unit_joining"]:
        last -= 1
    return found.ends[last - 1] if last > first else position.end


_TASK = 4  # syllables of what a section does, in small letters before the name of its body


def _task(text: str, position: Position, units: Neighbours) -> tuple[int, str] | None:
    """`Trưởng phòng | kinh doanh`, `trưởng bộ môn | bơi lội Trung tâm …`: what a section does, in small letters.

    A task of the list, or words that nothing else is known of with a unit's name directly behind.
    """
    found = scan(text)
    first = found.at(position.end)
    noun = found.ended(first, "position.unit_noun")
    if noun is None or found.gaps[first - 1] != _BLANK or found.ends[first - 1] != position.end:
        return None
    start = found.starts[noun.first]
    if (task := found.hit(first, "position.task")) is not None and found.shapes[first] == LOWER:
        return found.ends[task.last - 1], _capital(text[start : found.ends[task.last - 1]])
    last = first
    while last < min(first + _TASK, len(found.words)) and found.shapes[last] == LOWER and found.gaps[last] == _BLANK:
        if any(not hit.phrase.kinds.isdisjoint(_ENDS_TASK) for hit in found.starting[last]):
            return None
        last += 1
        unit = units.beginning(found.starts[last], found.starts[last]) if last < len(found.words) else None
        if unit is not None:
            return unit.end, f"{_capital(text[start : found.ends[last - 1]])} {unit.value}"
    return None


_ENDS_TASK = frozenset({"clause", "speech", "rank", "honorific", "head", "level", "private.action_after", "body"})


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _firm(text: str, position: Position) -> tuple[int, str] | None:
    """`X, Tổng Giám đốc | Hanbit Vina, …`: the end and name of a firm in foreign capitals, behind a post that is said
    of the name before.
    """
    phrase = lexicon_phrase(position.value)
    if phrase is None or phrase.info.get("head") != "any":
        return None
    if (brand := _brand(text, position)) is not None:
        return brand
    if not _SAID_OF.search(text, max(position.start - 3, 0), position.start):
        return None
    found = scan(text)
    first = last = found.at(position.end)
    while last < len(found.words) and found.gaps[last - 1] == _BLANK and found.shapes[last] in (TITLE, UPPER):
        last += 1
    closed = last > first and found.gaps[last - 1][:1] in (",", ")", ".", ";", "\n")
    if not closed or first in name_starts(text) or not is_foreign(found, first, last):
        return None
    end = found.ends[last - 1]
    return end, text[found.starts[first] : end]


_BRAND = 3  # syllables of a firm of the list with its country


def _brand(text: str, position: Position) -> tuple[int, str] | None:
    """`CEO | Apple | Tim Cook`, `Chủ tịch | Samsung Việt Nam`: a firm of the list behind a post."""
    found = scan(text)
    first = found.at(position.end)
    if first == len(found.words) or found.gaps[first - 1] != _BLANK or found.shapes[first] == LOWER:
        return None
    if found.words[first] not in lexicon().sets["names.brand"]:
        return None
    last = first + 1
    names = name_starts(text)
    while last < min(first + _BRAND, len(found.words)) and found.gaps[last - 1] == _BLANK and last not in names:
        if found.shapes[last] == LOWER:
            break
        last += 1
    return found.ends[last - 1], text[found.starts[first] : found.ends[last - 1]]


def _past_noun(found: Scan, at: int) -> int:
    """Behind the word for a unit that follows a post with one blank: `Phó Tổng cục trưởng | Tổng cục | Cảnh sát`."""
    if at == len(found.words) or found.gaps[at - 1] != _BLANK:
        return at
    noun = found.hit(at, "position.unit_noun")
    if noun is None or noun.last == len(found.words) or found.gaps[noun.last - 1] != _BLANK:
        return at
    named = found.shapes[noun.last] != LOWER or found.words[noun.last].isdigit()
    return noun.last if named else at  # CLB | Phòng không


def _is_number(found: Scan, at: int) -> bool:
    """`Trưởng Phòng 5`, `Đội 6`: what follows is no thing that is counted."""
    if len(found.words[at]) > 2 or found.gaps[at][:1] in ("/", "%", "-"):
        return False
    if found.gaps[at] == _BLANK and not _acts(found, at + 1) and at + 1 not in name_starts(found.text):
        return False  # (Đội trưởng Đội 2 | Giàng Seo Phử)
    return found.before(at, "position.unit_noun") is not None


def _acts(found: Scan, at: int) -> bool:
    """`Trưởng phòng 3 | dự lễ`: a word that is nothing to be counted."""
    if at >= len(found.words) or found.shapes[at] != LOWER:
        return False
    return found.words[at] in lexicon().words["gap.uncounted"] or found.hit(at, "speech") is not None


def _is_numbered(found: Scan, position: Position, at: int) -> bool:
    """`(Phi đội phó 1)`: a number that closes what is said, behind a head with a word for a unit in it."""
    head = _head(found, position)
    return head is not None and "head.noun" in head.phrase.kinds and found.gaps[at][:1] in (",", ")", ";", "\n")


def _joins(found: Scan, at: int) -> bool:
    """One blank before the syllable; in `Phòng, chống` a comma."""
    gap = found.gaps[at - 1]
    if gap == _BLANK:
        return True
    return gap == ", " and " ".join(found.words[at - 1 : at + 1]) in lexicon().words["gap.comma_inside"]


def _goes_on(found: Scan, first: int, at: int) -> bool:
    if at == first:
        if found.shapes[at] not in (TITLE, UPPER) or at in name_starts(found.text):
            return False
        return found.before(first, "position.unit_noun") is not None or _is_function(found, at)
    kinds = {kind for hit in found.starting[at] for kind in hit.phrase.kinds}
    if kinds & {"rank", "honorific", "head", "speech"} or at in name_starts(found.text):
        return False
    words = lexicon().words
    if any(hit.first < at for hit in found.ending[at + 1] if hit.phrase.kinds & _WHOLE):
        return True  # Phòng không
    if found.shapes[at] == LOWER and (found.words[at] in words["gap.unit_end"] or _at_level(found, first, at)):
        return False
    return "clause" not in kinds or found.words[at] in words["gap.unit_joining"]


def _is_function(found: Scan, at: int) -> bool:
    """`Đội trưởng | Quản lý trật tự đô thị`: behind a head with a word for a unit in it, no given name."""
    head = next((h for h in found.ending[at] if "head.noun" in h.phrase.kinds), None)
    if head is None or found.shapes[at] != TITLE or at + 2 >= len(found.words) or found.gaps[at] != _BLANK:
        return False
    goes_on = found.shapes[at + 1] == LOWER and not any("speech" in h.phrase.kinds for h in found.starting[at + 1])
    known = any(h.last > at + 1 for h in found.starting[at]) or found.words[at] in lexicon().words["gap.function"]
    return goes_on and known


_WHOLE = frozenset({"rank.force", "sector", "body", "country"})


def _at_level(found: Scan, first: int, at: int) -> bool:
    """`Ban Kinh tế trung ương | và …`: a level in small letters closes a name, or a capital follows."""
    for size in (1, 2):
        if at - size > first and " ".join(found.words[at - size : at]) in lexicon().words["gap.unit_level"]:
            return True
    return False


def _unit_name(text: str, position: Position, end: int) -> str:
    """The unit's own words: from the word for a unit to the end of its name."""
    found = scan(text)
    noun = found.before(_past_noun(found, found.at(position.end)), "position.unit_noun")
    start = found.starts[noun.first] if noun is not None else position.end + 1
    name = text[max(start, position.start) : end]
    head = _head(found, position) if noun is None else None
    own = head.phrase.info.get("head.noun") if head is not None else None
    return f"{own} {name}" if own is not None else _capital(name)


def _over(text: str, position: Position, end: int, unit: str | None) -> Position:
    return stated(position, text=text[position.start : end], unit=unit)


def stated(position: Position, *, unit: str | None, text: str | None = None, person: str | None = None) -> Position:
    """`position` with its unit, its holder, and its text where it grows (`replace` is too slow)."""
    text = text or position.text
    return _position_made(
        start=position.start, end=position.start + len(text), text=text, value=position.value, rule=position.rule,
        person=person, unit=unit, former=position.former, acting=position.acting,
    )  # fmt: skip


def _seat(text: str, end: int, places: Neighbours, units: Neighbours) -> int:
    """`Tổng Lãnh sự Nhật Bản tại TP.HCM`, `Đại sứ Việt Nam tại ASEAN`: the end of the place of office."""
    match = _SEATED.match(text, end)
    if match is None:
        return end
    place = places.beginning(match.end(), match.end())
    if place is not None:
        return place.end
    body = units.beginning(match.end(), match.end())
    if body is not None and canon(body.value) in lexicon().words["names.union"]:
        return end if _MORE.match(text, body.end) else body.end
    found = scan(text)
    country = found.hit(found.at(match.end()), "country")
    return found.ends[country.last - 1] if country is not None else end


def _owner(text: str, end: int, units: Neighbours) -> str | None:
    i = bisect_left(units.starts, end)
    if i < len(units.starts) and units.starts[i] - end < 8 and _OWNED.match(text, end, units.starts[i]):
        unit = units.mentions[i]
        return unit.value
    return None


def abroad(position: Position) -> bool:
    """Diplomats and the like: their heads' words are in `positions.csv` with complement `nation`."""
    hit = lexicon_phrase(position.value)
    return hit is not None and "head.nation" in hit.kinds


def is_ranked(position: Position) -> bool:
    """`Thuyền trưởng`: a post of those only who have a rank, or who serve on a ship of the forces."""
    phrase = lexicon_phrase(position.value)
    if phrase is None or "head.ranked" not in phrase.kinds:
        return False
    found = scan(position.text)
    return not any(found.hit(k, "position.navy") for k in range(1, len(found.words)))


@lru_cache(maxsize=2048)
def lexicon_phrase(form: str) -> Phrase | None:
    """The lexicon's phrase with just these words."""
    tree, phrase = lexicon().opening, None
    for word in syllables(form):
        branch = tree.get(word)
        if branch is None:
            return None
        phrase, tree = branch
    return phrase
