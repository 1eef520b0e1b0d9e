"""Who takes part in an event, in which role, and where it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.mentions import Participant, Person, Position, Role, Unit
from corpus.records import quick
from corpus.text import canon
from extractor.events.clauses import Stretch
from extractor.events.doing import PERSONAL, Predicate
from extractor.events.people import people
from extractor.events.shared_heads import shared_units
from extractor.events.view import View

_OFFICIAL = ("police", "army", "state", "mass", "other", "party")
"""Which post tells best for whom its holder acts, where he has several: his office before his seat in a committee."""
_CHAIN = 60
"""Characters from `tại` to the second name of a place."""
_SUBJECT_WORDS = 4
"""A bare head noun so far into a clause is no longer its subject."""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Participants, organiser first, and the place."""

    participants: tuple[Participant, ...]
    place: str | None

    @property
    def units(self) -> frozenset[str]:
        """Names of the units."""
        return frozenset(p.name for p in self.participants if p.kind == "unit")

    @property
    def persons(self) -> frozenset[str]:
        """Names of the persons."""
        return frozenset(p.name for p in self.participants if p.kind == "person")

    @property
    def acting(self) -> bool:
        """Whether a unit holds or does it."""
        return any(p.kind == "unit" and p.role == "organiser" for p in self.participants)

    @property
    def organiser(self) -> str | None:
        """The first unit."""
        return next((p.name for p in self.participants if p.kind == "unit"), None)


def cast(view: View, stretch: Stretch, predicate: Predicate, before: str | None) -> Cast:
    """The cast of one stretch.

    Units are those named in it outside posts; where none acts, those for which its persons act; else the earlier unit
    that a bare `trường`, `đơn vị` takes up; `before` is the organiser of the event told last.
    """
    start, end = max(stretch.start, predicate.start), stretch.end
    positions = view.positions.within(start, end)
    persons = [p for p in view.persons.within(start, end) if p.public]
    who = people(view, stretch, predicate)
    units = _unit_roles(view, _free_units(view, start, end, positions), predicate, start)
    if predicate.type not in PERSONAL:
        _add_shared(view, units, predicate, start, end)
    if predicate.type in (*PERSONAL, "election"):
        left = predicate.type == "retirement"  # the post that one retires from is former by then
        _add(units, [p.unit for p in positions if p.unit and (left or not p.former)], "other")
    if "organiser" not in units.values() and predicate.type not in PERSONAL and not _suffered(view, predicate):
        _add(units, _acting_for(view, positions, persons, predicate), "organiser")
    if not units:
        _add(units, _referred(view, _behind_date(stretch, start), end, before), "organiser")
    if not units:
        _add(units, [p.unit for p in positions if p.unit and not p.former], "other")
    if not units:
        _add(units, _known_posts(view, list(who), stretch.sentence.start, start), "other")
    ordered = sorted(units.items(), key=lambda item: item[1] != "organiser")
    return Cast(
        participants=(
            *(Participant(name=name, kind="unit", role=role) for name, role in ordered),
            *(Participant(name=name, kind="person", role=role) for name, role in who.items()),
        ),
        place=_place(view, start, end) or _acting_place(view, stretch, predicate, start, units),
    )


def _suffered(view: View, predicate: Predicate) -> bool:
    """Whether the subject suffers it (`ông A, Chủ tịch UBND xã, bị khởi tố`): his office does nothing."""
    hit = predicate.hit
    return hit is not None and (
        view.cue_after("suffered", hit.start) is not None or view.cue_before("suffered", hit.start, 0) is not None
    )


def _behind_date(stretch: Stretch, start: int) -> int:
    """Where the clause goes on behind a date in front."""
    when = stretch.when
    return when.end if when is not None and when.attachment == "front" and start <= when.end <= stretch.end else start


def _add(units: dict[str, Role], names: list[str], role: Role) -> None:
    for name in names:
        units.setdefault(name, role)


def _free_units(view: View, start: int, end: int, positions: Sequence[Position]) -> list[Unit]:
    """Units that stand for themselves: not in a post, not only the source or the issuer of a document cited."""
    units = [
        u
        for u in view.units.within(start, end)
        if not any(p.start <= u.start < p.end for p in positions)
        and not _behind_post(view, u, start)
        and not _reporting(view, u, start)
    ]
    cited = _source_end(view, start, end)
    return [u for u in units if u.start >= cited] or units


def _behind_post(view: View, unit: Unit, floor: int) -> bool:
    """Whether the unit only continues a post behind a comma (`Trưởng Phòng Tham mưu, Công an tỉnh`)."""
    before = view.text[floor : unit.start].rstrip()
    return before.endswith(",") and any(p.end == floor + len(before) - 1 for p in view.positions)


def _reporting(view: View, unit: Unit, floor: int) -> bool:
    """Whether the unit is the newspaper that tells or is told it (`Báo A đưa tin`, `trao đổi với phóng viên Báo A`)."""
    if unit.type != "other":
        return False
    return view.cue_before("reporting_before", unit.start, floor) is not None or (
        view.cue_after("reporting_after", unit.end) is not None and view.text[unit.end : unit.end + 1] == " "
    )


def _source_end(view: View, start: int, end: int) -> int:
    """End of a phrase like `Theo Quyết định số 8 của Bộ Công an,` at the beginning; `start` where there is none."""
    if view.cue_after("source", start) is None:
        return start
    comma = view.text.find(",", start, end)
    return comma if comma >= 0 else start


