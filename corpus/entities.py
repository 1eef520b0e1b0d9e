"""Entities over the corpus: one unit or one public person, with what several articles say of it.

They are made from the articles by `extractor.resolve` and never alter one; everything here can be made again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.kinds import Change

EntityKind = Literal["unit", "person"]
EntityStatus = Literal["resolved", "unresolved"]
LinkKind = Literal["joined", "apart", "relation", "corrected"]
Field = Literal["text", "title"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRef:
    """Where a mention stands: the primary key of the table `mentions`."""

    article_id: str
    field: Field
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityName:
    """A name as articles write it; `source` is `correction` for one that only the user's file gives."""

    name: str
    mentions: int
    source: Literal["text", "correction"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerLine:
    """What one article states of a person once: a rank, a post, or both.

    `date` is that of the article, as precise as it is known; `inferred` says that only its text tells it. `start` is an
    offset into the article's `field`; `level` counts ranks from 1 upwards; `unit_id` is the entity of `unit`. A `rank`
    of two names (`Trung tá → Thượng tá`) is a promotion, or a demotion; `level` is that of the second.

    `change` is what is said of the post, else of the rank, between the ISO days `first` and `last` (see
    `corpus.mentions.Tenure`), by `rule`; None where it is stated as of the article's own time. A line that ends and has
    neither rank nor post ends all posts. `unit_type` is the type of the unit; `vague` says that its name is short for
    several (`Công an huyện`).
    """

    article_id: str
    field: Field
    start: int
    date: str | None
    inferred: bool = False
    rank: str | None = None
    level: int | None = None
    post: str | None = None
    head: str | None = None
    unit: str | None = None
    unit_id: str | None = None
    former: bool = False
    acting: bool = False
    change: Change | None = None
    first: str | None = None
    last: str | None = None
    rule: str | None = None
    unit_type: str | None = None
    vague: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityLink:
    """Why articles were joined or kept apart, or what another entity has to do with this one.

    `rule` is a short stable word, `evidence` a line for a reader; `articles` are the two that the rule looked at;
    `other` is the id of the other entity where there is one.
    """

    kind: LinkKind
    rule: str
    evidence: str
    articles: tuple[str, ...] = ()
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A unit or a person. `id` is 16 hex digits, the same for the same articles and corrections.

    `label` is `name`, with what tells it from others of that name in brackets. An `unresolved` one gathers a short name
    that does not tell which unit is meant (`Công an huyện`); `note` says why. `first` and `last` are ISO days between
    which dated articles name it; `undated` counts the articles without a date. `province` is where a unit lies.
    """

    id: str
    kind: EntityKind
    name: str
    label: str
    status: EntityStatus = "resolved"
    note: str | None = None
    type: str | None = None
    parent: str | None = None
    parent_id: str | None = None
    place: str | None = None
    province: str | None = None
    first: str | None = None
    last: str | None = None
    undated: int = 0
    articles: int = 0
    names: tuple[EntityName, ...] = ()
    members: tuple[MentionRef, ...] = ()
    lines: tuple[CareerLine, ...] = ()
    links: tuple[EntityLink, ...] = ()

    @property
    def mentions(self) -> int:
        """Number of mentions in texts and titles."""
        return len(self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionProblem:
    """A row of the user's corrections that could not be used, or not as it stands; row 0 is the file itself."""

    row: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """All entities, sorted by kind, label and id, and what is to be said of the corrections."""

    entities: tuple[Entity, ...]
    problems: tuple[CorrectionProblem, ...] = ()
