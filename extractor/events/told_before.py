"""What a sentence before has told, where the present one only dates it (`Quyết định được ký ngày 3/5`)."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.spans import Span
from extractor.events.borrowed import public
from extractor.events.clauses import Stretch, stretches
from extractor.events.doing import DONE_THERE, Predicate
from extractor.events.predicates import read
from extractor.events.view import View

FAR = 3
"""Sentences back in which it may have been told."""


def told_before(view: View, before: Sequence[Span]) -> tuple[Stretch, Predicate] | None:
    """The undated doing in the nearest of the sentences `before`, which are given from the nearest on.

    It must name whom it is about; an appointment, a promotion, an election or an award.
    """
    for sentence in before:
        hits = view.hits_in(sentence.start, sentence.end)
        if not any(h.kind == "verb" and h.type in DONE_THERE for h in hits):
            continue
        for told in stretches(view, sentence):
            predicate = read(view, told) if told.when is None else None
            if predicate is not None and predicate.rule == "verb" and predicate.type in DONE_THERE:
                named = view.units if predicate.type in ("election", "award") else view.positions
                whole = public(view, told) or named.within(told.start, told.end)
                return (told, predicate) if whole and not told.quoted else None
    return None
