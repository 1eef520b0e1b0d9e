"""Full names: runs of capitals that begin with a family name, or follow a word that names a person.

A name is 2 to 5 syllables, family name first (`Nguyễn Thị Minh Khai`); the minorities' names follow their own patterns
(`Thào A Sử`, `Y Blô Niê`, `H'Hen Niê`, `K'Brếp`), foreign ones have no family name of the list and need a word before
them (`Tổng thống`, `ông`, `HLV`) or a known given name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache

from corpus.text import canon, fold
from extractor.mine.persons.bare_levels import is_end_of_place, is_holder
from extractor.mine.persons.before import left_cues, post_before
from extractor.mine.persons.behind import LONGEST, behind_body, behind_name, family_at, is_direct
from extractor.mine.persons.foreign import (
    behind_city,
    foreign_cues,
    is_foreign,
    opens_with_ours,
    past_hyphen,
    regnal,
)
from extractor.mine.persons.foreign import is_vietnamese as is_vietnamese
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.runs import runs
from extractor.mine.persons.scan import INITIAL, LOWER, TITLE, UPPER, Scan

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TIMES = frozenset({"sáng", "trưa", "chiều", "tối", "ngày", "đêm"})
_CONSONANTS = re.compile(r"(?:ng?h?|gh?|gi|kh|ph|qu?|th?|tr|ch?|[bdhklmprsvx])\Z")


@dataclass(slots=True)
class Name:
    """A candidate on the syllables `first` to `last` (exclusive).

    `kind` is the family name's (common, rare, minority, prefix) or `foreign`, `regnal`, `historical` or `none`;
    `cues` are the kinds of what stands directly before, `left` is where that begins; `post` is a head before it in the
    same clause.
    """

    first: int
    last: int
    kind: str
    value: str
    key: str
    cues: frozenset[str]
    left: int
    hits: tuple[Hit, ...] = ()
    post: Hit | None = None
    blocked: bool = False
    accepted: bool = False
    flags: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return self.last - self.first


def candidates(scan: Scan) -> list[Name]:
    """All candidates of a text, left to right; not yet accepted."""
    found: list[Name] = []
    for first, last in runs(scan):
        _read_run(scan, first, last, found)
    crowned = [name for at in regnal(scan) if (name := _crowned(scan, at)) is not None]
    return sorted([*found, *crowned], key=lambda n: n.first) if crowned else found


def _crowned(scan: Scan, at: int) -> Name | None:
    """`Nhật hoàng | Naruhito`: a monarch's or pope's name of one syllable, with its number."""
    last = at + 1
    while last < len(scan.words) and scan.gaps[last - 1] == " " and scan.shapes[last] != LOWER:
        if scan.shapes[last] == TITLE or set(scan.words[last]) - set("ivx"):
            return None  # a name of several syllables: a run
        last += 1
    value = scan.text[scan.starts[at] : scan.ends[last - 1]]
    return Name(at, last, "regnal", value, canon(value), _NOTHING, at, (), post_before(scan, at))


def _read_run(scan: Scan, first: int, last: int, found: list[Name]) -> None:
    start = _strip(scan, first, last)
    opening, words = _history()[1], scan.words
    if scan.gaps[first - 1] != " " or words[first] in opening or (start < last and words[start] in opening):
        name = _of_history(scan, first, start, last)
        if name is not None:
            found.append(name)
            return
    while start < last:
        if start + 1 == last and not _alone(scan.words[start]):
            return
        begin, kind = _begin(scan, start, last)
        end = _end(scan, begin, last)
        if (
            end == last
            and kind in _UNSURE
            and (hits := scan.starting[last - 1])
            and any(h.last > last and not h.phrase.kinds.isdisjoint(_GOES_ON) for h in hits)
        ):
            end -= 1  # Giám đốc Agribank Chi | nhánh
        name = _make(scan, begin, end, kind)
        if name is not None:
            found.append(name)
        if end >= last or begin + 1 >= last:
            return
        start = _strip(scan, max(end, begin + 1), last)
        if not scan.starting[end]:
            return


def _of_history(scan: Scan, first: int, start: int, last: int) -> Name | None:
    """`Quang Trung`, `Hai Bà Trưng`, `Thơ | Tố Hữu`: somebody of the past, without a family name of the list."""
    names, opening = _history()
    for at in (first, start) if scan.gaps[first - 1] == " " else (first, first + 1, start):
        if at < last and scan.words[at] in opening and " ".join(scan.words[at:last]) in names:
            return _make(scan, at, last, "historical")
    return None


@cache
def _history() -> tuple[frozenset[str], frozenset[str]]:
    """The names of the past that begin with no common family name, and their first syllables."""
    families = lexicon().families
    common = {first for first, found in families.items() if any(kind == "common" for _, kind in found)}
    names = frozenset(name for name in lexicon().historical if name.split(" ", 1)[0] not in common)
    return names, frozenset(name.split(" ", 1)[0] for name in names)


def _alone(word: str) -> bool:
    return len(word) > 3 and word[1] in "'’"


def _strip(scan: Scan, start: int, last: int) -> int:
    """Past the ranks, posts, titles, units, places and opening words that a run begins with."""
    words = lexicon().words
    if scan.gaps[start - 1] == " ":
        if scan.words[start - 1] in words["names.continent"] and scan.ended(start + 1, "place") is not None:
            start += 1  # châu | Á
    elif last - start > 1 and _is_opening(scan, start, last):
        start += 1  # Theo | …
    while start < last and (hits := scan.starting[start]):
        if scan.words[start] in words["names.title_or_family"] and _is_surname_ong(scan, start, last):
            break
        if start + 1 < last and "-" in scan.words[start + 1] and scan.words[start] in lexicon().sets["names.korean"]:
            break  # Ban Ki-moon
        for hit in hits:
            end, kinds = hit.last, hit.phrase.kinds
            if end < len(scan.words) and not kinds.isdisjoint(_OPENING) and scan.hit(end, "head") is not None:
                start = end  # Quyền | Cục trưởng
                break
            if end > last:
                if not kinds.isdisjoint(_STRIPPED):  # `Phó Chủ | tịch`, `Công | an`: it goes on in small letters
                    return last
            elif (
                (not kinds.isdisjoint(_STRIPPED) and (end - start > 1 or not family_at(scan, start, last)))
                or not kinds.isdisjoint(_PASSED)
                or ("place" in kinds and not _longer_name(scan, hit, last) and not _is_whole(scan, hit, last))
            ):
                start = end
                break
        else:
            break
    return start


_STRIPPED = frozenset(
    {"rank", "head", "title", "occupation", "sector", "body", "introduces", "named_after", "level", "honorific"}
)


_PASSED = frozenset({"honorific", "kin", "country"})
_OPENING = frozenset({"position.acting", "position.former"})


def _is_opening(scan: Scan, i: int, last: int) -> bool:
    """`Theo | Michael Hartwell`: a capital only because it begins the sentence."""
    hits = scan.starting[i]
    if not hits or hits[-1].last != i + 1 or "clause" not in hits[-1].phrase.kinds:  # (the shortest is the last)
        return False
    return (own := family_at(scan, i, last)) is None or (own[1] == "rare" and _is_known(scan, i + 1, last))


def _is_known(scan: Scan, first: int, last: int) -> bool:
    """`Từ | Tam Kỳ`, `Từ | Quang Trung`: all the rest is a place or somebody of the past."""
    if " ".join(scan.words[first:last]) in lexicon().historical:
        return True
    return any(hit.last == last and "place" in hit.phrase.kinds for hit in scan.starting[first])


def _is_surname_ong(scan: Scan, i: int, last: int) -> bool:
    """`Trưởng phòng Ông Thị Lan`: a capital inside a sentence before a middle name is a family name, no `Mr`."""
    if scan.shapes[i] != TITLE or last - i < 3 or scan.gaps[i - 1] != " ":
        return False
    return scan.words[i + 1] in lexicon().words["names.sure_middle"]


def _longer_name(scan: Scan, hit: Hit, last: int) -> bool:
    """`ông Hoàng Hà Anh` is a name although `Hoàng Hà` is a place: a person's word before, no new family name."""
    if hit.last >= last:
        return False
    if not is_direct(scan, hit.first):
        return hit.last + 1 == last and is_holder(scan, hit.first, last)  # Chủ tịch UBND huyện | Vũ Quang Thảo
    return not family_at(scan, hit.last, last) or last - hit.last < 2


