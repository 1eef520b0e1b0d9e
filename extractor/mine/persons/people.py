"""The persons of a text: which candidates are names, which of them belong to one person, whom to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from corpus.text import canon
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.names import PARTICLES, Name, candidates
from extractor.mine.persons.privacy import is_about_crime, is_kept, mark, may_hold, post_after
from extractor.mine.persons.scan import LOWER, Scan, scan

_STRONG = frozenset({"rank", "title", "honorific", "occupation", "kin", "private.before", "introduces"})
_LIST = re.compile(r"\s*(?:,|→|và|,\s*và|cùng|-|–|;|hoặc|với)\s*\Z")


def people(text: str) -> tuple[Name, ...]:
    """The accepted names of a normalised text in order, with flags; those who are to stay unlisted left out."""
    return _people(text)[0]


def unlisted(text: str) -> tuple[Name, ...]:
    """The names that are no mentions: `link` must know that a post behind such a name is not somebody else's."""
    return _people(text)[1]


@lru_cache(maxsize=4)
def name_starts(text: str) -> frozenset[int]:
    """The syllables that a name begins with, listed or not."""
    return frozenset(name.first for names in _people(text) for name in names)


@lru_cache(maxsize=4)
def given_names(text: str) -> frozenset[str]:
    """The compared last syllables of the names, listed or not."""
    return frozenset(name.key.split()[-1] for names in _people(text) for name in names)


@lru_cache(maxsize=4)
def _people(text: str) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    found = scan(text)
    names = candidates(found)
    _block(found, names)
    names = _accept(found, names)
    if not names:
        return (), ()
    mark(found, names)
    groups: dict[str, list[Name]] = {}
    for name in names:
        groups.setdefault(name.key, []).append(name)
    verdicts = {key: is_kept(group) for key, group in groups.items()}
    crime = None in verdicts.values() and is_about_crime(found)
    kept = {key for key, verdict in verdicts.items() if verdict or (verdict is None and not crime)}
    for key, group in groups.items():
        if key not in kept and may_hold(found, group):
            kept.add(key)
            group[0].flags.add("private")
    return tuple(n for n in names if n.key in kept), tuple(n for n in names if n.key not in kept)


def _block(scan: Scan, names: list[Name]) -> None:
    """Mark the names of streets, schools, prizes, firms, and those listed after them."""
    historical = lexicon().historical
    previous: Name | None = None
    for name in names:
        name.blocked = _names_a_thing(scan, name)
        listed = previous is not None and previous.blocked and previous.kind not in ("none", "foreign")
        if listed and not name.blocked and not name.cues & _STRONG:
            assert previous is not None
            between = scan.canon[scan.ends[previous.last - 1] : scan.starts[name.first]]
            name.blocked = _LIST.match(between) is not None or (name.key in historical and len(between) < 60)
        previous = name


def _names_a_thing(scan: Scan, name: Name) -> bool:
    if "-" in scan.gaps[name.first - 1] and scan.words[name.first - 1] in lexicon().words["names.own_country"]:
        return True  # Trường Cao đẳng Việt - Hàn Quảng Ngãi
    if name.post is None and not scan.ending[name.left] and not scan.ending[name.first]:
        return False
    for at in {name.left, name.first}:
        if (hit := scan.tail(at, "named_after")) is not None and _wider(hit, name, at):
            return not _heads_it(scan, name, hit)
    if name.post is not None and scan.tail(name.post.first, "named_after") and name.post.last == name.left:
        return True  # Lăng Chủ tịch Hồ Chí Minh
    level = scan.tail(name.left, "level")
    if level is not None and "private.before" not in level.phrase.kinds:
        return name.key in lexicon().historical or not _holds_post(scan, name)
    return False


def _heads_it(scan: Scan, name: Name, hit: Hit) -> bool:
    """`Chủ tịch hội | Lê Văn Bảy`, `Trưởng Ban Tổ chức Lễ hội | Sùng A Khoa`: things that few are the namesakes of."""
    if "seldom_named_after" not in hit.phrase.kinds or name.post is None or name.key in lexicon().historical:
        return False
    if len(name) < 3 or name.kind == "foreign" or not _has_middle(scan, name) or name.last >= len(scan.words):
        return False
    does = scan.gaps[name.last - 1] == " " and scan.shapes[name.last] == LOWER and not scan.hit(name.last, "clause")
    return does or _spoken_of(scan, name.last)


