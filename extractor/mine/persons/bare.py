"""What tells that capitals without a title before them are somebody's name; the words are in section `bare`.

A bare name is known by what its bearer does (`X kết hôn`), by what is his (`thơ X`), or because the article calls him
otherwise too, by a title and one of his names (`ông Gulen` beside `Fetullah Gulen`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import cache
from typing import NamedTuple

from corpus.text import canon
from extractor.mine.persons.bare_levels import is_known
from extractor.mine.persons.foreign import foreign_words, is_vietnamese
from extractor.mine.persons.lexicon import lexicon, rows
from extractor.mine.persons.names import Name
from extractor.mine.persons.privacy import post_after
from extractor.mine.persons.scan import LOWER, TITLE, Scan

_ADVERBS = 2  # of them between a name and its verb
_MOST_ASKED = 60
_MOST_TITLES = 4
_TITLES = frozenset({"rank", "title", "honorific", "occupation", "head"})


class _Phrases(NamedTuple):
    """A list of section `bare`: its phrases, what they begin with and end in, syllables of the longest."""

    phrases: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    longest: int


@cache
def _phrases(key: str) -> _Phrases:
    phrases = [phrase.split() for phrase in _listed(key)]
    return _Phrases(
        frozenset(" ".join(words) for words in phrases),
        frozenset(words[0] for words in phrases),
        frozenset(words[-1] for words in phrases),
        max(map(len, phrases), default=0),
    )


def _listed(key: str) -> Iterable[str]:
    """The compared phrases of a list: of section `bare`, or of a table of its own."""
    if key in _DOERS:
        verbs = ((row["verb"], row["doer"]) for row in rows("person_verbs.csv"))
        return [canon(verb) for verb, doer in verbs if doer == _DOERS[key]]
    return lexicon().words[f"bare.{key}"]


_DOERS = {"acts": "person", "does": "anybody"}


def _opens(scan: Scan, at: int, key: str) -> int:
    """How many syllables a phrase of the list has that begins with syllable `at`, in small letters; 0 for none."""
    phrases, first, _, longest = _phrases(key)
    if at >= len(scan.words) or scan.words[at] not in first:
        return 0
    last = at
    while last < min(at + longest, len(scan.words)) and scan.shapes[last] == LOWER and scan.gaps[last - 1] == " ":
        last += 1
        if " ".join(scan.words[at:last]) in phrases:
            return last - at
    return 0


def _closes(scan: Scan, at: int, key: str) -> bool:
    """Whether a phrase of the list ends directly before syllable `at`."""
    phrases, _, last, longest = _phrases(key)
    if at == 0 or scan.gaps[at - 1] != " " or scan.words[at - 1] not in last:
        return False
    first = at
    while first > max(at - longest, 0) and scan.gaps[first - 1] == " ":
        first -= 1
        if " ".join(scan.words[first:at]) in phrases:
            return True
    return False


def acts(scan: Scan, last: int) -> bool:
    """`X | kết hôn`, `X | vừa bật khóc`: what only a person does follows."""
    return _verb(scan, last, ("acts",))


def does(scan: Scan, last: int) -> bool:
    """`X | sang Nhật`, `X | để lại nhiều truyện`: what a person does follows, who need not be the only one to do so."""
    return _verb(scan, last, ("acts", "does"))


def _verb(scan: Scan, at: int, keys: Iterable[str]) -> bool:
    for _ in range(_ADVERBS + 1):
        if any(_opens(scan, at, key) for key in keys):
            return True
        skipped = _opens(scan, at, "adverb")
        if not skipped:
            return False
        at += skipped
    return False


def _meets(scan: Scan, first: int) -> bool:
    """`thơ | X`, `dưới thời | X`, `gửi | X`: before the name stands what is only a person's."""
    return _closes(scan, first, "before")


def _is_weak(scan: Scan, last: int) -> bool:
    """`X | được`, `X | có`: what follows is said of anything."""
    return _opens(scan, last, "weak") > 0


def _is_of_street(scan: Scan, last: int) -> bool:
    """`Lê Lợi | kẹt cứng`, `Lê Lợi | đang được mở rộng`: what follows is said of a street, a school, a quarter."""
    for _ in range(_ADVERBS + 1):
        if _opens(scan, last, "street"):
            return True
        skipped = _opens(scan, last, "weak") or _opens(scan, last, "adverb")
        if not skipped:
            return False
        last += skipped
    return False


@cache
def _namesakes() -> frozenset[str]:
    return frozenset(canon(row["name"]) for row in rows("place_namesakes.csv"))


