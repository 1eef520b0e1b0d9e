"""From what an expression states to what it means in this article: years, anchors, `cùng ngày`, weekdays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corpus.spans import Spans
from extractor.mine.dates import deictic, lunar_reading
from extractor.mine.dates.anchors import Anchor
from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.lunar import solar_to_lunar
from extractor.mine.dates.memory import Frame
from extractor.mine.dates.parts import Parts, Phrase
from extractor.mine.dates.reading import LEFT
from extractor.mine.dates.relative import RelativeReading
from extractor.mine.dates.tense import Tenses
from extractor.mine.dates.values import (
    Meaning,
    clock_hour,
    days_between,
    is_impossible,
    on_day,
    shifted,
    solar_day,
    timex,
)
from extractor.mine.dates.years import follows, is_fresh, pick_year

_LEFT = 64
_NO_FRAME = frozenset({"feast", "sameperiod"})  # a year that these state is that of nothing else
_EXPLAINS = 12  # characters at most between a date and the one in brackets that explains it
_EVENING = 18  # o'clock
_HALF_MONTH = 15  # days
_REPORTED = "hôm "  # before a date: it is one of these days
_HOURS_ONLY = ("approx", "clock", "part", "phrase:approx", "phrase:part")  # rules that state no day
_OPENING = 40  # characters from the beginning of a paragraph within which its date opens it
_BEHIND = ("past", "done", "reported")
_ONLY_LUNAR = Parts(lunar=True)  # âm lịch in brackets, after no date


class Resolver(RelativeReading):
    """Resolves the phrases of one text in order."""

    def __init__(self, canon: str, anchor: Anchor | None, tenses: Tenses, paragraphs: Spans, rules: Lexicon) -> None:
        super().__init__(canon, anchor, tenses, paragraphs, rules)
        self._settled: dict[int, Meaning] = {}  # what an earlier phrase has fixed, by start
        self._list_years: dict[int, tuple[int | None, str | None]] = {}  # of the first member, by the start of a list

    def meaning(self, phrase: Phrase, following: Phrase | None) -> Meaning:
        """The meaning of the next phrase of the text; `following` may explain it in brackets (`Chủ nhật (16/6)`)."""
        explained = self._settled.pop(phrase.start, None) or self._explained(phrase, following)
        first = explained or self._point(phrase.parts, phrase)
        found = self._whole_range(phrase, first) if phrase.until is not None else first
        self._remember(phrase, first, found)
        return found

    def _explained(self, phrase: Phrase, following: Phrase | None) -> Meaning | None:
        parts = phrase.parts
        if following is None or following.start - phrase.end > _EXPLAINS or following.until is not None:
            return None
        if following.parts.day is None or following.parts.month is None:
            return None
        if not self._rules.links.explains.fullmatch(self._canon, phrase.end, following.start):
            return None
        if parts.day is not None and parts.month is not None and bool(parts.lunar) != bool(following.parts.lunar):
            return self._same_day(phrase, following)
        if parts.unit == "day" and parts.base == "anchor" and not following.parts.lunar:
            beside = self._point(following.parts, following)
            told = deictic.as_told(parts, beside.parts, self._anchor)
            return self._done(told, anchored=beside.anchor is not None, anchor=beside.anchor) if told else None
        if parts.weekday is None or parts.day is not None or parts.unit is not None or following.parts.lunar:
            return None
        day = solar_day(self._point(following.parts, following).parts)
        if day is None or day.isoweekday() != parts.weekday:
            return None
        return self._done(on_day(parts, day), anchored=True)

    def _same_day(self, phrase: Phrase, following: Phrase) -> Meaning | None:
        """A lunar date and a solar one that explain each other; both carry the lunar form."""
        found = lunar_reading.pair(phrase.parts, following.parts, self._anchor)
        if found is None:
            return None
        anchored = phrase.parts.year is None and following.parts.year is None
        if found[0].year is None:
            first = second = self._point(found[0], phrase)
        else:
            first, second = (self._done(parts, anchored=anchored) for parts in found)
        lunar = first.lunar or second.lunar
        self._settled[following.start] = replace(second, lunar=lunar)
        return replace(first, lunar=lunar)

    # -- ranges

    def _whole_range(self, phrase: Phrase, first: Meaning) -> Meaning:
        until = phrase.until or Parts()
        if until.value == "PRESENT_REF":
            last = self._anchor.last if self._anchor.day else None
            ahead = last is not None and first.range is not None and first.range.first > last
            if ahead and phrase.parts.year is None and first.parts.year is not None:  # từ ngày 27/11 đến nay
                first = self._done(first.parts._replace(year=first.parts.year - 1), anchored=True)
            span = days_between(first.range.first, last, first.range) if first.range and last else None
            value = f"{first.value.split('/')[0]}/{self._now()}"
            return Meaning(value, span, first.parts, self._anchor.text, self._anchor.inferred)
        if first.value == "PRESENT_REF" and self._now() != first.value and self._anchor.day:
            first = self._done(on_day(Parts(), self._anchor.day), anchored=True)
        until = self._told_from(until, first)
        second = self._on_weekday_after(until, first) or self._point(until, phrase._replace(parts=until), within=first)
        if first.parts.lunar and second.parts.lunar and second.range is not None:
            first = self._done(lunar_reading.before(first.parts, second.range.last), anchored=first.anchor is not None)
        first, second = self._over_midnight(phrase, first, second)
        if first.range and second.range and first.range.first > second.range.last:
            first, second = self._in_order(phrase, first, second)
        span = days_between(first.range.first, second.range.last, first.range) if first.range and second.range else None
        anchor = first.anchor or second.anchor
        value = f"{first.value.split('/')[0]}/{second.value.split('/')[-1]}"  # a lunar month is a range itself
        inferred, impossible = first.inferred or second.inferred, first.impossible or second.impossible
        if first.range and second.range and first.range.first > second.range.last:
            impossible = True  # từ 5/6/2022 đến 1/6/2022: nobody knows which is the slip
        lunar = lunar_reading.range_form(first, second)
        return Meaning(value, span, first.parts, anchor, inferred, impossible, lunar)

    def _told_from(self, until: Parts, first: Meaning) -> Parts:
        """An end told from the beginning: `từ 25/12/2023 đến 2/1 năm sau`, `từ 10/4 đến 20 cùng tháng`."""
        year, month = first.parts.year, first.parts.month
        if until.unit == "year" and until.offset == 1 and until.base != "last" and year is not None:
            return until._replace(unit=None, offset=None, base=None, year=year + 1)
        if until.unit == "month" and until.base == "last" and until.offset == 0 and month is not None:
            return until._replace(unit=None, offset=None, base=None, year=year, month=month)
        return until

    def _over_midnight(self, phrase: Phrase, first: Meaning, second: Meaning) -> tuple[Meaning, Meaning]:
        """`từ 22h đến 5h ngày 14/5`, `từ 22h ngày 13/5 đến 5h`: one day is stated, and the night belongs to two."""
        day, same = solar_day(first.parts), first.range is not None and first.range == second.range
        hours = clock_hour(first.parts), clock_hour(second.parts)
        if day is None or not same or min(hours) < 0 or hours[0] <= hours[1]:
            return first, second
        beginning, _, end = phrase.rule.partition("..")
        if _states_day(end) and not _states_day(beginning) and (before := shifted(day, -1)) is not None:
            return self._done(on_day(first.parts, before), anchored=True, anchor=first.anchor), second
        if not _states_day(end) and (after := shifted(day, 1)) is not None:
            return first, self._done(on_day(second.parts, after), anchored=True, anchor=second.anchor)
        return first, second

    def _on_weekday_after(self, until: Parts, first: Meaning) -> Meaning | None:
        """`từ thứ Hai đến thứ Sáu`: the Friday that follows the Monday."""
        bare = until.day is None and until.unit is None and until.direction is None
        day = solar_day(first.parts) if until.weekday is not None and bare else None
        then = shifted(day, ((until.weekday or 0) - day.isoweekday()) % 7) if day is not None else None
        return self._done(on_day(until, then), anchored=True, anchor=first.anchor) if then is not None else None

    def _now(self) -> str:
        """What `nay` is as an end of a range: the day of publication, where that is known."""
        known = self._anchor.day is not None and not self._anchor.inferred
        return self._anchor.day.isoformat() if known and self._anchor.day else "PRESENT_REF"

    def _in_order(self, phrase: Phrase, first: Meaning, second: Meaning) -> tuple[Meaning, Meaning]:
        """Ends that inferred years have put the wrong way round: over the turn of the year."""
        until = phrase.until or Parts()
        if phrase.parts.weekday is not None and phrase.parts.day is None and (day := solar_day(first.parts)):
            before = shifted(day, -7)  # từ thứ Năm đến thứ Hai tuần sau
            return self._done(on_day(first.parts, before), anchored=True) if before else first, second
        if until.year is None and second.parts.year is not None and phrase.parts.year is not None:
            return first, self._done(second.parts._replace(year=second.parts.year + 1), anchored=True)
        if phrase.parts.year is None and first.parts.year is not None and until.year is not None:
            return self._done(first.parts._replace(year=first.parts.year - 1), anchored=True), second
        if until.year is None and second.parts.year is not None and phrase.parts.year is None:
            if self._tenses.at(phrase.start, phrase.end) == "planned":
                return first, self._done(second.parts._replace(year=second.parts.year + 1), anchored=True)
            if first.parts.year is not None:
                return self._done(first.parts._replace(year=first.parts.year - 1), anchored=True), second
        return first, second

    # -- points

    def _point(self, parts: Parts, phrase: Phrase, within: Meaning | None = None) -> Meaning:
        if parts.value is not None:
            return Meaning(parts.value, None, parts)
        if parts.cycle is not None or parts == _ONLY_LUNAR:
            return self._in_cycle(parts, phrase)
        if "sameperiod" in phrase.categories:
            return self._same_period(parts, phrase)
        if parts.is_set:  # từ tháng 11 đến tháng ba hàng năm
            return self._done(parts, anchored=False)
        if "later" in phrase.categories:
            return self._later(parts, phrase)
        if parts.eve and parts.unit == "year" and not parts.offset and parts.base == "anchor":
            bare = parts._replace(unit=None, offset=None, base=None, direction=None)
            return self._of_some_year(bare, phrase, None)  # 30 Tết năm nay: the Tết at hand
        if parts.unit is not None and not (parts.unit == "day" and parts.day is not None):
            return self._relative(parts, phrase)
        today = parts.unit == "day" and parts.base == "anchor"
        parts = parts if parts.unit is None is parts.base else parts._replace(unit=None, offset=None, base=None)
        if parts.day is None and (parts.weekday is not None or parts.weekend):
            return self._weekday(parts, phrase)
        if parts.day is None and parts.month is None and (parts.hour is not None or parts.part is not None):
            return self._on_told_day(parts, phrase)
        if parts.day is not None and parts.month is None:
            return self._day_of_month(parts, phrase)
        if parts.year is None and parts.decade is None and parts.century is None:
            return self._of_some_year(parts, phrase, within, framed=not (today and self._anchor.day is not None))
        return self._done(_without_weekday(parts), anchored=False)

    def _in_cycle(self, parts: Parts, phrase: Phrase) -> Meaning:
        if parts.cycle is None:
            return Meaning("", None, parts, impossible=True)
        planned = self._tenses.at(phrase.start, phrase.end) == "planned"
        return self._done(lunar_reading.in_cycle(parts, self._anchor, planned), anchored=parts.year is None)

    def _of_some_year(self, parts: Parts, phrase: Phrase, within: Meaning | None, *, framed: bool = True) -> Meaning:
        """A month, a day and month, a quarter or a half without its year; `framed`: an explicit year may govern it."""
        parts = _without_weekday(parts)
        if parts.leap:
            year = lunar_reading.leap_year(parts, self._anchor)
            return self._done(parts._replace(year=year), anchored=year is not None)
        listed = phrase.members if within is None else None
        later = listed.later if listed is not None else None
        members = listed.parts if listed is not None and later is not None else ()
        start, end = (listed.start, listed.end) if listed is not None and members else (phrase.start, phrase.end)
        if later is not None and start in self._list_years:
            return self._as_member(parts, self._list_years[start], later[phrase.place])
        tense = self._tenses.at(start, end)
        tense = "past" if tense != "planned" and self._is_reported(phrase) else tense
        framed = framed and (parts.direction is None or self._anchor.first is None)
        frame = self._frame(phrase) if framed else None
        if within is not None and phrase.parts.year is None and within.parts.year is not None and within.anchor is None:
            frame = Frame(
                year=within.parts.year,
                first=within.range.first if within.range else date(within.parts.year, 1, 1),
                sentence=-1,
                paragraph=-1,
                opens=True,
                fine=True,
                text=within.value,
            )
        elif frame is not None and not (frame.here and self._governs(frame, parts, phrase)):
            frame = None if is_fresh(parts, self._anchor, tense, members) else frame
        picked = pick_year(parts, self._anchor, tense, frame, members, feast="feast" in phrase.categories)
        if later is None:
            return self._as_member(parts, picked, 0)
        self._list_years[start] = picked  # of the first member
        return self._as_member(parts, picked, later[phrase.place])

    def _governs(self, frame: Frame, parts: Parts, phrase: Phrase) -> bool:
        """Whether an explicit year of the same sentence also is that of a date which is news if read without it."""
        if follows(parts, frame):
            return True
        return frame.opens and not self._is_reported(phrase)

    def _is_reported(self, phrase: Phrase) -> bool:
        """Whether `hôm` stands before a date: it has been."""
        return _REPORTED in self._canon[max(0, phrase.start - len(_REPORTED)) : phrase.start + len(_REPORTED)]

    def _as_member(self, parts: Parts, picked: tuple[int | None, str | None], later: int) -> Meaning:
        """The date in the year picked for its list, or so many years later."""
        year, source = picked
        known = year + later if year is not None else None
        return self._done(parts._replace(year=known), anchored=known is not None, anchor=source)

    def _day_of_month(self, parts: Parts, phrase: Phrase) -> Meaning:
        """`ngày 5` in the month that was spoken of, else in the anchor's."""
        day = parts.day or 0
        near = self._memory.nearby_day(self._paragraph(phrase.start))
        if parts.lunar:
            month = self._memory.lunar_month
            lunar = solar_to_lunar(near) if near is not None else None
            if lunar is not None and (month is None or lunar[0] == day):  # ngày 17-2 (mùng 8)
                month = (lunar[2], lunar[1])
            elif lunar is not None and month == (lunar[2], lunar[1]) and lunar[0] - day > _HALF_MONTH:
                month = (month[0] + month[1] // 12, month[1] % 12 + 1)  # 30 Tết … mùng 1
            month = month or lunar_reading.tet_at_hand(day, phrase, self._anchor, self._tenses)
            if month is None:
                return self._done(parts, anchored=False)
            return self._done(parts._replace(year=month[0], month=month[1]), anchored=True)
        if near is not None and parts.direction not in ("next", "past"):
            return self._done(parts._replace(year=near.year, month=near.month), anchored=True, anchor=near.isoformat())
        if self._anchor.month is None or self._anchor.bound:
            return self._done(parts, anchored=False)
        year, number = self._anchor.month
        today = self._anchor.day
        tense = deictic.tense_of(parts, self._tenses.at(phrase.start, phrase.end))
        if today is not None and day > today.day and tense in _BEHIND:
            year, number = (year, number - 1) if number > 1 else (year - 1, 12)
        elif today is not None and day < today.day and tense == "planned":
            year, number = (year, number + 1) if number < 12 else (year + 1, 1)
        if is_impossible(parts._replace(year=year, month=number)):  # no two months in a row have less than 31 days
            step = 1 if tense == "planned" else -1
            year, number = year + (number + step - 1) // 12, (number + step - 1) % 12 + 1
        return self._done(parts._replace(year=year, month=number), anchored=True)

    def _on_told_day(self, parts: Parts, phrase: Phrase) -> Meaning:
        """A bare clock time or part of day: of the day just named, unless the sentence tells of a habit."""
        if self._memory.yearless is not None and not self._tenses.is_habit(phrase.start):
            return self._after_yearless(parts, 0)
        sentence, here = self._tenses.sentence(phrase.start), self._paragraph(phrase.start)
        left = self._canon[max(0, phrase.start - LEFT) : phrase.start]
        onward = self._rules.traps.onward.search(left) is not None
        day = self._memory.day_for_clock(sentence, here, self._anchor.day, clock_hour(parts), onward=onward)
        if day is None or self._tenses.is_habit(phrase.start):
            return Meaning(timex(parts) if parts.hour is not None else f"XXXX-XX-XXT{parts.part}", None, parts)
        return self._done(on_day(parts, day), anchored=True, anchor=day.isoformat())

    def _same_period(self, parts: Parts, phrase: Phrase) -> Meaning:
        """`cùng kỳ năm trước`: the same part of the year as the period just named, else the whole year."""
        period = self._memory.period
        if period is not None and period[1] == self._paragraph(phrase.start) and period[0].year is not None:
            year = parts.year or period[0].year - 1
            return self._done(period[0]._replace(year=year), anchored=parts.year is None)
        if not parts.same_period:
            return Meaning("PAST_REF", None, parts)
        known = parts.year or (self._anchor.year - 1 if self._anchor.year else None)
        return self._done(Parts(year=known), anchored=parts.year is None)


def _without_weekday(parts: Parts) -> Parts:
    """A day needs no weekday."""
    return parts._replace(weekday=None) if parts.day is not None and parts.weekday is not None else parts


def _states_day(rule: str) -> bool:
    """Whether the pieces of an end state more than an hour."""
    return any(not piece.startswith(_HOURS_ONLY) for piece in rule.split("+"))
