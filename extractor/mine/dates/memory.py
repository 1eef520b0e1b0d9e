"""What the text has said so far: the last day, month and year, and the year that frames the sentence."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.records import Replaceable, replaceable
from extractor.mine.dates.parts import Parts

_RECENT = 12
_NOON = 12
_SMALL_HOURS, _EVENING = 6, 18
_NEWS_DAYS = 10  # the day an article tells of lies at most so many days before it appears


@replaceable
@dataclass(slots=True, kw_only=True)
class Frame(Replaceable):
    """An explicit year that later dates of its sentence (or paragraph, where it opens one) are read in."""

    year: int
    first: date
    sentence: int
    paragraph: int
    opens: bool
    fine: bool
    text: str
    here: bool = False  # in the very sentence


@replaceable
@dataclass(slots=True)
class _Day(Replaceable):
    """`night` and `dawn` are the days of its evening and of its early hours, where those are told apart.

    `planned` tells whether the sentence plans it, when asked: few are.
    """

    day: date
    paragraph: int
    sentence: int
    planned: Callable[[], bool]
    opens: bool
    told: bool = False
    late: bool = False
    night: date | None = None
    dawn: date | None = None

    def at(self, hour: int) -> date:
        return (self.dawn if hour < _NOON else self.night) or self.day


class Memory:
    """Filled as the mentions are resolved in order; keeps a bounded number of days."""

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self.month: tuple[int, int] | None = None
        self.year: int | None = None
        self.lunar_month: tuple[int, int] | None = None
        self.period: tuple[Parts, int] | None = None
        self.subject = -1  # the sentence whose period is stated with its year
        self.yearless: Parts | None = None
        self._days: deque[_Day] = deque(maxlen=_RECENT)

    def see_day(
        self,
        day: date,
        paragraph: int,
        sentence: int,
        *,
        planned: Callable[[], bool],
        opens: bool,
        told: bool = False,
        late: bool = False,
        night: date | None = None,
    ) -> None:
        """Remember a day that the text names; `opens`: at the head of its paragraph; `late`: in the evening.

        `told`: by a word of the tale (`cùng ngày`), so that the tale goes on there, however old the day.

        `night` is the day before, for a night that began on it (`từ tối 9 đến rạng sáng 10/10`).
        """
        self._days.append(_Day(day, paragraph, sentence, planned, opens, told, late, night))
        self.yearless = None
        self.month, self.year = (day.year, day.month), day.year

    def is_night_of(self, day: date, said: Parts) -> bool:
        """Whether a bare clock time falls in the night spoken of: it moves `cùng ngày` and `hôm sau` no further."""
        last = self._days[-1] if self._days else None
        bare = said.day is None and said.unit is None and said.weekday is None
        return bare and last is not None and day in (last.day, last.night, last.dawn) and bool(last.night or last.dawn)

    def goes_on(self) -> bool:
        """Whether the last day was `told`."""
        return bool(self._days) and self._days[-1].told

    def nearby_day(self, paragraph: int, reach: int = 0) -> date | None:
        """The last day named in this paragraph or in the `reach` before it."""
        if self._days and paragraph - self._days[-1].paragraph <= reach:
            return self._days[-1].day
        return None

    def day_for_clock(
        self, sentence: int, paragraph: int, anchor: date | None, hour: int, *, onward: bool
    ) -> date | None:
        """The day of a bare clock time: the one told last in its paragraph, if that is news or goes on.

        Else a fresh one close by, else any close by.

        `onward` (`đến 1h`): the small hours after an evening are those of the next day, also for what follows.
        """
        told = self._of_the_tale(paragraph, anchor, hour, onward=onward)
        if told is not None:
            return told
        near = [seen for seen in self._days if paragraph - seen.paragraph <= 1]
        if not near and anchor is not None:  # the day of the news, also where the tale has left it
            today = [seen.day for seen in self._days if abs((anchor - seen.day).days) <= 1 and not seen.planned()]
            return min(today, key=lambda day: abs((anchor - day).days)) if today else None
        if not near or near[-1].sentence == sentence or anchor is None:
            return near[-1].day if near else None
        fresh = [seen.day for seen in near if abs((anchor - seen.day).days) <= _NEWS_DAYS]
        if not fresh:
            fresh = [seen.day for seen in self._days if abs((anchor - seen.day).days) <= 1]
        return min(fresh, key=lambda day: abs((anchor - day).days)) if fresh else near[-1].day

    def _of_the_tale(self, paragraph: int, anchor: date | None, hour: int, *, onward: bool) -> date | None:
        """The day told last, or that of its night, where the clock time goes on from it."""
        last = self._days[-1] if self._days else None
        if last is None or paragraph - last.paragraph > 1:
            return None
        here = last.paragraph == paragraph
        if here and onward and last.late and hour < _SMALL_HOURS and not last.dawn:
            self._days[-1] = last = last._replace(dawn=last.day + timedelta(days=1))
        if last.night or last.dawn:
            return last.at(hour)
        news = anchor is not None and abs((anchor - last.day).days) <= _NEWS_DAYS
        return last.day if here and (last.told or news) else None

    def told_day(self, paragraph: int, anchor: date | None, hour: int = -1) -> date | None:
        """The day that `cùng ngày` means: the last here or at the head of the paragraph before, else a news day.

        By daylight (`trưa cùng ngày`, by its `hour`) after the small hours of a night it is the day of those.
        """
        last = self._days[-1] if self._days else None
        if last is not None and last.dawn is not None and _SMALL_HOURS <= hour < _EVENING:
            return last.dawn
        near = self.nearby_day(paragraph) or (self.nearby_day(paragraph, 1) if self._opened() else None)
        if near is not None or not self._days:
            return near
        for seen in reversed(self._days):
            fresh = anchor is None or 0 <= (anchor - seen.day).days <= _NEWS_DAYS
            if fresh and not seen.planned():
                return seen.day
        return self._days[-1].day

    def _opened(self) -> bool:
        """Whether the last day opened its paragraph, as in a programme."""
        return bool(self._days) and self._days[-1].opens