def _unit_roles(view: View, units: list[Unit], predicate: Predicate, start: int) -> dict[str, Role]:
    """Organiser before the doing (or behind `được`), subject on the other side of a passive, host behind `tại`."""
    roles: dict[str, Role] = {}
    at = predicate.hit.start if predicate.hit else None
    passive = view.cue_in("passive", start, at + 8) if at is not None else None
    for unit in units:
        role: Role = "other"
        if view.cue_before("place", unit.start, start) is not None:
            role = "host"
        elif passive is not None:
            role = "organiser" if at is not None and passive < unit.start <= at else "subject"
        elif predicate.type == "congress" and view.cue_in("many_hosts", start, unit.start) is not None:
            role = "other"  # các chi bộ còn lại của Đảng bộ X: their congresses, not its own
        elif at is None or unit.start < at:
            role = "other" if "organiser" in roles.values() else "organiser"
        elif predicate.type in ("award", "election", *PERSONAL):
            role = "subject"
        if role == "organiser" and roles.get(unit.value) == "subject":
            roles[unit.value] = role  # tại kỳ họp của Quốc hội, ông được Quốc hội phê chuẩn
        roles.setdefault(unit.value, role)
    return roles


def _add_shared(view: View, units: dict[str, Role], predicate: Predicate, start: int, end: int) -> None:
    """Bodies of several places under one head: the first named acts, as with units joined by `và`."""
    limit = predicate.hit.start if predicate.hit else end
    for unit in shared_units(view, start, end):
        acts = unit.start < limit and "organiser" not in units.values() and not _suffered(view, predicate)
        units.setdefault(unit.value, "organiser" if acts else "other")


def _acting_for(view: View, positions: Sequence[Position], persons: list[Person], predicate: Predicate) -> list[str]:
    """The unit of the office of those who act, before the doing; a former post does not count."""
    limit = predicate.hit.start if predicate.hit else None
    names = {p.value for p in persons}
    posts = [p for p in positions if p.unit and not p.former and (p.person is None or p.person in names)]
    posts = [p for p in posts if limit is None or p.start < limit]
    return _office(view, [p.unit for p in posts if p.unit])


def _known_posts(view: View, people: list[str], sentence: int, start: int) -> list[str]:
    """The unit of the office that this sentence, or else an earlier one, gives to a person of the event."""
    for floor in (sentence, 0):
        for name in people:
            posts = [p for p in view.positions.within(floor, start) if p.person == name]
            if office := _office(view, [p.unit for p in posts if p.unit]):
                return office
    return []


def _office(view: View, units: list[str]) -> list[str]:
    if not units:
        return []
    kinds = {u.value: u.type for u in view.units}
    return [min(units, key=lambda unit: _OFFICIAL.index(kinds.get(unit, "party")))]


def _referred(view: View, start: int, end: int, before: str | None) -> list[str]:
    """The earlier unit that a bare head noun takes up again (`trường`, `ngân hàng`, `đơn vị`)."""
    at = view.cue_in("head", start, end)
    if (
        at is None
        or view.cue_after("no_head", at) is not None
        or view.word_count(start, at) > _SUBJECT_WORDS
        or any(u.start <= at < u.end for u in view.units)
    ):
        return []
    if any(p.start <= at < p.end for p in (*view.positions, *view.persons)):
        return []
    head = view.canon[at : view.cue_after("head", at) or at]
    earlier = [u for u in view.units if u.end <= at]
    same = [u for u in earlier if canon(u.value).startswith(head + " ")]
    if view.cues.holds("court_head", head):
        same = [u for u in earlier if view.cues.holds("court", canon(u.value).split(" ", 1)[0])]
    if same:
        return [same[-1].value]
    if view.cue_after("any_unit", at) is None:
        return []
    return [before] if before else [earlier[-1].value] if earlier else []


def _place(view: View, start: int, end: int) -> str | None:
    for place in view.places.within(start, end):
        begin = view.cue_before("place", place.start, start)
        begin = _chained(view, place.start, start) if begin is None else begin
        if begin is not None and view.cue_before("dwelling", begin, start) is None:
            return place.value
    return None


def _chained(view: View, at: int, floor: int) -> int | None:
    """Where `tại` stands before a place behind a smaller one without a mention (`tại bản Nà Sầm, xã Yên Thủy`)."""
    if not view.text[floor:at].rstrip().endswith(","):
        return None
    begin = view.cue_in("at", max(floor, at - _CHAIN), at)
    alone = begin is not None and view.text.count(",", begin, at) == 1 and not view.hits_in(begin, at)
    return begin if alone and "(" not in view.text[begin:at] else None


def _acting_place(view: View, stretch: Stretch, predicate: Predicate, start: int, units: dict[str, Role]) -> str | None:
    """The commune or district that a clause begins with, as `huyện A tổ chức …`, where no unit acts."""
    if "organiser" in units.values():
        return None
    limit = predicate.hit.start if predicate.hit else stretch.end
    for begin in (_behind_date(stretch, start), stretch.sentence.start):
        i = view.word_at(begin)
        for place in view.places.within(begin, limit):
            return place.value if view.word_at(place.start) == i else None
    return None
