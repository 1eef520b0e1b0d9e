"""The terms of a text: paragraphs that may hold one are read, then what a known sequence tells is added.

An ordinal of the Party's national congresses and central committees and of the National Assembly tells its years, and
the years tell the ordinal: such fields are named in `derived`. Nothing is derived where the text speaks of another
country's assembly, where another organisation's congress has the same number, or where the years beside an ordinal say
otherwise.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.article import Document
from corpus.mentions import Term
from corpus.text import canon, lower
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.terms.lexicon import rules
from extractor.mine.terms.reading import ADJACENT, Body, Line, Reading
from extractor.mine.terms.scan import read_line
from extractor.mine.terms.sequences import country_after, sequences, term_ordinal, term_years


def annotate_terms(document: Document, cues: Cues, context: Context) -> Iterable[Term]:  # noqa: ARG001 - Annotator
    """Proposes the terms of a document, in order.

    >>> [(t.text, t.value) for t in find_terms("Đại hội Đảng bộ tỉnh lần thứ XX, nhiệm kỳ 2020-2025")]
    [('lần thứ XX', '20'), ('nhiệm kỳ 2020-2025', '2020/2025')]
    """
    return find_terms(document.text, cues)


def find_terms(text: str, cues: Cues | None = None) -> tuple[Term, ...]:
    """The terms of a normalised text, in order, disjoint; `cues` are those of the same text.

    >>> [(t.from_year, t.to_year, t.derived) for t in find_terms("Quốc hội khóa XV họp.")]
    [(2021, 2026, ('from_year', 'to_year'))]
    """
    readings = [reading.moved(line.offset) for line in _lines(text, cues) for reading in read_line(line)]
    return tuple(_terms(text, readings)) if readings else ()


def _lines(text: str, cues: Cues | None) -> Iterator[Line]:
    """The paragraphs in which a term may begin. Only these are brought into canonical form."""
    low = cues.canon if cues else lower(text)
    starts = [match.start() for match in rules().shapes.starts.finditer(low)]
    done = 0
    while done < len(starts):
        begin = low.rfind("\n", 0, starts[done]) + 1
        end = low.find("\n", starts[done])
        end = len(low) if end < 0 else end
        after = bisect_left(starts, end)
        part = text[begin:end]
        yield Line(part, low[begin:end] if cues else canon(part), begin, [at - begin for at in starts[done:after]])
        done = after


def _terms(text: str, readings: list[Reading]) -> Iterator[Term]:
    article = _Article(text, readings)
    for i, reading in enumerate(readings):
        fields: dict[str, Any] = {"relative": reading.relative, "ordinal": reading.ordinal}
        if reading.years is not None:
            fields |= {"from_year": reading.years[0], "to_year": reading.years[1]}
        elif reading.body is not None:
            fields["of"] = reading.body.name
        fields |= article.derived(i)
        yield Term(
            start=reading.start,
            end=reading.end,
            text=text[reading.start : reading.end],
            value=reading.value,
            rule=f"term:{reading.rule}",
            **fields,
        )


class _Article:
    """What the whole text says about the bodies that its terms count."""

    def __init__(self, text: str, readings: list[Reading]) -> None:
        self._text = text
        self._readings = readings
        self._low: str | None = None
        self._foreign: dict[str, bool] = {}
        self._numbers = {r.ordinal for r in readings if r.body is not None and self._holds_congresses(r.body)}
        self._stated = {
            r.ordinal for r in readings if r.body is not None and r.body.sequence == "party" and not r.body.implicit
        }

    def derived(self, i: int) -> dict[str, Any]:
        """The fields that the sequence of the reading's body tells, or that take back what was only supposed."""
        reading = self._readings[i]
        body = self._body(reading)
        if body is None or body.sequence is None:
            return {}
        if reading.ordinal is None:
            return self._ordinal(i, reading, body, body.sequence)
        years = term_years(body.sequence, reading.ordinal)
        beside = self._beside(i)
        stated = beside.years if beside is not None else None
        contradicted = years is not None and stated is not None and stated[0] != years[0]
        rival = body.implicit and reading.ordinal in self._numbers - self._stated
        if years is None or rival or (contradicted and body.implicit):
            return {"of": body.as_written}
        if contradicted or self._abroad(body.sequence, reading):
            return {}
        first, last = stated or years
        return {"of": body.name, "from_year": first, "to_year": last, "derived": ("from_year", "to_year")}

    def _body(self, reading: Reading) -> Body | None:
        """The body, where a bare `Đại hội lần thứ X` is the one that the text calls the Party's elsewhere."""
        body = reading.body
        if body is None or body.sequence is not None or canon(body.name) not in rules().words.unnamed:
            return body
        if reading.ordinal in self._stated and reading.ordinal not in self._numbers:
            return Body(rules().words.national, "party", written=body.name)
        return body

    def _ordinal(self, i: int, reading: Reading, body: Body, sequence: str) -> dict[str, Any]:
        assert reading.years is not None
        if self._abroad(sequence, reading):
            return {}
        beside = self._beside(i)
        if beside is not None:
            known = term_years(sequence, beside.ordinal) if beside.ordinal is not None else None
            number = beside.ordinal if known is not None and known[0] == reading.years[0] else None
        else:
            number = term_ordinal(sequence, reading.years)
        return {"ordinal": number, "of": body.name, "derived": ("ordinal",)} if number is not None else {}

    def _beside(self, i: int) -> Reading | None:
        """The reading of the other sort that stands right beside: `khóa XV, nhiệm kỳ 2021-2026`."""
        this = self._readings[i]
        for j, (left, right) in ((i - 1, (i - 1, i)), (i + 1, (i, i + 1))):
            if 0 <= j < len(self._readings):
                other = self._readings[j]
                gap = self._readings[left].end, self._readings[right].start
                if (
                    (other.years is None) != (this.years is None)
                    and not other.relative
                    and ADJACENT.fullmatch(self._text, *gap)
                ):
                    return other
        return None

    def _abroad(self, sequence: str, reading: Reading) -> bool:
        """Whether the body is another country's, by the words after it or because the text names such a one."""
        if self._low is None:
            self._low = lower(self._text)
        if country_after().match(self._low, reading.end):
            return True
        if sequence not in self._foreign:
            known = sequences()[sequence]
            self._foreign[sequence] = bool(known.abroad.search(self._low)) and not known.at_home.search(self._low)
        return self._foreign[sequence]

    @staticmethod
    def _holds_congresses(body: Body) -> bool:
        """Whether the body is another organisation's, so that a bare `Đại hội VI` may be its congress."""
        words, name = rules().words, canon(body.name)
        return body.sequence is None and name not in words.unnamed and not name.startswith(words.governments)
