"""Posts that are named with a place, not with its body. Which question: `Phó Chủ tịch tỉnh`, `Bí thư huyện A` of what?

Chairs lead the People's Committee of a place, secretaries its Party committee (`data/local_heads.csv`). A level alone
is that of the place of which the article names a body right before, else its only one. `Phó Bí thư, Chủ tịch UBND tỉnh
A` is of the Party committee of that place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from corpus.mentions import Place, Position, Unit
from corpus.text import canon
from extractor.gazetteer import table
from extractor.mine.persons.clause import Post
from extractor.mine.persons.extent import stated
from extractor.mine.units.annotate import canonical_unit

_DEPUTY = "phó "
_SUFFIXES = (" thường trực", " phụ trách", " chuyên trách")
_TERM = len(" khóa XVIII ")
_COUNCIL = "hđnd "


def local_heads(posts: Sequence[Post], units: Sequence[Unit], places: Sequence[Place]) -> set[int]:
    """Give such posts the unit that their place tells; `units` and `places` are the article's, by start.

    Returns where the posts begin that were given one: all of them public.
    """
    placed: set[int] = set()
    starts, near = [place.start for place in places], _Near(units)
    for index, post in enumerate(posts):
        p = post.position
        if (seat := _delegation(p, places, starts)) is not None:
            post.position = stated(p, unit=seat, person=p.person)
            placed.add(post.start)
        if p.unit is not None or (head := _base(p.value)) is None:
            continue
        words = canon(p.text)
        tail = words[words.rfind(canon(p.value)) + len(canon(p.value)) :].strip()
        if tail:
            unit = _of_place(p, head, tail, near, places[bisect_left(starts, p.start) :][:3])
        else:
            unit = _beside(head, post, posts[index + 1 : index + 2])
        if unit is not None:
            post.position = stated(p, unit=unit, person=p.person)
            placed.add(post.start)
    return placed


def _delegation(p: Position, places: Sequence[Place], starts: Sequence[int]) -> str | None:
    """`Trưởng đoàn đại biểu Quốc hội | khóa XIV | tỉnh A`: the number of the term stands inside the body's name."""
    body = next((row["body"] for row in _delegations() if canon(p.text).endswith(canon(row["head"]))), None)
    at = bisect_left(starts, p.end)
    if body is None or at == len(places) or places[at].start - p.end > _TERM:
        return None
    return canonical_unit(f"{body} {places[at].text}") if places[at].code is not None else None


def _of_place(p: Position, head: str, tail: str, near: _Near, places: Sequence[Place]) -> str | None:
    level = next((lv for lv in _bodies()[head] if tail == lv or tail.startswith(f"{lv} ")), None)
    if tail == level:
        place = near.place(level, p.start) if level else None
        return _body_of(head, level, place) if level and place else None
    named = p.text[-len(tail) :]
    if level is None:
        inside = next((x for x in places if x.start < p.end and x.end == p.end), None)
        if inside is None or inside.code is None:
            return None  # Chủ tịch Trung Quốc
        whole = canonical_unit(f"UBND {named}")
        level = _level_of(whole or "")
    else:
        whole = canonical_unit(f"UBND {named}")
    if whole is None or level is None:
        return None
    own = _level_of(whole) or level  # TP Đà Nẵng
    rest = whole.split(" ", 1)[1].removeprefix(f"{own} ")
    return _body_of(head, own, rest) if own in _bodies()[head] else None


def _beside(head: str, post: Post, following: Sequence[Post]) -> str | None:
    """`Phó Bí thư, | Chủ tịch UBND tỉnh A`: a secretary is of the Party committee of that place."""
    if head != "bí thư" or not following or following[0].person != post.person:
        return None
    near = following[0]
    unit = near.position.unit
    if unit is None or not 0 < near.start - post.end <= len(" kiêm "):
        return None
    level = _level_of(unit)
    place = unit.split(" ", 1)[1].removeprefix(f"{level} ") if level else ""
    return _body_of(head, level, place) if level and place else None


def _body_of(head: str, level: str, place: str) -> str | None:
    """`Quận ủy 1` is read with its level only (`Quận ủy | quận | 1`)."""
    body = _bodies()[head][level]
    return canonical_unit(f"{body} {place}") or canonical_unit(f"{body} {level} {place}")


class _Near:
    """The places of an article by level, with where a body of each is named; collected at the first question."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._of: dict[str, list[tuple[int, str]]] = {}

    def place(self, level: str, offset: int) -> str | None:
        """The place of that level of which a body is named last before `offset`, else the only one of the article."""
        if level not in self._of:
            bodies = tuple(f"{body} " for body in _all_bodies(level))
            own = (
                (u, next((b for b in bodies if canon(u.value).startswith(b)), "")) for u in self._units if u.resolved
            )
            self._of[level] = [(u.start, u.value[len(body) :]) for u, body in own if body]
        found = self._of[level]
        at = bisect_left(found, (offset, ""))
        if at:
            return found[at - 1][1]
        return found[0][1] if len({place for _, place in found}) == 1 else None


def _level_of(unit: str) -> str | None:
    """The level of a committee or council (`UBND tỉnh A`: `tỉnh`)."""
    name = canon(unit).replace(_COUNCIL, "ubnd ", 1)
    chairs = _bodies()["chủ tịch"].items()
    return next((level for level, body in chairs if name.startswith(f"{canon(body)} ")), None)


def _base(value: str) -> str | None:
    """The head without `Phó` and `Thường trực`, where it is one that leads a place."""
    head = canon(value).removeprefix(_DEPUTY)
    for suffix in _SUFFIXES:
        head = head.removesuffix(suffix)
    return head if head in _bodies() else None


@cache
def _bodies() -> dict[str, dict[str, str]]:
    """The body that a head leads by the level of its place."""
    found: dict[str, dict[str, str]] = {}
    for row in (row for row in table("local_heads") if row["level"]):
        found.setdefault(canon(row["head"]), {})[canon(row["level"])] = row["body"]
    return found


@cache
def _delegations() -> tuple[dict[str, str], ...]:
    """Heads that end in the name of a body of which only the place is to follow."""
    return tuple(row for row in table("local_heads") if not row["level"])


@cache
def _all_bodies(level: str) -> tuple[str, ...]:
    """The bodies of places of a level, compared."""
    own = [canon(bodies[level]) for bodies in _bodies().values() if level in bodies]
    return (*own, f"{_COUNCIL}{level}")
