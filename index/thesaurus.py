"""What a query needs to know of a corpus' names. Handed in: index knows only what each article says."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Protocol

from index.documents import Kind


class Shared(NamedTuple):
    """Canonical values that other entities have, too: meant where the article has one of `others` of a `kind` as well.

    `Phòng Hậu cần` is that of `Công an tỉnh Vân Sơn` in an article that names this owner.
    """

    values: tuple[str, ...]
    kind: Kind
    others: tuple[str, ...]


class Thesaurus(Protocol):
    """Knows the entities of a corpus."""

    def entries(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> Collection[str]:
        """Canonical values of the entities that `text` names as a whole, by any alias; empty where it names none.

        With `below` those of all that is under them as well. `loose`: the text has no marks and means any.
        """
        ...

    def shared(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> Collection[Shared]:
        """The values that those entities share with others, which are not among the entries."""
        ...

    def begins(self, kind: Kind, text: str, /, *, loose: bool) -> bool:
        """Whether the text begins as names of the kind do, which another word before it would change.

        So does `Bí thư Tỉnh ủy`, which no `Phó Bí thư Tỉnh ủy` is meant by; `Tỉnh ủy` may stand anywhere in a post.
        """
        ...
