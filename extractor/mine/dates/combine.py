"""From pieces to whole expressions: neighbours are joined, then lists and ranges share what one member states."""

from __future__ import annotations

from extractor.mine.dates.lexicon import Lexicon, Links
from extractor.mine.dates.ordinals import first_and_last, settled
from extractor.mine.dates.parts import Atom, Members, Parts, Phrase, joined
from extractor.mine.dates.values import is_impossible

TURN = 6  # months: a member of a list so many earlier in the year than the one before it is of the next year
_LISTED = ("baredecade", "baremonth", "barequarter")
_GAP = 8  # characters between two pieces of one expression, less than
_WINDOW = 24  # characters between two members of a range or list, at most

_DAY_FIELDS = ("year", "month", "day", "weekday", "lunar", "unit", "offset", "base", "direction")
_GRAINS = {"clock": 0, "day": 1, "week": 2, "month": 3, "quarter": 4, "half": 4, "year": 5, "decade": 6, "century": 7}


def join(atoms: list[Atom], canon: str, rules: Lexicon) -> list[Atom]:
    """Neighbouring pieces that make one expression, joined from left to right."""
    out: list[Atom] = []
    for atom in atoms:
        while out and atom.start - out[-1].end < _GAP:
            whole = _joined_pair(out[-1], atom, canon, rules)
            if whole is None:
                break
            out.pop()
            atom = whole
        out.append(atom)
    return out


def _joined_pair(left: Atom, right: Atom, canon: str, rules: Lexicon) -> Atom | None:
    if right.head not in rules.joins.get(left.tail, ()):
        return None
    gap = canon[left.end : right.start]
    if gap != " " and gap not in rules.gaps.get(f"{left.tail} {right.head}", ()):
        return None
    added = _added(left, right)
    parts = joined(left.parts, added) if added is not None else None
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


def _added(left: Atom, right: Atom) -> Parts | None:
    """What the right piece states; of `đầu tuần tới` after a weekday the week alone, and of `đầu tuần` nothing."""
    if left.tail != "weekday" or right.head not in ("mod", "rperiod", "rweekend"):
        return right.parts
    if right.parts.unit != "week":
        return None
    week = right.parts._replace(mod=None, weekend=None)
    return week if week.offset else week._replace(unit=None, offset=None, base=None)


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
    named = ("weekend", "week", "quarter", "half", "first", "month", "decade", "century", "season")
    kinds = ("week", "week", "quarter", "half", "half", "month", "decade", "century", "season")
    for name, kind in zip(named, kinds, strict=True):
        if getattr(parts, name) is not None:
            return kind
    if parts.unit is not None:
        return parts.unit
    return "year" if parts.year is not None or parts.cycle is not None else None


def chain(atoms: list[Atom], canon: str, rules: Lexicon) -> list[Phrase]:
    """Ranges and lists: from right to left, a member takes from its right neighbour what it does not state itself."""
    links = rules.links
    out: list[Phrase] = []
    linked: list[bool] = []  # whether the phrase is the left neighbour of the one before it in `out`
    taken: Phrase | None = None
    for atom in reversed(atoms):
        here = _phrase(atom, canon, links)
        link = _link(atom, taken, canon, links) if taken is not None else None
        if link == "range" and taken is not None and is_impossible(taken.parts):
            link = None  # từ 1/1/2015 đến 31/6/2017: the beginning at least
        if link == "range" and taken is not None and taken.until is None:
            here = _ranged(here, taken, canon, links)
            out.pop()
            linked.pop()
        elif link == "list" and taken is not None:
            shared = shared_parts(here.parts, taken.parts, ordered=True, turn=TURN)
            member = shared != here.parts or atom.head in ("bareyear", "bareday") or taken.tail == "bareyear"
            here = here._replace(parts=shared, member=here.member or member)
            if taken.tail in ("bareyear", "bareday", "monthyear", *_LISTED) or member:
                out[-1] = taken._replace(member=True)
        out.append(here)
        linked.append(link == "list")
        taken = here
    return _listed(out[::-1], linked[::-1])


