"""Duplicates over the corpus: articles with one text, versions of an article, copies in other papers, shortened copies.

They are made from the articles by `extractor.resolve` and never alter one; everything here can be made again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LinkKind = Literal["same", "version", "copy", "part", "passage"]
MemberKind = Literal["first", "same", "version", "copy", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What is kept of one article to find its like: `text` names its words, `sketch` its shingles, `bands` both.

    `text` is a digest of the compared words, in order; `sketch` holds one 32-bit hash a shingle, sorted, the lowest bit
    set where the shingle has a digit; `bands` are 64-bit keys of which likely duplicates share at least one. `credit`
    is the agency that the article names as its source.
    """

    article_id: str
    text: bytes
    sketch: tuple[int, ...]
    bands: tuple[int, ...]
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLink:
    """Two articles that are duplicates, and the figures that say so. A `passage` is a part that begins far in.

    `jaccard` and `containment` are of the sets of shingles; `covered` and `covers` are the shares of the shorter and of
    the longer text that stand in the other; `agreeing` numbers and names are in both, `conflicting` ones differ.
    """

    shorter: str
    longer: str
    kind: LinkKind
    jaccard: float
    containment: float
    covered: float
    covers: float
    agreeing: int
    conflicting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterMember:
    """An article of a cluster. `link` is what ties it: to the first where they are linked, else to its nearest."""

    article_id: str
    kind: MemberKind
    link: DuplicateLink | None = None

    @property
    def of(self) -> str | None:
        """The article that it duplicates; None for the first."""
        if self.link is None:
            return None
        return self.link.longer if self.link.shorter == self.article_id else self.link.shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateCluster:
    """Articles that tell one text. `first` published it, `shown` is the newest version in the same paper.

    `certain` is False where the dates do not tell which paper was first. Members are in order of publication.
    """

    first: str
    shown: str
    certain: bool
    members: tuple[ClusterMember, ...]
