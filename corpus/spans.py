"""Half-open character spans over one text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in code points.

    >>> Span(7, 14).of("Trưởng Công an tỉnh")
    'Công an'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The part of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Spans(Sequence[Span]):
    """Sorted, disjoint spans as two flat arrays; `Span` objects are made on demand."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.ends):
            raise ValueError("as many starts as ends are needed")

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Spans:
        """Build from (start, end) pairs."""
        columns = tuple(zip(*pairs, strict=True))
        return cls(columns[0], columns[1]) if columns else cls((), ())

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> Spans: ...
    def __getitem__(self, index: int | slice) -> Span | Spans:
        if isinstance(index, slice):
            return Spans(self.starts[index], self.ends[index])
        return Span(self.starts[index], self.ends[index])

    def __iter__(self) -> Iterator[Span]:
        return map(Span, self.starts, self.ends)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The (start, end) pairs, without making objects."""
        return zip(self.starts, self.ends, strict=True)

    def at(self, offset: int) -> int | None:
        """Index of the span that holds `offset`, else None."""
        i = bisect_right(self.starts, offset) - 1
        return i if i >= 0 and offset < self.ends[i] else None