def _is_whole(scan: Scan, hit: Hit, last: int) -> bool:
    """`Ngô Quyền`: somebody of the past, whom a place is named after; `Chủ tịch UBND tỉnh | Mai Sơn`: no province."""
    if hit.last != last:
        return False
    return " ".join(hit.phrase.words) in lexicon().historical or is_holder(scan, hit.first, last)


_OFFICE = frozenset({"head", "country", "sector"})


def _begin(scan: Scan, start: int, last: int) -> tuple[int, str]:
    """Where in the run the name begins, and its kind."""
    own = family_at(scan, start, last)
    if last - start > 2 and (behind := behind_name(scan, start, last)) is not None:
        return behind
    later = _later(scan, start, last) if last - start > 2 else None
    if own is not None:
        if later is None or _is_whole_name(scan, start, last, own[1]):
            return start, own[1]
        if later == start + 1 and last - start < 5 and scan.before_any(start, _CLOSED):
            return start, own[1]  # Thanh tra Chính phủ | Ưng Hoàng Phúc Lộc
        return later, "common"
    direct, office = is_direct(scan, start), scan.before_any(start, _OFFICE)
    if later is not None and _is_later(scan, start, last, later, direct=direct, office=office):
        return later, "common"
    if not direct and (holder := behind_body(scan, start, last)) is not None:
        return holder
    if direct or office:
        if (at := behind_city(scan, start, last)) is not None:
            return at, "foreign"
    elif later is not None and (last - later > 2 or scan.starting[start]):
        return later, "common"
    if last - start > 2 and opens_with_ours(scan, start):
        return start + 1, "foreign"
    return start, "foreign" if is_foreign(scan, start, last) else "none"


