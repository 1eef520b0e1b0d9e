"""Times told from another: `hôm qua`, `3 ngày trước`, `tháng đó`, `thứ Hai tuần trước`, `thế kỷ trước`."""

from __future__ import annotations

from datetime import date, timedelta

from extractor.mine.dates import deictic, lunar_reading
from extractor.mine.dates.parts import Parts, Phrase
from extractor.mine.dates.reading import LEFT, Reading
from extractor.mine.dates.values import Meaning, clock_hour, on_day, shifted, week, week_span

_NEAREST = 2  # days ahead that a weekday may lie without a sign of the future
_THAT_DAY = "hôm "
_EDGES = " \n.,:;!?()"


class RelativeReading(Reading):
    """Resolves what counts from the anchor (`base` anchor) or from the last date of the text (`base` last)."""

    def _relative(self, parts: Parts, phrase: Phrase) -> Meaning:
        unit, offset = parts.unit, parts.offset or 0
        plain = parts._replace(unit=None, offset=None, base=None, direction=None)
        if unit == "year":
            tale = parts.base == "last" or (parts.base == "told" and self._tells_of_past(phrase))
            year = self._memory.year if tale else self._anchor.year
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
            tale = self._memory.month is not None and self._goes_on(parts, phrase)
            return self._month_relative(parts._replace(base="last") if tale else parts, plain)
        if parts.base == "last" and unit == "day" and self._memory.yearless is not None:
            return self._after_yearless(plain, offset)
        here = self._paragraph(phrase.start)
        told = self._memory.told_day(here, self._anchor.day, clock_hour(parts) if offset == 0 else -1)
        if parts.unit == "week" and told is not None and self._goes_on(parts, phrase):
            parts = parts._replace(base="last")
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
        memory, left = self._memory, self._canon[max(0, phrase.start - LEFT) : phrase.start]
        day = memory.told_day(self._paragraph(phrase.start), self._anchor.day)
        fresh = memory.yearless is not None or (day is not None and day.year == memory.year)
        known = {"year": memory.year, "month": memory.month}.get(parts.unit or "", fresh)
        if self._is_whole(phrase) and not self._anchor.bound:
            return self._relative(parts._replace(base="anchor"), phrase)
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

    def _goes_on(self, parts: Parts, phrase: Phrase) -> bool:
        """`Ngày 28/2/2020, kho cháy. Tháng sau, kho dựng lại`: from the date told, not from that of the article."""
        return parts.base == "anchor" and parts.offset == 1 and self._tells_of_past(phrase)

    def _tells_of_past(self, phrase: Phrase) -> bool:
        """Whether the sentence tells of a year before the anchor's: `Năm 2015, kho cháy; năm sau, kho dựng lại`."""
        frame, traps = self._frame(phrase), self._rules.traps
        behind = frame is not None and (self._anchor.year is None or frame.year < self._anchor.year)
        left = self._canon[max(0, phrase.start - LEFT) : phrase.start]
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
        month = self._told_month(parts) if parts.base == "last" else None if self._anchor.bound else self._anchor.month
        step = (parts.offset or 0) * (3 if parts.unit == "quarter" else 1)
        if month is None or month[0] * 12 + month[1] - 1 + step < 12:
            return self._done(parts, anchored=False)
        year, index = divmod(month[0] * 12 + month[1] - 1 + step, 12)
        base = self._base(parts, f"{month[0]:04d}-{month[1]:02d}")
        if parts.unit == "quarter":
            return self._done(plain._replace(year=year, quarter=index // 3 + 1), anchored=True, anchor=base)
        return self._done(plain._replace(year=year, month=index + 1), anchored=True, anchor=base)

    def _told_month(self, parts: Parts) -> tuple[int, int] | None:
        """The month told last; the last one of a quarter told, where quarters are counted."""
        told = self._memory.period[0] if parts.unit == "quarter" and self._memory.period is not None else None
        if told is not None and told.quarter is not None and told.year is not None:
            return told.year, 3 * told.quarter
        return self._memory.month

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
        told = Parts(year=monday.isocalendar()[0], week=monday.isocalendar()[1])  # a week tells no day
        return Meaning(value, span, told, anchor, base is not None or self._anchor.inferred)

    def _weekday(self, parts: Parts, phrase: Phrase) -> Meaning:
        """A weekday without a date: the next one for plans, the last one for what has been, else the nearest.

        After `hôm`, or as a whole text (a query), it is the last one: news tells of what happened.
        """
        today, wanted = self._anchor.day, parts.weekday or 7
        if today is None or self._anchor.bound:
            return self._done(parts, anchored=False)
        ahead = (wanted - today.isoweekday()) % 7
        stated = {"next": "planned", "past": "past"}.get(parts.direction or "")
        tense = stated or self._tenses.at(phrase.start, phrase.end)
        until = self._rules.traps.until.search(self._canon, max(0, phrase.start - 6), phrase.start)
        if tense == "planned" or parts.direction == "this" or until is not None:
            step = ahead
        elif tense in ("past", "done", "reported") or self._is_last(phrase):
            step = ahead - 7 if ahead or parts.direction == "past" else 0
        else:
            step = ahead if ahead <= _NEAREST else ahead - 7
        day = shifted(today, step)
        return self._done(on_day(parts, day) if day else parts, anchored=day is not None)

    def _is_last(self, phrase: Phrase) -> bool:
        """Whether a weekday is the last one without any tense: `hôm thứ Sáu`, and one that is the whole text."""
        canon = self._canon
        if _THAT_DAY in canon[max(0, phrase.start - len(_THAT_DAY)) : phrase.start + len(_THAT_DAY)]:
            return True
        return self._is_whole(phrase)

    def _is_whole(self, phrase: Phrase) -> bool:
        """Whether the text is nothing but the expression."""
        return phrase.end - phrase.start >= len(self._canon.strip(_EDGES))