def _wider(hit: Hit, name: Name, at: int) -> bool:
    """`văn phòng luật sư | Trần Gia`: the longer phrase tells what the name is of."""
    return at == name.left or all(hit.first < cue.first for cue in name.hits if cue.last == at)


def _accept(scan: Scan, names: list[Name]) -> list[Name]:
    strong: set[str] = set()
    for name in names:
        name.accepted = not name.blocked and _is_name(scan, name)
        if name.accepted:
            strong.add(name.key)
            if name.kind == "foreign" and len(name) > 2 and (ending := name.key.split()[-2:])[0] not in PARTICLES:
                strong.add(" ".join(ending))
    blocked = {n.key for n in names if n.blocked}
    previous: Name | None = None
    for name in names:
        if not name.accepted and not name.blocked:
            name.accepted = name.key in strong or (previous is not None and _continues(scan, previous, name))
        previous = name
    kept = [n for n in names if n.accepted]
    named = {n.key for n in kept if n.cues & _STRONG or _holds_post(scan, n)}
    kept = [n for n in kept if n.key in named or n.key not in blocked]
    longer = [words for key in {n.key for n in kept} if len(words := key.split()) > 1]
    endings = {" ".join(words[-n:]) for words in longer for n in (1, 2) if n < len(words)}
    openings = {" ".join(words[:n]) for words in longer for n in (1, 2) if n < len(words)}
    kept = [n for n in kept if not _is_short(n, endings, openings)]
    _join_foreign(kept)
    return kept


def _join_foreign(names: list[Name]) -> None:
    """`Tayyip Erdogan` where the article has `Recep Tayyip Erdogan`: a full name too, of the same person."""
    foreign = {n.key: n for n in names if n.kind == "foreign"}
    longer = {" ".join(words[-2:]): n for key, n in foreign.items() if len(words := key.split()) > 2}
    for name in names:
        if name.kind == "foreign" and len(name) == 2 and (whole := longer.get(name.key)) is not None:
            name.key, name.value = whole.key, whole.value


def _continues(scan: Scan, previous: Name, name: Name) -> bool:
    """`ông A Lăng Bhuốch, Điểu Krơi`: a list of names goes on."""
    if not previous.accepted or name.kind in ("foreign", "none"):
        return False
    between = scan.canon[scan.ends[previous.last - 1] : scan.starts[name.first]]
    return _LIST.match(between) is not None and (name.kind == "common" or bool(previous.cues & _STRONG))


def _is_name(scan: Scan, name: Name) -> bool:
    if name.kind == "regnal":
        return True
    cue = bool(name.cues & _STRONG) or _holds_post(scan, name)
    if name.kind in ("foreign", "none"):
        return _is_foreign(scan, name, cue=cue)
    if name.kind == "prefix":
        return cue or len(name) >= 2 or _spoken_of(scan, name.last)
    if len(name) == 1:
        return cue
    if name.key in lexicon().historical and not cue and not _spoken_of(scan, name.last):
        return False
    if len(name) >= 3 and (name.kind == "common" or _has_middle(scan, name)):
        return name.kind == "common" or cue or _has_middle(scan, name)
    if len(name) >= 3 and scan.gaps[name.last - 1] != " " and post_after(scan, name.last) is not None:
        return True
    return cue or (name.kind == "common" and _spoken_of(scan, name.last))


def _holds_post(scan: Scan, name: Name) -> bool:
    """`Giám đốc Công an tỉnh Hòa Bình | Lê Văn Bảy`, but not `Chủ tịch UBND xã | Mai Sơn`."""
    if name.post is None:
        return False
    if name.post.last == name.left:
        return True
    if name.key in lexicon().historical:
        return scan.before(name.left, "place") is not None or _spoken_of(scan, name.last)
    if scan.tail(name.left, "level"):
        return len(name) >= 3 and name.kind in ("common", "rare", "minority") and _has_middle(scan, name)
    abroad = scan.before(name.left, "country") is not None
    if abroad and "head.nation" in name.post.phrase.kinds and name.kind != "none":
        return True
    if name.kind == "foreign":
        chamber = scan.before(name.left, "body")
        if chamber is not None and chamber.phrase.info["body"] == "state" and _spoken_of(scan, name.last):
            return True  # Chủ tịch Ủy ban Đối ngoại Hạ viện | Eliot Engel nói
        korean = len(name) == 3 and scan.words[name.first] in lexicon().words["names.korean"]
        return (
            abroad or scan.before(name.left, "sector") is not None or (korean and scan.shapes[name.first - 1] != LOWER)
        )
    if len(name) == 2:  # `Bộ trưởng Bộ Công an | Tô Lương`, but not `Bí thư Huyện uỷ | Bạch Lĩnh`
        return name.kind == "common" and "head.ministry" in name.post.phrase.kinds
    return name.kind == "common" or _has_middle(scan, name)


