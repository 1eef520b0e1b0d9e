"""What raises hits beyond tantivy's own score: words close together, and a late date where that is asked for.

The rules are those of `index.ranking`; the best hits only are looked at, and they stay the first: so pages add up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from math import log
from typing import Any, TypeAlias

from tantivy import Order, Query

from index.nodes import WordField, Words
from index.ranking import Row, Span, nearness, recency
from index.tantivy_schema import gap_width, instant_of, stream_in
from index.tantivy_words import Leaves, Terms
from index.tokens import GAP, GAP_WIDTH

LOOKED_AT = 30
"""How many of the best hits are looked at for words that stand close together: their streams have to be read."""
_WEIGHED = 5000  # of the best hits, how many may rise because they are new
_AT_FIRST = 500  # of these, how many are read before it is seen whether others could rise above them
_MOST_RISEN = 1.5  # times its score an article has at most because it is new
_SCALE = 2.2  # tantivy's scores beside ours: BM25 with the factor k1 + 1

Scored: TypeAlias = tuple[float, Any]
"""Score and address."""
First: TypeAlias = Callable[[Query, int], tuple[int, list[Scored]]]
"""Of a query the number of hits, and so many of the best in order (more, if it is easier)."""


class Ranking:
    """Orders hits in one state of the index."""

    def __init__(self, searcher: Any, leaves: Leaves, everything: Query) -> None:
        self._searcher = searcher
        self._leaves = leaves
        self._everything = everything

    @cached_property
    def _newest(self) -> int | None:
        """The latest instant of an article."""
        hits = self._searcher.search(self._everything, 1, order_by_field="newest", order=Order.Asc, count=False).hits
        return instant_of(hits[0][0]) if hits else None

    def newer_first(self, first: First, query: Query, needed: int) -> tuple[int, list[Scored]]:
        """As `first`, where newer articles are worth a little more.

        Only as many are read as can be among those needed: none rises above half as much again. So the order is that
        of the best `_WEIGHED`, weighed, and of all others behind them as they are, however many are read.
        """
        read = max(_AT_FIRST, 2 * needed)
        while needed:
            count, rows = first(query, max(needed, min(read, _WEIGHED)))
            whole = read >= _WEIGHED or len(rows) >= count
            weighed = self._weighed(rows[:_WEIGHED])
            if whole or weighed[needed - 1][0] > _MOST_RISEN * rows[-1][0]:
                return count, [*weighed, *rows[_WEIGHED:]][:needed]
            read *= 4
        return first(query, 0)

    def _weighed(self, rows: Sequence[Scored]) -> list[Scored]:
        keys = self._searcher.fast_field_values("newest", [address for _, address in rows]) if rows else []
        dated = [_dated(instant_of(key)) for key in keys] + [_dated(self._newest)]
        factors = recency(dated, range(len(dated)))
        weighed = [(score * factors.get(i, 1.0), address) for i, (score, address) in enumerate(rows)]
        return sorted(weighed, key=lambda row: -row[0])

    def lifted(self, rows: list[Scored], as_typed: int, pairs: Sequence[tuple[Words, Words]]) -> list[Scored]:
        """The rows after what nearness is worth was added to the first ones; so many of all match as typed."""
        looked, rest = rows[:LOOKED_AT], rows[LOOKED_AT:]
        worth = self._nearness([address for _, address in looked], pairs)
        raised = [(score + more, address) for (score, address), more in zip(looked, worth, strict=True)]
        tiers = raised[:as_typed], raised[as_typed:]
        return [*(row for tier in tiers for row in sorted(tier, key=lambda row: -row[0])), *rest]

    def _nearness(self, addresses: Sequence[Any], pairs: Sequence[tuple[Words, Words]]) -> list[float]:
        """What each article's words near each other are worth."""
        articles = [self._searcher.doc(address) for address in addresses]
        found = [0.0] * len(articles)
        streams: dict[WordField, list[str]] = {}
        for left, right in pairs:
            idf = _SCALE * min(self._rarity(left), self._rarity(right))
            most = [0.0] * len(articles)
            for field in left.fields:
                if field not in right.fields:
                    continue
                if field not in streams:
                    streams[field] = [stream_in(article, field) for article in articles]
                spellings = [self._leaves.spellings(words, field) for words in (left, right)]
                if not all(slot.terms for slots in spellings for slot in slots):
                    continue
                one, other = (_Finder(slots, field) for slots in spellings)
                for i, stream in enumerate(streams[field]):
                    if stream and (spans := one.spans(stream)) and (others := other.spans(stream)):
                        most[i] = max(most[i], nearness(spans, others, idf))
            found = [sum(pair) for pair in zip(found, most, strict=True)]
        return found

    def _rarity(self, words: Words) -> float:
        """BM25's inverse document frequency, of the rarest syllable in the field where that is most frequent."""
        total = self._searcher.num_docs
        found = max(
            min(
                sum(self._searcher.doc_freq(f"{field}_syl", form) for form in found.terms)
                for found in self._leaves.spellings(words, field)
            )
            for field in words.fields
        )
        found = min(found, total)
        return log(1 + (total - found + 0.5) / (found + 0.5))


class _Finder:
    """Finds a word or phrase in streams: by its characters, since most streams are long, and most words not in them."""

    def __init__(self, spellings: Sequence[Terms], field: WordField) -> None:
        self._length = len(spellings)
        self._narrow = gap_width(field) == 1  # no gap is as wide as words may be apart
        self._pattern = re.compile("".join(f" {found.expression}" for found in spellings) + "(?= )")
        one = all(len(found.terms) == 1 for found in spellings)
        self._only = "".join(f" {found.terms[0]}" for found in spellings) + " " if one else ""

    def spans(self, stream: str) -> list[Span]:
        """The places of all occurrences."""
        text = f" {stream} "
        found = []
        place = counted = 0
        for at in self._starts(text):
            place += text.count(" ", counted, at)
            counted = at
            gaps = GAP_WIDTH * text.count(GAP, 0, at) if self._narrow else 0
            found.append((place + gaps, place + gaps + self._length))
        return found

    def _starts(self, text: str) -> Iterator[int]:
        """Where the blanks before an occurrence stand."""
        if not self._only:
            for match in self._pattern.finditer(text):
                yield match.start()
            return
        at = text.find(self._only)
        while at >= 0:
            yield at
            at = text.find(self._only, at + 1)


def _dated(instant: int | None) -> Row:
    return Row(id="", source="", first=None, last=None, instant=instant, lengths=())
