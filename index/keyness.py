"""Keyness: which words one part of a corpus says more often than another, and how surely.

Significance is the log-likelihood ratio G² of Dunning (1993, Accurate Methods for the Statistics of Surprise and
Coincidence), over all four cells of the table; with one degree of freedom 10.83 is p < 0.001. It grows with the size of
the corpus, so it comes with an effect size that does not: the log ratio of Hardie (2014), the binary logarithm of how
many times more frequent the word is (1 is twice, 2 four times).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LEAST_LOG_LIKELIHOOD = 10.83
"""p < 0.001 with one degree of freedom."""

_ABSENT = 0.5  # what stands for no occurrence where a logarithm is taken, as Hardie has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One side of a comparison: `counts` of each item, in so many running words; `articles` that have each item."""

    counts: Mapping[str, int]
    articles: Mapping[str, int]
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An item of the study part: its occurrences there and in the reference part, and the articles there."""

    item: str
    count: int
    count_rest: int
    articles: int
    log_likelihood: float
    log_ratio: float


def log_likelihood(count: int, words: int, count_rest: int, words_rest: int) -> float:
    """G² of an item that occurs `count` times in `words` words here, and `count_rest` in `words_rest` elsewhere.

    The example is `the swiss` of Dunning's table, given there as 270.72.

    >>> round(log_likelihood(110, 110 + 2442, 111, 111 + 29114), 2)
    270.72
    """
    every, items = words + words_rest, count + count_rest
    rows = ((count, words), (count_rest, words_rest))
    total = 0.0
    for seen, size in rows:
        total += _cell(seen, size * items, every) + _cell(size - seen, size * (every - items), every)
    return max(0.0, 2 * total)


def _cell(seen: int, margins: int, every: int) -> float:
    return seen * math.log(seen * every / margins) if seen else 0.0


def log_ratio(count: int, words: int, count_rest: int, words_rest: int) -> float:
    """How many times more frequent here, as a binary logarithm; no occurrence counts as half a one.

    >>> log_ratio(40, 1000, 20, 2000)
    2.0
    """
    here, there = (count or _ABSENT) / words, (count_rest or _ABSENT) / words_rest
    return math.log2(here / there)


def keys(
    study: Part,
    reference: Part,
    *,
    least_count: int = 3,
    least_articles: int = 2,
    least_log_likelihood: float = LEAST_LOG_LIKELIHOOD,
    is_wanted: Callable[[str], bool] = bool,
) -> list[Key]:
    """What the study part says more often than the reference part, the surest first; equal ones by effect, then name.

    Only items with `least_count` occurrences in `least_articles` articles of the study part. Nothing where a part has
    no words.
    """
    if not study.words or not reference.words:
        return []
    found = []
    for item, count in study.counts.items():
        articles = study.articles.get(item, 0)
        if count < least_count or articles < least_articles or not is_wanted(item):
            continue
        rest = reference.counts.get(item, 0)
        if count * reference.words <= rest * study.words:
            continue
        surprise = log_likelihood(count, study.words, rest, reference.words)
        if surprise >= least_log_likelihood:
            effect = log_ratio(count, study.words, rest, reference.words)
            found.append(
                Key(
                    item=item,
                    count=count,
                    count_rest=rest,
                    articles=articles,
                    log_likelihood=surprise,
                    log_ratio=effect,
                )
            )
    return sorted(found, key=lambda key: (-key.log_likelihood, -key.log_ratio, key.item))