def _is_foreign(scan: Scan, name: Name, *, cue: bool) -> bool:
    if not 2 <= len(name) <= 5 or scan.words[name.first] in PARTICLES:
        return False
    if any(s != LOWER and len(w) < 2 and g != ". " for s, w, g in _shaped(scan, name)):  # John F. Kennedy
        return False
    if name.kind == "none":
        return _is_unlisted(scan, name, cue=cue)
    if len(name) > 4 and "-" not in name.value:
        return False
    words = scan.words[name.first : name.last]
    if words[0] in lexicon().words["names.brand"] and not name.cues:
        return False  # Giám đốc | Facebook Việt Nam
    if cue:
        return not _is_firm(scan, name)
    if words[-1] in lexicon().words["names.firm"]:
        return False
    return words[0] in lexicon().foreign or ("-" in words[-1] and words[0] in lexicon().words["names.korean"])


def _is_unlisted(scan: Scan, name: Name, *, cue: bool) -> bool:
    """A name whose family name no list has: behind a rank, or with a middle name behind a title (`bà Mẻng Thị Sua`)."""
    if len(name) >= 3 and "rank" in name.cues:
        return True
    if (
        cue
        and len(name) >= 3
        and (scan.words[name.first + 1] in lexicon().words["names.sure_middle"] or _has_post(scan, name))
    ):
        return True
    if "rank" in name.cues:
        return _spoken_of(scan, name.last)
    return "occupation" in name.cues and any(h.phrase.info.get("occupation") == "artist" for h in name.hits)


def _has_post(scan: Scan, name: Name) -> bool:
    """`bà Cheo Lan Hoa, Chủ tịch Hội …`: a post behind a comma, a title before."""
    titled = name.cues & {"honorific", "title"}
    return bool(titled) and scan.gaps[name.last - 1] != " " and post_after(scan, name.last) is not None


def _is_firm(scan: Scan, name: Name) -> bool:
    """`ông Park, Tổng Giám đốc | Hanbit Vina, …`: behind somebody's post in a firm, before a comma, a firm's name."""
    if name.cues or name.post is None or name.post.last != name.left or name.post.phrase.info["head"] != "any":
        return False
    first = name.post.first
    if first == 0 or scan.gaps[first - 1] not in (", ", " - ", " – ", " (") or scan.shapes[first - 1] == LOWER:
        return False
    return scan.gaps[name.last - 1][:1] in (",", ")", ".", ";")


def _shaped(scan: Scan, name: Name) -> Iterable[tuple[int, str, str]]:
    """Shape, word and gap behind it of each syllable of a name."""
    own = slice(name.first, name.last)
    return zip(scan.shapes[own], scan.words[own], scan.gaps[own], strict=True)


def _has_middle(scan: Scan, name: Name) -> bool:
    return any(w in lexicon().middles for w in scan.words[name.first + 1 : name.last - 1])


def _spoken_of(scan: Scan, last: int) -> bool:
    """A word of saying or doing follows, an age, a post."""
    if last >= len(scan.words):
        return False
    gap = scan.gaps[last - 1]
    if gap == " " and scan.hit(last, "speech") is not None:
        return True
    after = scan.canon[scan.ends[last - 1] : scan.ends[last - 1] + 16]
    return bool(_AGED.match(after)) or (gap != " " and post_after(scan, last) is not None)


_AGED = re.compile(r"\s*[(,]\s*(?:\d{1,3} tuổi|sn \d|sinh năm)")


def _is_short(name: Name, endings: set[str], openings: set[str]) -> bool:
    """`ông Hoàng Hà` where the article has `Nguyễn Hoàng Hà`: a title with a middle and given name, no full name.

    A minority's name may be cut at its end (Y Blơm, after Y Blơm Niê). The sets have the cut forms of all full names.
    """
    if name.kind == "foreign":
        return False
    return len(name) <= 2 and (name.key in endings or (name.kind == "prefix" and name.key in openings))


@lru_cache(maxsize=4096)
def name_key(value: str) -> str:
    """The compared form of a name: spellings of one name are equal."""
    return canon(" ".join(value.replace("’", "'").split()))
