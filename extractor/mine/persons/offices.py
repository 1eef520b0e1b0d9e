"""Of which unit a bare post is: the one that its holder's other mentions name, or that stands beside or before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from corpus.mentions import Position, Unit
from corpus.text import canon
from extractor.mine.persons.clause import Post
from extractor.mine.persons.extent import Neighbours, abroad, lexicon_phrase, stated
from extractor.mine.persons.gaps import any_of
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.publicness import is_general
from extractor.mine.positions import PLURAL

_BRACKET = 60  # letters of a bracket before the post that closes it
_OPENS = re.compile(r" \([^()]*\Z")
_REACH = 160  # letters between a deputy's post and that of his unit's head
_FORCE = "công an"
_NEAR = 300  # letters before a bare post in which its unit may be named


def share_units(posts: Sequence[Post]) -> None:
    """A bare post (`giữ chức Cục phó`) is of the one unit that the article names with this post of the same person."""
    said: dict[tuple[str | None, str], set[str | None]] = {}
    bare: list[Post] = []
    for post in posts:
        p = post.position
        if p.unit is None and post.person and _is_bare(p):
            bare.append(post)
        else:
            said.setdefault((post.person, p.value), set()).add(p.unit)
    for post in posts:
        p = post.position
        if p.unit is not None and post.person and len(said[post.person, p.value]) > 1:
            longer = {unit for unit in said[post.person, p.value] if unit and unit.startswith(f"{p.unit} ")}
            if len(longer) == 1:
                post.position = stated(p, unit=longer.pop())  # Bộ trưởng Quốc phòng X, of Bộ Quốc phòng Nga
    for post in bare:
        p = post.position
        units = said.get((post.person, p.value), set())
        if len(units) == 1 and not abroad(p) and not is_general(p):
            post.position = stated(p, unit=next(iter(units)))


def near_units(low: str, posts: Sequence[Post], units: Neighbours) -> None:
    """A bare post is of the unit behind its holder (`Giám đốc X của Công ty Y`), or of the last one before it that its
    own word for a unit names (`Đồn Biên phòng Chi Ma …. Đồn trưởng X`).

    `low` is the compared text, `units` the settled ones.
    """
    for index, post in enumerate(posts):
        p = post.position
        if p.unit is not None or p.rule == PLURAL or not post.anchors or not _is_bare(p):
            continue
        unit = _behind_bracket(low, post, posts[index + 1 : index + 2], units)
        unit = unit or _behind_holder(low, post, units) or _commander(low, post, posts[index + 1 : index + 2])
        unit = unit or _of_deputy(low, post, posts[max(index - 2, 0) : index])
        unit = unit or _of_force(low, post, posts[index + 1 : index + 2]) or _before(p, units)
        if unit is not None:
            post.position = stated(p, unit=unit)


def _behind_bracket(low: str, post: Post, following: Sequence[Post], units: Neighbours) -> str | None:
    """`Phó Giám đốc (sau đó là Giám đốc) | Trung tâm X`: of both posts, the one inside the bracket too."""
    end = post.end
    opened = low.find("(", max(0, end - _BRACKET), end) >= 0 and low.startswith(")", end)
    if not opened:
        inner = next(iter(following), None)
        if inner is None or not _OPENS.match(low, end, inner.start) or not low.startswith(")", inner.end):
            return None
        end = inner.end
    unit = units.beginning(end + 2, end + 2) if low.startswith(") ", end) else None
    return unit.value if unit is not None else None


def _is_bare(position: Position) -> bool:
    """Whether the post is its head alone, with `nguyên` and `quyền` before it at most."""
    text, value = position.text, position.value
    if len(text) != len(value) and not position.former and not position.acting:
        return False
    return text == value or canon(text).endswith(canon(value))


def _behind_holder(low: str, post: Post, units: Neighbours) -> str | None:
    anchor = post.anchors[-1]
    if anchor.start < post.end:
        return None
    match = _owned().match(low, anchor.end)
    unit = units.beginning(match.end(), match.end()) if match is not None else None
    return unit.value if unit is not None else None


def _commander(low: str, post: Post, following: Sequence[Post]) -> str | None:
    """`Phó Tư lệnh kiêm | Tham mưu trưởng Quân khu 4`: two posts of one command."""
    heads = lexicon().words["gap.command"]
    for other in following:
        both = canon(post.position.value) in heads and canon(other.position.value) in heads
        if both and low[post.end : other.start].strip() in lexicon().words["gap.besides"]:
            return other.position.unit
    return None


def _of_deputy(low: str, post: Post, earlier: Sequence[Post]) -> str | None:
    """`Phó Giám đốc Sở A X được bổ nhiệm làm | Giám đốc`: a deputy who takes the lead, or its head who loses it."""
    head = canon(post.position.value)
    for other in reversed(earlier):
        own = canon(other.position.value).removesuffix(" thường trực")
        lowered = any(f" {word} " in low[other.end : post.start] for word in lexicon().words["gap.lowered"])
        led = f"phó {head}" == own or (head == f"phó {own}" and lowered)
        if other.person == post.person and led and post.start - other.end < _REACH:
            return other.position.unit
    return None


def _of_force(low: str, post: Post, following: Sequence[Post]) -> str | None:
    """`Phó Giám đốc kiêm | Thủ trưởng Cơ quan điều tra Công an tỉnh A`: of the force of which that body is."""
    for other in following:
        unit = other.position.unit or ""
        if canon(post.position.value) not in lexicon().words["gap.force_head"] or other.person != post.person:
            continue
        between = low[post.end : other.start].strip(" ,–-")
        at = canon(unit).find(f" {_FORCE} ")
        if at >= 0 and (not between or between in lexicon().words["gap.besides"]):
            return unit[at + 1 :]
    return None


def _before(position: Position, units: Neighbours) -> str | None:
    nouns = _nouns(position.value)
    at = position.start
    while nouns:
        unit = units.beginning(max(position.start - _NEAR, 0), at - 1)
        if not isinstance(unit, Unit):
            return None
        value = canon(unit.value)
        if any(value.startswith(noun) and len(value) > len(noun) for noun in nouns):
            return unit.value
        at = unit.start
    return None


@cache
def _owned() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{any_of('gap.owner')})\s+")


@cache
def _nouns(head: str) -> tuple[str, ...]:
    """How the names of the units begin that a head is of: `Đồn trưởng` `đồn`, `Trưởng Phòng` `phòng`."""
    words = lexicon().words
    low = canon(head)
    if low in words["gap.school_head"]:
        return tuple(f"{noun} " for noun in words["gap.school"])
    phrase = lexicon_phrase(head)
    if phrase is None or "head.ministry" in phrase.kinds:
        return ()
    if noun := phrase.info.get("head.noun"):
        return (f"{canon(noun)} ",)
    ending = next((noun for noun in words["position.unit_noun"] if low.endswith(f" {noun}")), None)
    return (f"{ending} ",) if ending is not None else ()
