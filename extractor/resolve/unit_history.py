"""What the history of a unit is made of: congresses with the elected, changes of name and form, owners.

Every line has the sentences that say it (`Cite`). What no article says, but shipped tables know, is marked `known`.
Days are inclusive ISO spans; None is an open or unknown end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.entities import Field
from corpus.mentions import EventStatus

ChangeKind = Literal["founded", "renamed", "became", "merged", "split", "dissolved", "reorganised", "moved", "under"]
"""`became` is what a unit is called now without word how; `moved` is under another owner since, `under` it is now."""
TermBasis = Literal["told", "article", "sequence", "date"]
"""Where a term comes from: the sentence, the rest of the article, the known sequence of the body, the date."""
DateBasis = Literal["told", "event", "anniversary", "published", "known"]
"""Where days come from: the sentence, its event, years counted back, only before publication, a shipped table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A sentence of an article; `start` is its offset in the article's `field`."""

    article_id: str
    source: str
    url: str | None
    published: str | None
    field: Field
    start: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elected:
    """A person chosen for a post at a congress or at the first meeting of the committee that it elected.

    `post` is as first written, `head` what the field calls it (`Phó Bí thư`); `again` says that he held it before,
    `appointed` that a higher body named him instead of an election (`chỉ định`).
    """

    person: str
    head: str
    post: str
    person_id: str | None = None
    unit: str | None = None
    again: bool = False
    appointed: bool = False
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many members an elected committee has."""

    members: int
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTold:
    """A time that articles tell of a congress."""

    first: str
    last: str
    status: EventStatus
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A number (`14`) or term (`2015-2020`) that articles give a congress against the one that was chosen."""

    about: Literal["ordinal", "term"]
    value: str
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Congress:
    """One congress of a unit. `first` and `last` bound its days; `conflicts` are times of it that do not agree.

    `sizes` holds each number of members that is told, the most told first; `stages` every time in the order told;
    `variants` other numbers and terms.
    """

    unit: str
    first: str
    last: str
    status: EventStatus
    ordinal: int | None = None
    from_year: int | None = None
    to_year: int | None = None
    term_basis: TermBasis | None = None
    place: str | None = None
    sizes: tuple[Size, ...] = ()
    elected: tuple[Elected, ...] = ()
    stages: tuple[DateTold, ...] = ()
    conflicts: tuple[DateTold, ...] = ()
    variants: tuple[Variant, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def members(self) -> int | None:
        """The number of members of the committee that most articles tell."""
        return self.sizes[0].members if self.sizes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRef:
    """A unit that a change names; `id` is its entity, where it is one."""

    name: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of a unit: `former` units became `units`. Of a move, `owner` is the new one.

    `conflicts` are other days that articles tell of the same change; `note` is the line of a shipped table.
    """

    kind: ChangeKind
    units: tuple[UnitRef, ...] = ()
    former: tuple[UnitRef, ...] = ()
    owner: UnitRef | None = None
    first: str | None = None
    last: str | None = None
    date_basis: DateBasis = "told"
    status: EventStatus = "reported"
    known: bool = False
    note: str | None = None
    cites: tuple[Cite, ...] = ()
    conflicts: tuple[DateTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The unit above, by the articles that read it so from `first` to `last`; `stated` where a sentence names both."""

    unit: UnitRef
    articles: int
    first: str | None = None
    last: str | None = None
    stated: bool = False
    cites: tuple[Cite, ...] = ()
