"""The text as the resolver goes through it: its anchor, its tenses, and what it has told so far."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache, partial

from corpus.dates import DateRange
from corpus.spans import Spans
from extractor.mine.dates.anchors import Anchor
from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.lunar_values import lunar_form
from extractor.mine.dates.memory import Frame, Memory
from extractor.mine.dates.ordinals import settled
from extractor.mine.dates.parts import Parts, Phrase
from extractor.mine.dates.tense import Tenses
from extractor.mine.dates.values import Meaning, clock_hour, is_impossible, solar_day, span_of, timex

LEFT = 64  # characters before an expression that may tell how it is meant
_NO_FRAME = frozenset({"feast", "sameperiod"})  # a year that these state is that of nothing else
_EVENING = 18  # o'clock
_OPENING = 40  # characters from the beginning of a paragraph within which its date opens it


@lru_cache(maxsize=4096)
def _valued(parts: Parts) -> tuple[str, DateRange | None, bool, str | None]:
    """TIMEX3 value, days, whether there is no such day, and the lunar form: the days of a text are named again."""
    return timex(parts), span_of(parts), is_impossible(parts), lunar_form(parts)


class Reading:
    """What resolving one phrase needs of the text, and what it leaves for the next."""

    def __init__(self, canon: str, anchor: Anchor | None, tenses: Tenses, paragraphs: Spans, rules: Lexicon) -> None:
        self._canon = canon
        self._anchor = anchor or Anchor()
        self._tenses = tenses
        self._paragraphs = paragraphs
        self._rules = rules
        self._memory = Memory()

    def _paragraph(self, offset: int) -> int:
        found = self._paragraphs.at(offset)
        return -1 if found is None else found

    def _done(self, parts: Parts, *, anchored: bool, anchor: str | None = None) -> Meaning:
        parts = settled(parts) if parts.nth is not None else parts
        used = (anchor or self._anchor.text) if anchored else None
        inferred = anchored and used is not None and (anchor is not None or self._anchor.inferred)
        value, span, impossible, lunar = _valued(parts)
        return Meaning(value, span, parts, used, inferred, impossible, lunar)

    def _remember(self, phrase: Phrase, found: Meaning, whole: Meaning) -> None:
        parts, memory = found.parts, self._memory
        if parts.value is not None or parts.is_set:
            return
        left = self._canon[max(0, phrase.start - LEFT) : phrase.start]
        remote = self._rules.traps.remote.search(f" {left}")
        if remote is not None and remote.lastgroup == "birth":
            return
        if remote is not None:
            self._memory.year = parts.year or self._memory.year  # năm ấy may still mean it
            return
        paragraph = self._paragraph(phrase.start)
        day = solar_day(parts) if parts.day is not None else None
        if day is not None:
            self._see_day(day, phrase, parts, whole, paragraph)
        elif parts.day is not None and parts.month is not None and parts.year is None and not parts.lunar:
            memory.yearless = parts
        elif parts.year is not None:
            memory.year = whole.range.last.year if whole.range is not None and phrase.until is not None else parts.year
            if parts.month is not None:
                known = (parts.year, parts.month)
                memory.month, memory.lunar_month = (None, known) if parts.lunar else (known, memory.lunar_month)
        spans = parts.half is not None or parts.quarter is not None or parts.first is not None
        if spans or (parts.month is not None and parts.day is None):
            self._see_period(phrase, parts, paragraph)
        stated = phrase.parts.year is not None or (phrase.parts.unit == "year" and phrase.parts.base != "last")
        until = phrase.until
        several = parts.last_year is not None or (
            until is not None and (parts.month is None or until.value is not None)
        )
        if stated and not several and found.range is not None and not phrase.categories & _NO_FRAME:
            memory.frame = self._framed(phrase, found, found.range, paragraph)

    def _see_period(self, phrase: Phrase, parts: Parts, paragraph: int) -> None:
        """`Quý II/2018, hãng lãi gấp đôi quý I`: the sentence is about the one that it states with its year."""
        memory, sentence = self._memory, self._tenses.sentence(phrase.start)
        if memory.subject == sentence >= 0 and phrase.parts.year is None:
            return
        memory.period = (parts, paragraph)
        memory.subject = sentence if phrase.parts.year is not None else -1

    def _see_day(self, day: date, phrase: Phrase, parts: Parts, whole: Meaning, paragraph: int) -> None:
        memory = self._memory
        planned = partial(self._is_planned, phrase.start, phrase.end)
        opens = paragraph >= 0 and phrase.start - self._paragraphs.starts[paragraph] <= _OPENING
        sentence, late = self._tenses.sentence(phrase.start), clock_hour(parts) >= _EVENING
        night = day if phrase.until is not None and late and whole.range is not None else None
        if night is not None and whole.range is not None and whole.range.last == night + timedelta(days=1):
            memory.see_day(whole.range.last, paragraph, sentence, planned=planned, opens=opens, night=night)
        elif not memory.is_night_of(day, phrase.parts):
            told = phrase.parts.base == "last" or (phrase.parts.day is None and memory.goes_on())
            memory.see_day(day, paragraph, sentence, planned=planned, opens=opens, told=told, late=late)
        if parts.lunar and parts.year is not None and parts.month is not None:
            memory.lunar_month = (parts.year - bool(parts.eve), parts.month)

    def _is_planned(self, start: int, end: int) -> bool:
        return self._tenses.at(start, end) == "planned"

    def _framed(self, phrase: Phrase, found: Meaning, span: DateRange, paragraph: int) -> Frame:
        sentence = self._tenses.sentence(phrase.start)
        start = self._tenses.start_of(sentence)
        return Frame(
            year=found.parts.year or span.first.year,
            first=span.first,
            sentence=sentence,
            paragraph=paragraph,
            opens=phrase.start - start <= 12,
            fine=found.parts.month is not None,
            text=found.value,
        )

    def _frame(self, phrase: Phrase) -> Frame | None:
        frame = self._memory.frame
        if frame is None:
            return None
        if frame.sentence == self._tenses.sentence(phrase.start):
            return frame._replace(here=True)
        same = frame.opens and frame.paragraph == self._paragraph(phrase.start)
        return frame if same and not self._tenses.reports(phrase.start) else None
