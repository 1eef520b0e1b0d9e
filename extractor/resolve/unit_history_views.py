"""A sentence with what was found in it, as the readers of a unit's history take it. Offsets are within the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus.text import canon
from extractor.resolve.unit_history import Cite

_LONGEST = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSaid:
    """A unit in a sentence: canonical `value`, its entity and that entity's label as `name`.

    `core` is what it shares with its twins; `parent` the canonical name of its owner, as that mention was read. An
    administrative area (`xã X`) has a `tier`, 1 for a province to 3 for a commune, and no entity;
    `several` that it shares a level word with others (`hai xã A và B`).
    """

    start: int
    end: int
    value: str
    name: str
    core: str
    id: str | None = None
    resolved: bool = True
    parent: str | None = None
    tier: int | None = None
    several: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSaid:
    """A public person in a sentence, by full name."""

    start: int
    end: int
    name: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSaid:
    """A post in a sentence: as written, its head, and the unit and person that it was read with."""

    start: int
    end: int
    text: str
    head: str
    unit: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermSaid:
    """A term of office, or the number of a congress or committee."""

    start: int
    end: int
    ordinal: int | None = None
    from_year: int | None = None
    to_year: int | None = None
    derived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSaid:
    """A time in a sentence, as inclusive ISO days; `opening` is the first half of a range (`1945` of `1945 - 2020`)."""

    start: int
    end: int
    first: str
    last: str
    opening: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence (or title) and what is in it, each kind in order; `number` counts sentences, -1 is the title."""

    cite: Cite
    number: int
    units: tuple[UnitSaid, ...] = ()
    persons: tuple[PersonSaid, ...] = ()
    posts: tuple[PostSaid, ...] = ()
    terms: tuple[TermSaid, ...] = ()
    dates: tuple[DateSaid, ...] = ()
    documents: tuple[tuple[int, int], ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    areas: tuple[UnitSaid, ...] = ()

    @property
    def text(self) -> str:
        """The sentence."""
        return self.cite.sentence

    @cached_property
    def plain(self) -> str:
        """The sentence as words are compared, of the same length."""
        return canon(self.text)

    @property
    def is_readable(self) -> bool:
        """Whether it is as short as a sentence may be: what is longer is a list without stops."""
        return len(self.text) <= _LONGEST

    @property
    def end(self) -> int:
        """Where the sentence ends in its field."""
        return self.cite.start + len(self.cite.sentence)
