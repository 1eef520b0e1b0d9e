"""The persons of a text: which candidates are names, which of them belong to one person, whom to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import compress

from corpus.text import canon
from extractor.mine.persons import bare
from extractor.mine.persons.bare_levels import is_behind_name, is_holder, is_place
from extractor.mine.persons.barred import bar
from extractor.mine.persons.foreign import is_korean
from extractor.mine.persons.guises import HIDDEN, hide
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.names import Name, candidates
from extractor.mine.persons.privacy import is_about_crime, is_kept, mark, may_hold, post_after
from extractor.mine.persons.runs import PARTICLES
from extractor.mine.persons.scan import LOWER, Scan, scan

_STRONG = frozenset({"rank", "title", "honorific", "occupation", "kin", "private.before", "introduces"})
_LIST = re.compile(r"\s*(?:,|→|và|,\s*và|cùng|lẫn|-|–|;|hoặc|với)\s*\Z")


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
    hide(groups.values())
    bar(found, groups.values())
    verdicts = {key: is_kept(group) for key, group in groups.items()}
    crime = None in verdicts.values() and is_about_crime(found)
    kept = {key for key, verdict in verdicts.items() if verdict or (verdict is None and not crime)}
    for key, group in groups.items():
        if key not in kept and may_hold(found, group):
            kept.add(key)
            group[0].flags.add("private")
    shown = [n.key in kept and HIDDEN not in n.flags for n in names]
    return tuple(compress(names, shown)), tuple(n for n, kept in zip(names, shown, strict=True) if not kept)


def _block(scan: Scan, names: list[Name]) -> None:
    """Mark the names of streets, schools, prizes, firms, and those listed after them."""
    historical = lexicon().historical
    previous: Name | None = None
    for name in names:
        name.blocked = _names_a_thing(scan, name)
        listed = previous is not None and previous.blocked and previous.kind not in ("none", "foreign")
        if listed and not name.blocked and not name.cues & _STRONG and not bare.acts(scan, name.last):
            assert previous is not None
            between = scan.canon[scan.ends[previous.last - 1] : scan.starts[name.first]]
            name.blocked = _LIST.match(between) is not None or (name.key in historical and len(between) < 60)
        previous = name


def _names_a_thing(scan: Scan, name: Name) -> bool:
    if "-" in scan.gaps[name.first - 1] and scan.words[name.first - 1] in lexicon().words["names.own_country"]:
        return True  # Trường Cao đẳng Việt - Hàn Quảng Ngãi
    if not name.cues and bare.is_address(scan, name.first, name.last):
        return True
    if name.post is None and not scan.ending[name.left] and not scan.ending[name.first]:
        return False
    for at in {name.left, name.first}:
        if (hit := scan.tail(at, "named_after")) is not None and _wider(hit, name, at):
            return not _heads_it(scan, name, hit)
    if bare.is_named_for(scan, name):
        return True  # Lăng Chủ tịch Hồ Chí Minh
    level = scan.tail(name.left, "level") if "rank" not in name.cues else None
    if level is not None and "private.before" not in level.phrase.kinds:
        held = name.post is not None and name.left == name.first and is_holder(scan, name.first, name.last)
        return not held and (name.key in lexicon().historical or not _holds_post(scan, name))
    return False


def _heads_it(scan: Scan, name: Name, hit: Hit) -> bool:
    """`Chủ tịch hội | Lê Văn Bảy`, `Trưởng Ban Tổ chức Lễ hội | Sùng A Khoa`: things that few are the namesakes of."""
    if "seldom_named_after" not in hit.phrase.kinds or name.post is None or name.key in lexicon().historical:
        return False
    if len(name) < 3 or name.kind == "foreign" or not _has_middle(scan, name) or name.last >= len(scan.words):
        return False
    if "rank.army_word" in hit.phrase.kinds and name.post.last == hit.first:
        return True  # Chính trị viên Tiểu đoàn | X và …
    does = scan.gaps[name.last - 1] == " " and scan.shapes[name.last] == LOWER and not scan.hit(name.last, "clause")
    return does or bare.spoken_of(scan, name.last)


def _wider(hit: Hit, name: Name, at: int) -> bool:
    """`văn phòng luật sư | Trần Gia`: the longer phrase tells what the name is of."""
    return at == name.left or all(hit.first < cue.first for cue in name.hits if cue.last == at)


def _accept(scan: Scan, names: list[Name]) -> list[Name]:
    strong: set[str] = set()
    streets = any(n.blocked and bare.is_road(scan, n.first) for n in names)
    for name in names:
        name.accepted = not name.blocked and _is_name(scan, name, streets=streets)
        if name.accepted:
            strong.add(name.key)
            if name.kind == "foreign" and len(name) > 2 and (ending := name.key.split()[-2:])[0] not in PARTICLES:
                strong.add(" ".join(ending))
    _call(scan, names, strong)
    history = lexicon().historical
    blocked = {n.key for n in names if n.blocked and (n.key not in history or bare.is_road(scan, n.first))}
    previous: Name | None = None
    for name in names:
        if not name.accepted and not name.blocked:
            name.accepted = name.key in strong or (previous is not None and _continues(scan, previous, name))
        previous = name
    _accept_before(scan, names)
    kept = [n for n in names if n.accepted]
    named = {n.key for n in kept if n.cues & _STRONG or _holds_post(scan, n)}
    kept = [n for n in kept if n.key in named or n.key not in blocked]
    longer = [words for key in {n.key for n in kept} if len(words := key.split()) > 1]
    endings = {" ".join(words[-n:]) for words in longer for n in (1, 2) if n < len(words)}
    openings = {" ".join(words[:n]) for words in longer for n in (1, 2) if n < len(words)}
    kept = [n for n in kept if not _is_short(n, endings, openings)]
    _join_foreign(kept)
    return kept


def _call(scan: Scan, names: list[Name], strong: set[str]) -> None:
    """Accept those whom the article also calls by a title and one of their names, where no longer name has it."""
    unsure = [n for n in names if not n.accepted and not n.blocked and n.kind not in _NEVER_CALLED and len(n) > 1]
    others: set[str] | None = None
    short = bare.ShortForms(scan)
    for name in unsure:
        if name.key in strong or not _may_be(scan, name):
            continue
        if name.kind != "foreign":
            if bare.is_place_like(scan, name):
                continue
            if others is None:
                others = {n.key.split()[-1] for n in names if n.kind != "none" and (n.accepted or len(n) > 2)}
        if bare.calls_him(name, short, others or ()):
            name.accepted = True
            strong.add(name.key)


_NEVER_CALLED = frozenset({"none", "historical"})


def _may_be(scan: Scan, name: Name) -> bool:
    """Whether the words of a name from abroad could be one."""
    return name.kind != "foreign" or (_is_shaped(scan, name) and not bare.is_thing(scan, name.first, name.last))


def _join_foreign(names: list[Name]) -> None:
    """`Tayyip Erdogan` where the article has `Recep Tayyip Erdogan`: a full name too, of the same person."""
    foreign = {n.key: n for n in names if n.kind == "foreign"}
    longer = {" ".join(words[-2:]): n for key, n in foreign.items() if len(words := key.split()) > 2}
    for name in names:
        if name.kind == "foreign" and len(name) == 2 and (whole := longer.get(name.key)) is not None:
            name.key, name.value = whole.key, whole.value


def _continues(scan: Scan, previous: Name, name: Name) -> bool:
    """`ông A Lăng Bhuốch, Điểu Krơi`: a list of names goes on."""
    if not previous.accepted or name.kind == "none":
        return False
    if name.kind == "foreign" and (previous.kind != "foreign" or not _may_be(scan, name)):
        return False
    between = scan.canon[scan.ends[previous.last - 1] : scan.starts[name.first]]
    return _LIST.match(between) is not None and (name.kind in _SURE_IN_LIST or bool(previous.cues & _STRONG))


_SURE_IN_LIST = frozenset({"common", "foreign", "historical"})


def _accept_before(scan: Scan, names: list[Name]) -> None:
    """`Huy Cận và | Chế Lan Viên lên đường`: a list whose last name is somebody's; no streets (`trên X và Y`).

    What `và` joins is of one kind; a comma tells less (`Tại X, Y nói`), but for names from abroad and of history.
    """
    joined = False
    for name, following in zip(names[-2::-1], names[:0:-1], strict=True):
        if name.accepted or name.blocked or not following.accepted or following.cues or following.post is not None:
            joined = False
            continue
        between = scan.canon[scan.ends[name.last - 1] : scan.starts[following.first]]
        sure = name.kind in _SURE_IN_LIST or name.kind == "none" or joined or "," not in between
        joined = sure and _LIST.match(between) is not None and _is_like(scan, name, following)
        name.accepted = joined


def _is_like(scan: Scan, name: Name, other: Name) -> bool:
    """Whether both may stand in one list of persons."""
    if bare.is_at(scan, name.first):
        return False
    if name.kind == "none":
        return len(name) == 2 and bare.is_given(scan.words[name.first]) and bare.acts(scan, other.last)
    if name.kind == "foreign" or (other.kind == "foreign" and len(name) < 3):
        return name.kind == other.kind and _may_be(scan, name)
    return True


def _is_name(scan: Scan, name: Name, *, streets: bool) -> bool:
    if name.kind == "regnal":
        return True
    cue = bool(name.cues & _STRONG) or _holds_post(scan, name)
    if name.kind in ("foreign", "none"):
        return _is_foreign(scan, name, cue=cue)
    if name.key in lexicon().historical:
        return cue or bare.is_of_history(scan, name, streets=streets)
    if name.kind == "prefix":
        return cue or len(name) >= 2 or bare.spoken_of(scan, name.last) or bare.does(scan, name.last)
    if len(name) == 1:
        return cue
    if len(name) >= 3 and (name.kind == "common" or _has_middle(scan, name)):
        return name.kind == "common" or cue or _has_middle(scan, name)
    if len(name) >= 3 and scan.gaps[name.last - 1] != " " and post_after(scan, name.last) is not None:
        return True
    if cue or (bare.is_namesake(name) and not bare.is_surely_meant(scan, name)):
        return cue
    return (name.kind == "common" and bare.spoken_of(scan, name.last)) or bare.is_somebody(scan, name)


def _holds_post(scan: Scan, name: Name) -> bool:
    """`Giám đốc Công an tỉnh Hòa Bình | Lê Văn Bảy`, but not `Chủ tịch UBND xã | Mai Sơn`."""
    if name.post is None:
        return False
    if name.post.last == name.left or (name.left == name.first and is_holder(scan, name.first, name.last)):
        return True
    if name.key in lexicon().historical:
        return scan.before(name.left, "place") is not None or bare.spoken_of(scan, name.last)
    if scan.tail(name.left, "level"):
        if is_place(scan, name.first, name.last):
            return False
        if name.kind != "common" and bare.is_place_like(scan, name):
            return len(name) >= 3 and scan.words[name.first + 1] in lexicon().words["names.sure_middle"]
        return len(name) >= 3 and name.kind in ("common", "rare", "minority") and _has_middle(scan, name)
    abroad = scan.before(name.left, "country") is not None
    if abroad and name.kind != "none" and (len(name) > 2 or "head.nation" in name.post.phrase.kinds):
        return True
    if name.kind == "foreign":
        chamber = scan.before(name.left, "body")
        if chamber is not None and chamber.phrase.info["body"] == "state" and bare.spoken_of(scan, name.last):
            return True  # Chủ tịch Ủy ban Đối ngoại Hạ viện | Eliot Engel nói
        korean = len(name) == 3 and scan.words[name.first] in lexicon().sets["names.korean"]
        return (
            abroad or scan.before(name.left, "sector") is not None or (korean and scan.shapes[name.first - 1] != LOWER)
        )
    if len(name) == 2:  # `Bộ trưởng Bộ Công an | Tô Lương`, but not `Bí thư Huyện uỷ | Bạch Lĩnh`
        if is_behind_name(scan, name.first, name.last):
            return True  # Giám đốc Sở Nội vụ | Trần Lợi
        return name.kind == "common" and "head.ministry" in name.post.phrase.kinds
    return name.kind == "common" or _has_middle(scan, name)


def _is_foreign(scan: Scan, name: Name, *, cue: bool) -> bool:
    if name.kind == "none" and not cue and not name.cues:
        return len(name) == 2 and bare.is_given(scan.words[name.first]) and bare.acts(scan, name.last)
    if not _is_shaped(scan, name):
        return False
    if name.kind == "none":
        return _is_unlisted(scan, name, cue=cue)
    words = scan.words[name.first : name.last]
    if words[0] in lexicon().sets["names.brand"] and not name.cues:
        return False  # Giám đốc | Facebook Việt Nam
    if cue:
        return not _is_firm(scan, name)
    if words[-1] in lexicon().sets["names.firm"] or bare.is_in_highlands(name):
        return False
    if words[0] in lexicon().foreign or is_korean(words):
        return True
    return not bare.is_thing(scan, name.first, name.last) and _is_unknown(scan, name)


def _is_unknown(scan: Scan, name: Name) -> bool:
    """A foreigner whose given name no list has: what only a person does, an age, a post, another known name."""
    if bare.acts(scan, name.last) or bare.is_described(scan, name.last):
        return True
    known = any(word in lexicon().foreign for word in scan.words[name.first + 1 : name.last])
    return known and (bare.spoken_of(scan, name.last) or bare.does(scan, name.last))


def _is_shaped(scan: Scan, name: Name) -> bool:
    """Whether a name from abroad, or of no known family, has as many syllables as one, none of them a letter."""
    if not 2 <= len(name) <= 5 or scan.words[name.first] in PARTICLES:
        return False
    if any(s != LOWER and len(w) < 2 and g != ". " for s, w, g in _shaped(scan, name)):  # John F. Kennedy
        return False
    particles = scan.shapes[name.first : name.last].count(LOWER)  # Luiz Inacio Lula da Silva
    return name.kind == "none" or len(name) - particles <= 4 or "-" in name.value


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
        return bare.spoken_of(scan, name.last)
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
