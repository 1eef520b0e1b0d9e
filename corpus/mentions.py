"""What is found in a text: mentions, a closed union, and events.

Spans are half-open code points into the article's text (or its title): `text[start:end] == mention.text` always.
`rule` names the rule that found the mention. The JSON shapes are in `corpus.codec`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from corpus.dates import DateRange
from corpus.kinds import Branch as Branch
from corpus.kinds import Change as Change
from corpus.kinds import EventStatus as EventStatus
from corpus.kinds import EventType as EventType
from corpus.kinds import Mod as Mod
from corpus.kinds import Role as Role
from corpus.kinds import UnitType as UnitType
from corpus.records import quick


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """What a sentence says of when a post or rank was taken up, given up or held.

    `first` and `last` are ISO days between which that lies; both are None where no date is told (the article's own
    bounds it), and `last` alone is for what went on until publication. `person` is whom it is about where that is not
    the mention's own person: the predecessor. `acting` is the word by which a deputy looks after the post above his.
    `rule` tells how the days were found.
    """

    change: Change
    rule: str
    first: str | None = None
    last: str | None = None
    person: str | None = None
    acting: str | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class DateExpression:
    """A time expression with its TIMEX3 `value`.

    `range` is None where the text fixes no days (`PRESENT_REF`, a duration); `anchor` is the ISO date (or month) that
    it was resolved against, None for an absolute one; `anchor_inferred` says that the anchor was not a known
    publication date; `is_set` marks recurring times (`hàng năm`). `lunar` is what the text says in the lunar calendar,
    in the shape of a value: a year `2024`, a month `2024-01`, a day `2024-01-10`, a range of two; `L` marks a leap
    month (`2020-04L-10`), `XXXX` an unknown year. None where the text says nothing lunar.
    """

    start: int
    end: int
    text: str
    value: str
    range: DateRange | None
    rule: str
    mod: Mod | None = None
    anchor: str | None = None
    anchor_inferred: bool = False
    is_set: bool = False
    lunar: str | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of office (`from_year`..`to_year`) or a numbered congress, legislature or term (`ordinal` of `of`).

    `relative` terms (`nhiệm kỳ tới`) have neither years nor ordinal. `derived` names those of `from_year`, `to_year`,
    `ordinal` that the words do not state, but the known sequence of the body tells (`Quốc hội khóa XV`).
    """

    start: int
    end: int
    text: str
    value: str
    rule: str
    from_year: int | None = None
    to_year: int | None = None
    ordinal: int | None = None
    of: str | None = None
    relative: bool = False
    derived: tuple[str, ...] = ()


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A rank held by a person. `value` is the folded slug (`trung-ta`); `level` counts from 1 (Binh nhì) upwards.

    `branch` is None where police and army share the name and the text does not tell; `person` is the full name.
    `promoted_from` is the slug of the rank that the sentence says he held before (a higher one: he was demoted).
    `tenure` tells when it was given.
    """

    start: int
    end: int
    text: str
    value: str
    level: int
    rule: str
    branch: Branch | None = None
    person: str | None = None
    promoted_from: str | None = None
    tenure: tuple[Tenure, ...] = ()


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A full name. `value` is the name as this article spells it first; rank and positions are those stated there.

    `public` is true where the article states a rank or a public position for the person anywhere: only such persons
    have entity pages, careers and timelines. `private` persons (suspects, victims, minors) are never mentions.
    `tenure` is what ends all posts at once: retirement, death.
    """

    start: int
    end: int
    text: str
    value: str
    rule: str
    rank: str | None = None
    positions: tuple[str, ...] = ()
    public: bool = False
    tenure: tuple[Tenure, ...] = ()


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A post as stated, with its unit phrase. `value` is the head (`Trưởng Phòng`), `unit` the canonical unit name.

    `tenure` is empty where the article states it as held at its own time, or as `former`, and says no more.
    """

    start: int
    end: int
    text: str
    value: str
    rule: str
    person: str | None = None
    unit: str | None = None
    former: bool = False
    acting: bool = False
    tenure: tuple[Tenure, ...] = ()


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An organisation. `value` is its canonical name; `resolved` is false where it had to stay as written."""

    start: int
    end: int
    text: str
    value: str
    type: UnitType
    rule: str
    parent: str | None = None
    place: str | None = None
    resolved: bool = True


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named place that is not part of a unit's name. `code` is the administrative code where there is one."""

    start: int
    end: int
    text: str
    value: str
    rule: str
    code: str | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRef:
    """A legal or Party document that is cited (`Chỉ thị số 35-CT/TW`)."""

    start: int
    end: int
    text: str
    value: str
    rule: str


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    """A short form outside any unit; `value` is its expansion."""

    start: int
    end: int
    text: str
    value: str
    rule: str


Mention: TypeAlias = DateExpression | Term | Rank | Person | Position | Unit | Place | DocumentRef | Abbreviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who takes part in an event, by canonical name, and in which role."""

    name: str
    kind: Literal["unit", "person"]
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened or is planned at a time. `id` is stable over runs; `date` is the ISO value of the governing date.

    `start`..`end` is the span of `sentence` in the article's text; `evidence` names the rule and the governing date.
    """

    id: str
    when: DateRange
    date: str
    status: EventStatus
    type: EventType
    title: str
    sentence: str
    start: int
    end: int
    evidence: str
    participants: tuple[Participant, ...] = ()
    place: str | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """Canonical names of the units that take part."""
        return tuple(p.name for p in self.participants if p.kind == "unit")

    @property
    def persons(self) -> tuple[str, ...]:
        """Full names of the persons that take part."""
        return tuple(p.name for p in self.participants if p.kind == "person")