def _listed(phrases: list[Phrase], linked: list[bool]) -> list[Phrase]:
    """The phrases, each with the list that it stands in; `linked`: to the one on its right."""
    out: list[Phrase] = []
    first = 0
    for i, joins in enumerate(linked):
        if joins:
            continue
        run = phrases[first : i + 1]
        if len(run) > 1:
            stated = tuple(phrase.parts for phrase in run)
            members = Members(start=run[0].start, end=run[-1].end, parts=stated, later=turns(stated))
            run = [phrase._replace(members=members, place=place) for place, phrase in enumerate(run)]
        out += run
        first = i + 1
    return out


def turns(members: tuple[Parts, ...]) -> tuple[int, ...] | None:
    """By how many years each member of a list lies after the first (`28/12, 3/1 và 5/1`: 0, 1, 1).

    None where the members are not all dates, months or quarters without a year.

    >>> turns((Parts(day=28, month=12), Parts(day=3, month=1)))
    (0, 1)
    """
    out: list[int] = []
    months: list[int] = []
    for parts in members:
        month = parts.month or 3 * (parts.quarter or 0)
        fixed = (parts.year, parts.unit, parts.direction, parts.cycle, parts.value)
        if not month or any(field is not None for field in fixed):
            return None
        out.append(out[-1] + (months[-1] - month >= TURN) if out else 0)
        months.append(month)
    return tuple(out)


def _opening(canon: str, start: int, links: Links) -> int | None:
    """Where the preposition before `start` begins that belongs to a range, None without one."""
    if not links.opened.search(canon, max(0, start - _WINDOW), start):
        return None
    found = links.opening.search(canon, max(0, start - _WINDOW), start)
    return found.start() if found else None


def _phrase(atom: Atom, canon: str, links: Links) -> Phrase:
    start = atom.start
    if atom.head == "period" and links.bare_years.match(canon, start):  # từ năm 2015 đến 2018
        opening = _opening(canon, start, links)
        start = start if opening is None else opening
    parts = atom.parts
    ends = first_and_last(parts) if parts.nth is not None or parts.last is not None else None
    if ends and parts.century is not None:
        opening = _opening(canon, start, links)
        start = start if opening is None else opening
    return Phrase(
        start=start,
        end=atom.end,
        parts=ends[0] if ends else settled(parts) if parts.nth is not None else parts,
        until=ends[1] if ends else None,
        rule=atom.rule,
        tail=atom.tail,
        approx=atom.approx,
        categories=atom.categories,
    )


def _link(left: Atom, right: Phrase, canon: str, links: Links) -> str | None:
    """`range`, `list` or None: how two neighbours hang together."""
    if right.start - left.end > _WINDOW:
        return None
    gap = canon[left.end : right.start]
    if right.parts.is_set and left.parts.value is None:
        right = right._replace(parts=_once(right.parts))
    a, b = grain(left.parts), grain(right.parts)
    if links.dash.match(gap) and "rsuffix" in right.categories and links.since.match(canon, right.start):
        return "range" if a in _GRAINS else None  # 2019 – nay
    if right.parts.value == "PRESENT_REF":
        fits = gap == " " and bool(links.to_now.match(canon[right.start : right.end])) and a in _GRAINS
        return "range" if fits else None
    if left.parts.value == "PRESENT_REF" and links.from_now.match(canon[left.start : left.end]):
        return "range" if b in _GRAINS and links.range.match(gap) else None
    opened = _opening(canon, left.start, links) is not None
    if left.parts.value is not None or right.parts.value is not None:
        durations = all(str(p.value).startswith("P") and p.value != "PAST_REF" for p in (left.parts, right.parts))
        return "range" if durations and opened and links.range.match(gap) else None
    if a not in _GRAINS or b not in _GRAINS:
        return None
    if links.range.match(gap):
        near = _GRAINS[a] == _GRAINS[b] or {a, b} == {"clock", "day"}
        return "range" if near or (opened and not links.dash.match(gap)) else None
    if links.list.match(gap) and _GRAINS[a] == _GRAINS[b]:
        return "list"
    return "list" if gap == " " and a == b == "day" and left.tail == "bareday" else None