def is_namesake(name: Name) -> bool:
    """Whether a commune has the same name."""
    return name.key in _namesakes()


def _has(scan: Scan, first: int) -> bool:
    """`của | X`, `với | X`: somebody, but many things besides."""
    return _closes(scan, first, "of")


def is_at(scan: Scan, first: int) -> bool:
    """`trên | Lê Lợi`, `qua | Quang Trung`, `86 | Lê Lợi`: before the name stands what says where."""
    number = first > 0 and scan.words[first - 1].isdigit() and scan.gaps[first - 1] == " "
    return number or _closes(scan, first, "at")


def is_road(scan: Scan, first: int) -> bool:
    """`đường | Lê Lợi`, `trường | Lê Quý Đôn`: an article may call these by the name alone."""
    return _closes(scan, first, "roads")


def is_address(scan: Scan, first: int, last: int) -> bool:
    """`tại số 86 | Lê Lợi`, `86/5 | Lê Lợi, quận 1`: a house number, and a word for where or the quarter."""
    if first == 0 or scan.gaps[first - 1] != " " or not scan.words[first - 1][0].isdigit():
        return False
    at = first - 1
    while at > 0 and scan.gaps[at - 1] in ("/", "-") and scan.words[at - 1][0].isdigit():
        at -= 1
    if at > 0 and _closes(scan, at, "house"):
        return True
    return last < len(scan.words) and scan.gaps[last - 1] == ", " and scan.hit(last, "level") is not None


def is_named_for(scan: Scan, name: Name) -> bool:
    """`Khu lưu niệm cố Tổng Bí thư | X`, `trường mang tên Đại tướng | X`: titles between a thing and its name."""
    at, titled = name.left, "rank" in name.cues
    if any(scan.ended(h.last, "named_for") is not None for h in name.hits):
        return titled or "title" in name.cues  # (of ông X it is an account, a form)
    if name.post is not None and name.post.last < name.left and not titled:
        prize = scan.tail(name.post.first, "named_after")  # Cúp Bí thư Tỉnh đoàn | X
        return prize is not None and prize.phrase.words[0] in lexicon().words["bare.prizes"]
    for _ in range(_MOST_TITLES):
        post = scan.posts.get(at)
        if post is not None and scan.gaps[at - 1] == " ":
            at, titled = post.first, True
        elif titled and (hit := scan.tail(at, "introduces") or scan.tail(at, "honorific")) is not None:
            at = hit.first  # cố Tổng Bí thư, đồng chí Bí thư
        else:
            break
    return titled and (scan.tail(at, "named_after") or scan.before(at, "named_for")) is not None


def _is_joined(scan: Scan, first: int) -> bool:
    """`Trường Sa và | Trần Đại Nghĩa`, `571 và | Lê Lợi`: a place or a number before `và` tells what the name is."""
    if first < 2 or scan.gaps[first - 1] != " " or scan.words[first - 1] not in lexicon().words["gap.joining"]:
        return False
    return scan.words[first - 2].isdigit() or scan.ended(first - 1, "place") is not None


def _begins_sentence(scan: Scan, first: int, last: int) -> bool:
    """`Từ Hy | nhiếp chính`: somebody of the past begins the sentence, and what follows is not said of a street."""
    if scan.gaps[first - 1] == " " or last >= len(scan.words) or scan.gaps[last - 1] != " ":
        return False
    return scan.shapes[last] == LOWER and not _is_of_street(scan, last) and not scan.words[last].isdigit()


def is_given(word: str) -> bool:
    """`Mỹ` of `Mỹ Tâm`: a syllable that names without a family name begin with."""
    return word in lexicon().middles or word in _phrases("given").phrases


def is_place_like(scan: Scan, name: Name) -> bool:
    """Whether places begin with the same syllable more often than persons' names do."""
    return scan.words[name.first] in _phrases("place_like").phrases


def is_in_highlands(name: Name) -> bool:
    """`Đăk Pơ | nuôi bò`: a district or commune of the Central Highlands, which is read as a name from abroad."""
    if name.key.split(" ", 1)[0] not in _phrases("highland").phrases:
        return False
    return is_known(name.key, 2) or is_known(name.key, 3)


def is_chinese(scan: Scan, name: Name) -> bool:
    """`Nhiếp Viễn Trình`: a family name of China or Korea in our reading, with which few places begin."""
    return scan.words[name.first] in _phrases("chinese").phrases


