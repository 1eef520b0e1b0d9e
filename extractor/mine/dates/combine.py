"""From pieces to whole expressions: neighbours are joined, then lists and ranges share what one member states."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.parts import Atom, Parts, Phrase, joined

_RANGE = re.compile(r" ?(?:[-–—]|(?:cho )?đến(?: hết| khoảng)?|tới(?: hết)?|sang|qua) ?(?:ngày )?$")
_DASH = re.compile(r" ?[-–—] ?$")
_LIST = re.compile(r"(?: ?,| và| hoặc| hay| cùng|, và|;) ?$")
_FROM = re.compile(r"(?<!\w)từ (?:khoảng )?$")
_TO_NOW = re.compile(r"(?:cho )?(?:đến|tới) (?:nay|giờ|bây giờ)$")
_WINDOW = 24  # characters between two members of a range or list, at most

_DAY_FIELDS = ("year", "month", "day", "weekday", "lunar", "unit", "offset", "base", "direction")
_GRAINS = {"clock": 0, "day": 1, "week": 2, "month": 3, "quarter": 4, "half": 4, "year": 5, "decade": 6, "century": 7}


def join(atoms: list[Atom], canon: str, rules: Lexicon) -> list[Atom]:
    """Neighbouring pieces that make one expression, joined from left to right."""
    out: list[Atom] = []
    for atom in atoms:
        while out:
            whole = _joined_pair(out[-1], atom, canon, rules)
            if whole is None:
                break
            out.pop()
            atom = whole  # noqa: PLW2901 - the longer piece may join what stands before it
        out.append(atom)
    return out


def _joined_pair(left: Atom, right: Atom, canon: str, rules: Lexicon) -> Atom | None:
    gap = canon[left.end : right.start] if right.start - left.end < 8 else None
    if gap is None or right.head not in rules.joins.get(left.tail, ()):
        return None
    if gap != " " and gap not in rules.gaps.get(f"{left.tail} {right.head}", ()):
        return None
    parts = joined(left.parts, right.parts)
    if parts is None or _repeats(left, right):
        return None
    return Atom(
        start=left.start,
        end=right.end,
        head=left.head,
        tail=right.tail if right.tail != "suffix" else left.tail,
        parts=parts,
        rule=f"{left.rule}+{right.rule}",
        approx=left.approx or right.approx or left.head == "approx",
        categories=left.categories | right.categories,
    )


def _repeats(left: Atom, right: Atom) -> bool:
    """A clock after a date that has one already, two dates side by side, a feast that falls on another day."""
    if left.tail == "full" and left.parts.hour is not None and right.head in ("clock", "colon"):
        return True
    return right.head == "hour" and left.parts.hour is not None


def grain(parts: Parts) -> str | None:
    """The finest thing that the parts state.

    >>> grain(Parts(month=5)), grain(Parts(hour=7, minute=0, day=5))
    ('month', 'clock')
    """
    if parts.value is not None:
        return "value"
    if parts.hour is not None:
        return "clock"
    if parts.day is not None or parts.weekday is not None or parts.part is not None:
        return "day"
    named = ("weekend", "quarter", "half", "first", "month", "decade", "century", "season")
    kinds = ("week", "quarter", "half", "half", "month", "decade", "century", "season")
    for name, kind in zip(named, kinds, strict=True):
        if getattr(parts, name) is not None:
            return kind
    if parts.unit is not None:
        return parts.unit
    return "year" if parts.year is not None or parts.cycle is not None else None


def chain(atoms: list[Atom], canon: str) -> list[Phrase]:
    """Ranges and lists: from right to left, a member takes from its right neighbour what it does not state itself."""
    out: list[Phrase] = []
    taken: Phrase | None = None
    for atom in reversed(atoms):
        here = _phrase(atom, canon)
        link = _link(atom, taken, canon) if taken is not None else None
        if link == "range" and taken is not None and taken.until is None:
            here = _ranged(here, taken, canon)
            out.pop()
        elif link == "list" and taken is not None:
            shared = shared_parts(here.parts, taken.parts, ordered=True)
            member = shared != here.parts or atom.head in ("bareyear", "bareday") or taken.tail in ("bareyear",)
            here = replace(here, parts=shared, member=here.member or member)
            if taken.tail in ("bareyear", "bareday", "baremonth", "monthyear") or member:
                out[-1] = replace(taken, member=True)
        out.append(here)
        taken = here
    out.reverse()
    return out


def _phrase(atom: Atom, canon: str) -> Phrase:
    start = atom.start
    if atom.head == "period" and (canon[start].isdecimal() or canon.startswith("năm ", start)):
        opening = _FROM.search(canon, max(0, start - 14), start)  # từ năm 2015 đến 2018
        start = opening.start() if opening else start
    return Phrase(
        start=start,
        end=atom.end,
        parts=atom.parts,
        rule=atom.rule,
        tail=atom.tail,
        approx=atom.approx,
        categories=atom.categories,
    )


def _link(left: Atom, right: Phrase, canon: str) -> str | None:
    if right.start - left.end > _WINDOW:
        return None
    gap = canon[left.end : right.start]
    a, b = grain(left.parts), grain(right.parts)
    if right.parts.value == "PRESENT_REF":
        surface = canon[right.start : right.end]
        fits = gap == " " and bool(_TO_NOW.match(surface)) and a in _GRAINS
        return "range" if fits else None
    if left.parts.value is not None or right.parts.value is not None:
        both = left.parts.value is not None and right.parts.value is not None
        durations = both and str(left.parts.value)[0] == "P" == str(right.parts.value)[0]
        opened = bool(_FROM.search(canon, max(0, left.start - 12), left.start))
        return "range" if durations and opened and _RANGE.match(gap) else None
    if a not in _GRAINS or b not in _GRAINS:
        return None
    near = _GRAINS[a] == _GRAINS[b] or {a, b} == {"clock", "day"}
    if _RANGE.match(gap):
        opened = bool(_FROM.search(canon, max(0, left.start - 14), left.start))
        dash = bool(_DASH.match(gap))
        if gap.strip() in ("sang", "qua") or (left.head == "bareday" and "bareday" in right.categories and not dash):
            return None
        return "range" if (near and (dash or "hết" not in gap or opened)) or (opened and not dash) else None
    if _LIST.match(gap) and _GRAINS[a] == _GRAINS[b]:
        return "list"
    return "list" if gap == " " and a == b == "day" and left.tail == "bareday" else None


def _ranged(here: Phrase, last: Phrase, canon: str) -> Phrase:
    first = shared_parts(here.parts, last.parts, ordered=True)
    until = shared_parts(last.parts, here.parts, ordered=False)
    opening = _FROM.search(canon, max(0, here.start - 14), here.start)
    return replace(
        here,
        start=opening.start() if opening else here.start,
        end=last.end,
        parts=first,
        until=until,
        approx=here.approx or last.approx,
        rule=f"{here.rule}..{last.rule}",
        tail=last.tail,
        categories=here.categories | last.categories,
    )


def shared_parts(parts: Parts, other: Parts, *, ordered: bool) -> Parts:
    """`parts` with what only `other` states; `ordered`: `parts` is the earlier, so that December may be a year before.

    >>> shared_parts(Parts(day=12), Parts(day=14, month=3), ordered=True)
    Parts(month=3, day=12)
    """
    if other.value is not None or parts.value is not None:
        return parts
    said: dict[str, object] = {}
    if parts.hour is not None and _no_day(parts):
        said = {name: getattr(other, name) for name in _DAY_FIELDS}
        if ordered and parts.part is None and other.part is not None and _same_half(parts, other):
            said["part"] = other.part
    elif parts.part is not None and _no_day(parts) and ordered:
        said = {name: getattr(other, name) for name in _DAY_FIELDS}
    elif parts.day is not None and parts.month is None and parts.unit is None and ordered:
        said = {name: getattr(other, name) for name in ("month", "year", "lunar", "unit", "offset", "base", "direction")}
        if said["unit"] == "day":
            said |= {"unit": None, "offset": None, "base": None}
    elif _wants_year(parts) and ordered:
        said = _year_of(parts, other)
    return replace(parts, **{k: v for k, v in said.items() if v is not None})  # type: ignore[arg-type]


def _no_day(parts: Parts) -> bool:
    return parts.day is None and parts.weekday is None and parts.unit is None


def _same_half(parts: Parts, other: Parts) -> bool:
    """`từ 2h đến 4h chiều`: both in the afternoon; `từ 7h đến 2h chiều`: not."""
    return parts.hour is not None and other.hour is not None and parts.hour <= other.hour


def _wants_year(parts: Parts) -> bool:
    stated = parts.month is not None or parts.quarter is not None
    return stated and parts.year is None and parts.unit is None and parts.direction is None


def _year_of(parts: Parts, other: Parts) -> dict[str, object]:
    if other.unit == "year" and other.offset is not None:
        return {"unit": other.unit, "offset": other.offset, "base": other.base}
    if other.year is None:
        return {}
    mine = (parts.month or 3 * (parts.quarter or 1), parts.day or 0)
    its = (other.month or 3 * (other.quarter or 4), other.day or 31)
    return {"year": other.year - (1 if mine > its else 0)}