def _is_later(scan: Scan, start: int, last: int, later: int, *, direct: bool, office: bool) -> bool:
    """`Trưởng khoa Nhi | Trịnh Ngọc Uyên`; `anh Ba | Trần Văn Hưng`: the family name behind the run's beginning."""
    if direct:
        return later == start + 1 and scan.words[start] in lexicon().words["names.birth_order"]
    return office and last - later > 2


def _is_whole_name(scan: Scan, start: int, last: int, kind: str) -> bool:
    """Whether a run that begins with a family name is one name, though another family name is in it."""
    if (kind == "common" and scan.tail(start, "level") is None) or is_direct(scan, start):
        return True
    return is_holder(scan, start, last)  # Chủ tịch UBND tỉnh | Phạm Mai Thảo


_CLOSED = frozenset({"body", "country", "place", "sector", "head"})


def _later(scan: Scan, start: int, last: int) -> int | None:
    families = lexicon().families
    for k in range(max(start + 1, last - 4), last - 1):
        family = family_at(scan, k, last) if scan.words[k] in families else None
        if family is not None and family[1] == "common" and not is_end_of_place(scan, k + 1):
            return k  # not Báo Quảng | Ninh Hoàng Bạch Yến
    return None


_UNSURE = frozenset({"foreign", "none"})
_GOES_ON = frozenset({"position.unit_noun", "body", "head", "level"})


def _end(scan: Scan, begin: int, last: int) -> int:
    """A post, rank or unit written in capitals ends the name."""
    for k in range(begin + 2, last):
        for hit in scan.starting[k]:
            if hit.last > last and hit.phrase.kinds & {"clause", "speech", "private.action_after"}:
                return k
            if hit.last - hit.first > 1 and hit.phrase.kinds & {"head", "rank", "honorific"}:
                return k
    if last - begin > 2 and scan.words[last - 1] in _TIMES and scan.gaps[last - 1] == " ":
        return last - 1 if scan.text[scan.starts[last]].isdigit() else last  # `… Văn Tám Chiều 31/8`: a lost full stop
    return last


def _make(scan: Scan, first: int, last: int, kind: str) -> Name | None:
    length = last - first
    last = past_hyphen(scan, first, last)
    if not (2 <= length <= LONGEST or (length == 1 and _alone(scan.words[first]))):
        return None
    if _initials(scan, first, last, kind):
        return None
    starting = scan.starting[first]
    if (
        starting
        and any(h.last == last and "place" in h.phrase.kinds for h in starting)
        and " ".join(scan.words[first:last]) not in lexicon().historical
        and not is_holder(scan, first, last)
    ):
        return None
    words, shapes = scan.words[first:last], scan.shapes[first:last]
    value = " ".join(scan.text[scan.starts[first] : scan.ends[last - 1]].split())
    hyphens = "-" in value
    if hyphens:
        value = value.replace(" - ", "-")
    if UPPER in shapes:
        if TITLE in shapes or not all(map(is_vietnamese, words)):
            return None
        value = value.title()
    key = " ".join(words).replace("’", "'")
    if hyphens:
        key = canon(value)
        if "-" in words[-1] or shapes[-1] == LOWER or not is_vietnamese(words[-1]):
            kind = "foreign"  # Kim Jong-un
    if not scan.ending[first]:
        return Name(first, last, kind, value, key, _NOTHING, first, (), post_before(scan, first))
    cues, left, hits = left_cues(scan, first)
    if kind == "foreign" and not cues:
        cues, left = foreign_cues(scan, first)
    return Name(first, last, kind, value, key, cues, left, hits, post_before(scan, left))


_NOTHING: frozenset[str] = frozenset()


def _initials(scan: Scan, first: int, last: int, kind: str) -> bool:
    """`Trần Minh T.`, `Hoàng Ngọc Th.`: a private person's name cut short."""
    word = scan.words[last - 1]
    if scan.shapes[last - 1] == INITIAL and not _TONE.search(unicodedata.normalize("NFD", word)):  # Như Ý
        return not (kind in ("prefix", "minority", "rare") and scan.gaps[last - 1][:1] != ".")
    return kind != "foreign" and first < last - 1 and _is_cut_short(word)


@lru_cache(maxsize=8192)
def _is_cut_short(word: str) -> bool:
    return _CONSONANTS.match(fold(word)) is not None