def is_thing(scan: Scan, first: int, last: int) -> bool:
    """`Crystal Palace`, `Real Sociedad`: a word of English, a team's town, a firm's word among foreign capitals."""
    own = scan.words[first:last]
    if not foreign_words().isdisjoint(own) or own[-1] in lexicon().sets["names.firm"]:
        return True
    return any(
        hit.last <= last and "country" in hit.phrase.kinds for k in range(first, last) for hit in scan.starting[k]
    )


def is_of_history(scan: Scan, name: Name, *, streets: bool) -> bool:
    """`Quang Trung đại phá quân Thanh`, `thơ Nguyễn Du`; `Bà Triệu nói` may be a Mrs Triệu of today.

    `streets`: the article has such names with a word for a street or a school before them.
    """
    if is_at(scan, name.first) or (_is_joined(scan, name.first) and not acts(scan, name.last)):
        return False
    if any("honorific" in hit.phrase.kinds for hit in scan.starting[name.first]):
        return scan.hit(name.last, "speech") is None and does(scan, name.last)
    if does(scan, name.last) or _meets(scan, name.first) or _has(scan, name.first):
        return True
    if _is_of_street(scan, name.last):
        return False
    listed = scan.gaps[name.first - 1] == ", " and scan.shapes[name.first - 1] != LOWER
    if not ((streets or listed) and _is_weak(scan, name.last)) and spoken_of(scan, name.last):
        return True
    return not streets and not listed and _begins_sentence(scan, name.first, name.last)


def is_somebody(scan: Scan, name: Name) -> bool:
    """A name whose family name alone does not tell: what he does, or what is his, does."""
    if (len(name) == 3 and is_chinese(scan, name)) or is_described(scan, name.last) or acts(scan, name.last):
        return True
    if name.kind == "common":
        return does(scan, name.last) or _meets(scan, name.first)
    if is_place_like(scan, name) or (len(name) < 3 and name.kind != "minority" and not is_chinese(scan, name)):
        return False
    if spoken_of(scan, name.last) or does(scan, name.last):
        return True
    return len(name) > 2 and (_meets(scan, name.first) or _has(scan, name.first))


def is_surely_meant(scan: Scan, name: Name) -> bool:
    """Of a name that a commune has too: what a commune does not do is said of it."""
    if acts(scan, name.last) or _meets(scan, name.first):
        return True
    return spoken_of(scan, name.last) and not _is_weak(scan, name.last)


def spoken_of(scan: Scan, last: int) -> bool:
    """A word of saying or doing follows, an age, a post."""
    if last >= len(scan.words):
        return False
    return (scan.gaps[last - 1] == " " and scan.hit(last, "speech") is not None) or is_described(scan, last)


def is_described(scan: Scan, last: int) -> bool:
    """An age or a post follows."""
    if last >= len(scan.words):
        return False
    gap = scan.gaps[last - 1]
    after = scan.canon[scan.ends[last - 1] : scan.ends[last - 1] + 16]
    return bool(_AGED.match(after)) or (gap != " " and post_after(scan, last) is not None)


_AGED = re.compile(r"\s*[(,]\s*(?:\d{1,3} tuổi|sn \d|sinh năm)")


class ShortForms:
    """Where the article has one syllable of a name by itself: `ông Gulen`, `Gulen kể`, `ông Tập`.

    As many syllables are looked for as an article has names that need it; more are not (a text of names only).
    """

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.asked = 0

    def titled(self, word: str) -> bool:
        """A title, a rank or a post stands before the syllable somewhere, or it does what only a person does."""
        self.asked += 1
        if self.asked > _MOST_ASKED:
            return False
        scan, words = self.scan, self.scan.words
        return any(
            not self._beside(i - 1, i)
            and not self._beside(i, i + 1)
            and (scan.before_any(i, _TITLES) or acts(scan, i + 1))
            for i in scan.capitals
            if words[i] == word
        )

    def _beside(self, left: int, right: int) -> bool:
        """Whether two syllables belong to one run of capitals."""
        scan = self.scan
        return (
            left >= 0
            and right < len(scan.words)
            and scan.gaps[left] == " "
            and scan.shapes[left] == scan.shapes[right] == TITLE
            and not scan.before_any(right, _TITLES)
        )


def calls_him(name: Name, short: ShortForms, others: Container[str]) -> bool:
    """Whether the article calls the bearer of a bare name by a title and one syllable of it.

    A foreigner by his last, one of ours by his last, a Chinese by his first; `others` are the last syllables of the
    names that have a better right to be meant.
    """
    words = name.key.split()
    last = words[-1]
    if name.kind == "foreign":
        return not is_vietnamese(last) and short.titled(last)
    if len(words) == 2:
        return last not in others and short.titled(last)
    return short.titled(last) or (words[0] not in others and short.titled(words[0]))
