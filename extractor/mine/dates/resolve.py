"""From what an expression states to what it means in this article: years, anchors, `cùng ngày`, weekdays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from corpus.dates import DateRange
from corpus.spans import Spans
from extractor.mine.dates import deictic, lunar_reading
from extractor.mine.dates.anchors import Anchor
from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.lunar import solar_to_lunar
from extractor.mine.dates.lunar_values import lunar_form
from extractor.mine.dates.memory import Frame, Memory
from extractor.mine.dates.ordinals import settled
from extractor.mine.dates.parts import Parts, Phrase
from extractor.mine.dates.tense import Tenses
from extractor.mine.dates.values import (
    Meaning,
    clock_hour,
    days_between,
    is_impossible,
    on_day,
    shifted,
    solar_day,
    span_of,
    timex,
    week,
    week_span,
)
from extractor.mine.dates.years import is_fresh, pick_year

_LEFT = 64
_NO_FRAME = frozenset({"feast", "sameperiod"})  # a year that these state is that of nothing else
_EXPLAINS = 12  # characters at most between a date and the one in brackets that explains it
_EVENING = 18  # o'clock
_OPENING = 40  # characters from the beginning of a paragraph within which its date opens it
_BEHIND = ("past", "done", "reported")
_ONLY_LUNAR = Parts(lunar=True)  # âm lịch in brackets, after no date


class Resolver:
    """Resolves the phrases of one text in order."""

    def __init__(self, canon: str, anchor: Anchor | None, tenses: Tenses, paragraphs: Spans, rules: Lexicon) -> None:
        self._canon = canon
        self._anchor = anchor or Anchor()
        self._tenses = tenses
        self._paragraphs = paragraphs
        self._rules = rules
        self._memory = Memory()
        self._settled: dict[int, Meaning] = {}  # what an earlier phrase has fixed, by start
        self._list_years: dict[int, tuple[int | None, str | None]] = {}  # of the first member, by the start of a list

    def meaning(self, phrase: Phrase, following: Phrase | None) -> Meaning:
        """The meaning of the next phrase of the text; `following` may explain it in brackets (`Chủ nhật (16/6)`)."""
        phrase, following = lunar_reading.said(phrase), following and lunar_reading.said(following)
        explained = self._settled.pop(phrase.start, None) or self._explained(phrase, following)
        first = explained or self._point(phrase.parts, phrase)
        found = self._whole_range(phrase, first) if phrase.until is not None else first
        self._remember(phrase, first, found)
        return found

    def _paragraph(self, offset: int) -> int:
        found = self._paragraphs.at(offset)
        return -1 if found is None else found

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
            span = days_between(first.range.first, last, first.range) if first.range and last else None
            value = f"{first.value.split('/')[0]}/{self._now()}"
            return Meaning(value, span, first.parts, self._anchor.text, self._anchor.inferred)
        if first.value == "PRESENT_REF" and self._now() != first.value and self._anchor.day:
            first = self._done(on_day(Parts(), self._anchor.day), anchored=True)
        second = self._point(until, phrase._replace(parts=until), within=first)
        if first.parts.lunar and second.parts.lunar and second.range is not None:
            first = self._done(lunar_reading.before(first.parts, second.range.last), anchored=first.anchor is not None)
        if first.range and second.range and first.range.first > second.range.last:
            first, second = self._in_order(phrase, first, second)
        span = days_between(first.range.first, second.range.last, first.range) if first.range and second.range else None
        anchor = first.anchor or second.anchor
        value = f"{first.value.split('/')[0]}/{second.value.split('/')[-1]}"  # a lunar month is a range itself
        inferred, impossible = first.inferred or second.inferred, first.impossible or second.impossible
        lunar = lunar_reading.range_form(first, second)
        return Meaning(value, span, first.parts, anchor, inferred, impossible, lunar)

    def _now(self) -> str:
        """What `nay` is as an end of a range: the day of publication, where that is known."""
        known = self._anchor.day is not None and not self._anchor.inferred
        return self._anchor.day.isoformat() if known and self._anchor.day else "PRESENT_REF"

    def _in_order(self, phrase: Phrase, first: Meaning, second: Meaning) -> tuple[Meaning, Meaning]:
        """Ends that inferred years have put the wrong way round: over the turn of the year."""
        until = phrase.until or Parts()
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

    def _done(self, parts: Parts, *, anchored: bool, anchor: str | None = None) -> Meaning:
        parts = settled(parts) if parts.nth is not None else parts
        used = (anchor or self._anchor.text) if anchored else None
        inferred = anchored and used is not None and (anchor is not None or self._anchor.inferred)
        return Meaning(timex(parts), span_of(parts), parts, used, inferred, is_impossible(parts), lunar_form(parts))

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
        if parts.unit is not None and not (parts.unit == "day" and parts.day is not None):
            return self._relative(parts, phrase)
        parts = parts._replace(unit=None, offset=None, base=None)
        if parts.day is None and (parts.weekday is not None or parts.weekend):
            return self._weekday(parts, phrase)
        if parts.day is None and parts.month is None and (parts.hour is not None or parts.part is not None):
            return self._on_told_day(parts, phrase)
        if parts.day is not None and parts.month is None:
            return self._day_of_month(parts, phrase)
        if parts.year is None and parts.decade is None and parts.century is None:
            return self._of_some_year(parts, phrase, within)
        return self._done(parts._replace(weekday=None if parts.day else parts.weekday), anchored=False)

    def _in_cycle(self, parts: Parts, phrase: Phrase) -> Meaning:
        if parts.cycle is None:
            return Meaning("", None, parts, impossible=True)
        planned = self._tenses.at(phrase.start, phrase.end) == "planned"
        return self._done(lunar_reading.in_cycle(parts, self._anchor, planned), anchored=parts.year is None)

    def _of_some_year(self, parts: Parts, phrase: Phrase, within: Meaning | None) -> Meaning:
        """A month, a day and month, a quarter or a half without its year."""
        parts = parts._replace(weekday=None) if parts.day is not None else parts
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
        frame = self._frame(phrase) if parts.direction is None or self._anchor.first is None else None
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
        elif frame is not None and frame.sentence != self._tenses.sentence(phrase.start):
            frame = None if is_fresh(parts, self._anchor, tense, members) else frame
        picked = pick_year(parts, self._anchor, tense, frame, members)
        if later is None:
            return self._as_member(parts, picked, 0)
        self._list_years[start] = picked  # of the first member
        return self._as_member(parts, picked, later[phrase.place])

    def _as_member(self, parts: Parts, picked: tuple[int | None, str | None], later: int) -> Meaning:
        """The date in the year picked for its list, or so many years later."""
        year, source = picked
        known = year + later if year is not None else None
        return self._done(parts._replace(year=known), anchored=known is not None, anchor=source)

    def _frame(self, phrase: Phrase) -> Frame | None:
        frame = self._memory.frame
        if frame is None:
            return None
        if frame.sentence == self._tenses.sentence(phrase.start):
            return frame
        same = frame.opens and frame.paragraph == self._paragraph(phrase.start)
        return frame if same and not self._tenses.reports(phrase.start) else None

    def _day_of_month(self, parts: Parts, phrase: Phrase) -> Meaning:
        """`ngày 5` in the month that was spoken of, else in the anchor's."""
        day = parts.day or 0
        near = self._memory.nearby_day(self._paragraph(phrase.start))
        if parts.lunar:
            month = self._memory.lunar_month
            lunar = solar_to_lunar(near) if near is not None else None
            if lunar is not None and (month is None or lunar[0] == day):  # ngày 17-2 (mùng 8)
                month = (lunar[2], lunar[1])
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
        left = self._canon[max(0, phrase.start - _LEFT) : phrase.start]
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

    # -- relative to the anchor or to the text

    def _relative(self, parts: Parts, phrase: Phrase) -> Meaning:
        unit, offset = parts.unit, parts.offset or 0
        plain = parts._replace(unit=None, offset=None, base=None, direction=None)
        if unit == "year":
            tale = parts.base == "last" or (parts.base == "told" and self._tells_of_past(phrase))
            year = self._memory.year if tale else self._anchor.year
            if parts.eve and not offset and parts.base == "anchor":  # 30 Tết năm nay: the Tết at hand
                return self._of_some_year(plain, phrase, None)
            if year is None or not 1 <= year + offset <= 9998:
                return self._done(plain, anchored=False)
            base = str(year) if tale else None
            year = lunar_reading.this_year(parts, self._anchor, year) if parts.base == "anchor" else year
            return self._done(plain._replace(year=year + offset), anchored=True, anchor=base)
        if unit in ("decade", "century"):
            return self._age(parts, plain)
        if unit in ("hour", "minute", "second"):
            return self._moment(unit, offset)
        if unit in ("month", "quarter"):
            return self._month_relative(parts, plain)
        if parts.base == "last" and unit == "day" and self._memory.yearless is not None:
            return self._after_yearless(plain, offset)
        here = self._paragraph(phrase.start)
        told = self._memory.told_day(here, self._anchor.day)
        # the newest date of a text is no day of publication: yesterday of it would be an invented day
        day = told if parts.base == "last" else None if self._anchor.bound else self._anchor.day
        if day is None:
            return self._done(parts._replace(year=None), anchored=False)
        base = self._base(parts, day.isoformat())
        target = shifted(day, offset * (7 if unit == "week" else 1))
        if target is None:
            return self._done(parts._replace(year=None), anchored=False)
        if unit == "week":
            return self._in_week(plain, target, base)
        return self._done(on_day(plain, target), anchored=True, anchor=base)

    def _later(self, parts: Parts, phrase: Phrase) -> Meaning:
        """`ba ngày sau` at the head of its clause: from the date told last, if it has come by then."""
        memory, left = self._memory, self._canon[max(0, phrase.start - _LEFT) : phrase.start]
        day = memory.told_day(self._paragraph(phrase.start), self._anchor.day)
        fresh = memory.yearless is not None or (day is not None and day.year == memory.year)
        known = {"year": memory.year, "month": memory.month}.get(parts.unit or "", fresh)
        if not known or not self._rules.traps.clause_head.search(left):
            return deictic.how_long(parts)
        found = self._relative(parts, phrase)
        planned = self._tenses.at(phrase.start, phrase.end) == "planned"
        return deictic.how_long(parts) if deictic.lies_ahead(found, self._anchor) and not planned else found

    def _moment(self, unit: str, offset: int) -> Meaning:
        """`2 giờ trước`: a time of day where that of publication is known, else no more than how long."""
        told = self._anchor.moment
        if told is None:
            return Meaning(f"PT{abs(offset)}{unit[0].upper()}", None, Parts(value=f"PT{abs(offset)}{unit[0].upper()}"))
        try:
            then = told + timedelta(seconds=offset * {"hour": 3600, "minute": 60, "second": 1}[unit])
        except OverflowError:
            return Meaning("PAST_REF" if offset < 0 else "FUTURE_REF", None, Parts(value="PAST_REF"))
        return self._done(on_day(Parts(hour=then.hour, minute=then.minute), then.date()), anchored=True)

    def _tells_of_past(self, phrase: Phrase) -> bool:
        """Whether the sentence tells of a year before the anchor's: `Năm 2015, kho cháy; năm sau, kho dựng lại`."""
        frame, traps = self._frame(phrase), self._rules.traps
        behind = frame is not None and (self._anchor.year is None or frame.year < self._anchor.year)
        left = self._canon[max(0, phrase.start - _LEFT) : phrase.start]
        ahead = traps.fronted.match(self._canon, phrase.end) or traps.clause_head.search(left)
        return behind and bool(ahead) and self._tenses.at(phrase.start, phrase.end) != "planned"

    def _age(self, parts: Parts, plain: Parts) -> Meaning:
        """`đầu thế kỷ trước`, `thập niên này`: counted from the anchor's year."""
        year, offset = self._anchor.first.year if self._anchor.first else None, parts.offset or 0
        if year is None:
            return Meaning("XX" if parts.unit == "century" else "XXX", None, plain)
        if parts.unit == "century":
            return self._done(plain._replace(century=(year + 99) // 100 + offset), anchored=True)
        return self._done(plain._replace(decade=year // 10 + offset), anchored=True)

    def _after_yearless(self, plain: Parts, offset: int) -> Meaning:
        """`cùng ngày` after a day whose year nobody knows: XXXX-08-23."""
        last = self._memory.yearless or Parts()
        day = date(2000, last.month or 1, last.day or 1) + timedelta(days=offset) if abs(offset) < 60 else None
        if day is None:
            return self._done(plain, anchored=False)
        return self._done(on_day(plain, day)._replace(year=None), anchored=False)

    def _base(self, parts: Parts, text: str) -> str | None:
        return text if parts.base == "last" else None

    def _month_relative(self, parts: Parts, plain: Parts) -> Meaning:
        month = self._memory.month if parts.base == "last" else None if self._anchor.bound else self._anchor.month
        step = (parts.offset or 0) * (3 if parts.unit == "quarter" else 1)
        if month is None or month[0] * 12 + month[1] - 1 + step < 12:
            return self._done(parts, anchored=False)
        year, index = divmod(month[0] * 12 + month[1] - 1 + step, 12)
        base = self._base(parts, f"{month[0]:04d}-{month[1]:02d}")
        if parts.unit == "quarter":
            return self._done(plain._replace(year=year, quarter=index // 3 + 1), anchored=True, anchor=base)
        return self._done(plain._replace(year=year, month=index + 1), anchored=True, anchor=base)

    def _in_week(self, plain: Parts, day: date, base: str | None) -> Meaning:
        monday = shifted(day, 1 - day.isoweekday())
        if monday is None or monday.year > 9990:
            return self._done(plain, anchored=False)
        if plain.weekday is not None:
            found = monday + timedelta(days=plain.weekday - 1)
            return self._done(on_day(plain, found), anchored=True, anchor=base)
        span = week_span(monday, plain.mod, weekend=bool(plain.weekend))
        anchor = base or self._anchor.text
        value = week(monday, weekend=bool(plain.weekend))
        return Meaning(value, span, on_day(Parts(), monday), anchor, base is not None or self._anchor.inferred)

    def _weekday(self, parts: Parts, phrase: Phrase) -> Meaning:
        """A weekday without a date: the next one for plans, else the last one: news tells of what happened."""
        today, wanted = self._anchor.day, parts.weekday or 7
        if today is None or self._anchor.bound:
            return self._done(parts, anchored=False)
        ahead = (wanted - today.isoweekday()) % 7
        stated = {"next": "planned", "past": "past"}.get(parts.direction or "")
        tense = stated or self._tenses.at(phrase.start, phrase.end)
        if tense == "planned" or self._rules.traps.until.search(self._canon, max(0, phrase.start - 6), phrase.start):
            step = ahead
        else:
            step = ahead - 7 if ahead else 0
        if parts.direction == "past" and step == 0:
            step = -7
        day = shifted(today, step)
        return self._done(on_day(parts, day) if day else parts, anchored=day is not None)

    # -- memory

    def _remember(self, phrase: Phrase, found: Meaning, whole: Meaning) -> None:
        left = self._canon[max(0, phrase.start - _LEFT) : phrase.start]
        traps, parts, memory = self._rules.traps, found.parts, self._memory
        if parts.value is not None or parts.is_set or traps.birth.search(left):
            return
        if traps.aside.search(left):
            self._memory.year = parts.year or self._memory.year  # năm ấy may still mean it
            return
        paragraph = self._paragraph(phrase.start)
        day = solar_day(parts) if parts.day is not None else None
        if day is not None:
            planned = self._tenses.at(phrase.start, phrase.end) == "planned"
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
        elif parts.day is not None and parts.month is not None and parts.year is None and not parts.lunar:
            memory.yearless = parts
        elif parts.year is not None:
            memory.year = whole.range.last.year if whole.range is not None and phrase.until is not None else parts.year
            if parts.month is not None:
                known = (parts.year, parts.month)
                memory.month, memory.lunar_month = (None, known) if parts.lunar else (known, memory.lunar_month)
        spans = parts.half is not None or parts.quarter is not None or parts.first is not None
        if spans or (parts.month is not None and parts.day is None):
            memory.period = (parts, paragraph)
        stated = phrase.parts.year is not None or (phrase.parts.unit == "year" and phrase.parts.base != "last")
        until = phrase.until
        several = parts.last_year is not None or (
            until is not None and (parts.month is None or until.value is not None)
        )
        if stated and not several and found.range is not None and not phrase.categories & _NO_FRAME:
            memory.frame = self._framed(phrase, found, found.range, paragraph)

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