def _once(parts: Parts) -> Parts:
    """`tháng ba hàng năm` as the month that it is: an end of `từ tháng 11 đến tháng ba hàng năm`."""
    return parts._replace(value=None, is_set=None)


def _ranged(here: Phrase, last: Phrase, canon: str, links: Links) -> Phrase:
    if last.categories == {"rsuffix"} and last.parts.offset == 0:  # nay
        last = last._replace(parts=Parts(value="PRESENT_REF"))
    end = _once(last.parts) if last.parts.is_set and here.parts.value is None else last.parts
    yearly = last.parts.is_set if end is not last.parts else None
    first = shared_parts(here.parts, end, ordered=True)._replace(is_set=yearly)
    until = shared_parts(end, here.parts, ordered=False)._replace(is_set=yearly)
    opening = _opening(canon, here.start, links)
    return here._replace(
        start=here.start if opening is None else opening,
        end=last.end,
        parts=first,
        until=until,
        approx=here.approx or last.approx,
        rule=f"{here.rule}..{last.rule}",
        tail=last.tail,
        categories=here.categories | last.categories,
    )


def shared_parts(parts: Parts, other: Parts, *, ordered: bool, turn: int = 0) -> Parts:
    """`parts` with what only `other` states; `ordered`: `parts` is the earlier, so that December may be a year before.

    `turn` is by how many months it must be later in its year for that; 0: by a day.

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
    elif parts.weekday is not None and parts.day is None and parts.unit is None and other.unit == "week" and ordered:
        said = {name: getattr(other, name) for name in ("unit", "offset", "base")}  # thứ Hai đến thứ Sáu tuần tới
    elif parts.day is not None and parts.month is None and parts.unit is None and ordered:
        said = _month_of(parts.day, other)
    elif parts.decade is not None and parts.century is None and other.decade is not None and other.century is not None:
        said = {"decade": (other.century - 1) * 10 + parts.decade % 10}  # những năm 60, 70 của thế kỷ 19
    elif _wants_year(parts) and ordered:
        said = _year_of(parts, other, turn)
    return parts._replace(**{k: v for k, v in said.items() if v is not None})


def _month_of(day: int, other: Parts) -> dict[str, object]:
    """What a day of a month takes from the day after it: `từ 12 đến 14-3`, `từ 28 đến 3/6`, `từ 25 đến 5 tháng sau`."""
    said: dict[str, object] = {name: getattr(other, name) for name in _DAY_FIELDS if name not in ("day", "weekday")}
    over = day > (other.day or 31)
    if other.unit == "day":
        said |= {"unit": None, "offset": None, "base": None}
    elif other.unit == "month" and over:
        said["offset"] = (other.offset or 0) - 1
    if other.month is not None and over and not other.lunar:
        said["month"] = other.month - 1 or 12
        if other.month == 1 and other.year is not None:
            said["year"] = other.year - 1
    return said


def _no_day(parts: Parts) -> bool:
    return parts.day is None and parts.weekday is None and parts.unit is None


def _same_half(parts: Parts, other: Parts) -> bool:
    """`từ 2h đến 4h chiều`: both in the afternoon; `từ 7h đến 2h chiều`: not."""
    return parts.hour is not None and other.hour is not None and parts.hour <= other.hour


def _wants_year(parts: Parts) -> bool:
    stated = parts.month is not None or parts.quarter is not None
    return stated and parts.year is None and parts.unit is None and parts.direction is None


def _year_of(parts: Parts, other: Parts, turn: int) -> dict[str, object]:
    if other.unit == "year" and other.offset is not None:
        return {"unit": other.unit, "offset": other.offset, "base": other.base}
    if other.year is None:
        return {}
    mine = (parts.month or 3 * (parts.quarter or 1), parts.day or 0)
    its = (other.month or 3 * (other.quarter or 4), other.day or 31)
    before = mine[0] - its[0] >= turn if turn else mine > its
    return {"year": other.year - before}
