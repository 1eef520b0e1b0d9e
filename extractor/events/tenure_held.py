"""Posts that are held, or were: of which days does a clause say so, and which posts of a list share them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from corpus.mentions import DateExpression, Position, Tenure
from corpus.spans import Span
from corpus.text import canon
from extractor.events.tenure_days import UNDATED, Calendar, Days, behind, both_ends, days_of, is_dated, period
from extractor.events.tenure_stance import Clause, Stance, goes_on, joined
from extractor.events.tenure_words import Asked

OLD_RULE = "old sentence"
_OLD = timedelta(days=45)
"""A sentence of days so far back may name posts of then or of now."""
_BEHIND_RULE = "behind a former post"
_MEANWHILE = "meanwhile"
_CLOSED = ("", ",", ";", ".", ":", "(")
_ASIDE = frozenset(")–—")
_SUBJECT = 6
"""Words between a day and the post that somebody has since."""
_IN_FRONT = frozenset({_MEANWHILE, "period", "since", "date in front"})
"""Rules of days in front of a post, which all posts of its list share."""


class Holding:
    """Reads posts that are held in one article."""

    def __init__(self, asked: Asked, days: Calendar) -> None:
        self._asked = asked
        self._view = asked.view
        self._days = days

    def told(self, sentence: Span, here: Clause, stance: Stance) -> list[Tenure]:
        """What is said of the time: by the days told with the post, those in front of it, or an old sentence."""
        post, former = here.post, stance == "former"
        told = list(self._behind(here)) or list(self._in_front(sentence, here, stance))
        if not told and former and not post.former:
            told = [UNDATED.told("ends")]
        if not told and stance in ("is", "takes") and self._asked.first("earlier", here.floor, post.start) is not None:
            told = [UNDATED.told("ends")]  # trước khi đảm nhiệm chức vụ mới, ông là …
        if not any(t.first or t.last for t in told) and (term := self._days.term(post)) is not None:
            ended = [UNDATED.told("ends")] if former or told else []
            return [term.told("holds"), *ended]
        if not told and not former and (when := self._days.stretch(sentence, post).when) is not None:
            published = self._view.published
            if published is not None and when.range.last < published.first - _OLD:
                told = [Days(when.range.first.isoformat(), published.last.isoformat(), OLD_RULE).told("holds")]
        return told

    def _behind(self, here: Clause) -> Iterator[Tenure]:
        for kind, date in behind(self._asked, here.post.end, here.stop, far=False):
            if kind == "period" and (both := period(self._asked, date, "period")) is not None:
                yield from both_ends(both)
            elif date.range is not None:
                yield days_of(date.range, kind).told("begins" if kind == "since" else "ends")
            return

    def _in_front(self, sentence: Span, here: Clause, stance: Stance) -> Iterator[Tenure]:
        """`Từ năm 2015 đến 2018, ông là …`, `Tháng 6-2017, Phó Giám đốc …`."""
        view, post, floor = self._view, here.post, here.floor
        dates = [d for d in view.dates.within(floor, post.start) if is_dated(d)]
        if not dates or self._is_anothers(dates[-1], floor, post.start):
            return
        date = dates[-1]
        gap = view.text[date.end : post.start]
        listed = not gap.strip(" ,:-–") and not view.persons.within(floor, here.stop)
        listed = listed and view.text[post.end : here.stop].strip()[:1] in _CLOSED
        if stance == "holds" and not listed:
            return
        both = period(self._asked, date, "period")
        if stance == "during" or not _ASIDE.isdisjoint(gap):
            if stance in ("during", "is"):
                yield from _throughout(both, None if date.range is None else days_of(date.range, _MEANWHILE))
            return
        if stance != "takes" and here.giving(date.end, post.start):
            return
        if both is not None:
            yield from both_ends(both)
            return
        if date.range is not None:
            yield from self._since(sentence, here, stance, days_of(date.range, "since"), date.start, gap, listed=listed)

    def _is_anothers(self, date: DateExpression, floor: int, start: int) -> bool:
        """`làm Bí thư … từ năm 2010 đến 2015, sau đó làm | Giám đốc`: the day is told of the post before."""
        posts = self._view.positions.within(floor, date.start)
        at = self._asked.first("before_then", floor, date.start)
        if at is not None and "," not in self._view.text[at : date.start]:
            return True  # trước khi làm Bí thư vào tháng 10/2015, ông là …
        if not posts:
            return False
        told = any(d is date for _, d in behind(self._asked, posts[-1].end, start, far=False))
        return told or self._days.when_behind(posts[-1].end, date.end) is not None

    def _since(
        self, sentence: Span, here: Clause, stance: Stance, days: Days, start: int, gap: str, *, listed: bool
    ) -> Iterator[Tenure]:
        """`Từ năm 2015 ông là …`; `start` is that of the date, `gap` the text between it and the post."""
        post = here.post
        since = self._asked.before("since", start, here.floor) is not None
        if since and stance in ("is", "takes") and "," not in gap and len(gap.split()) <= _SUBJECT:
            yield days.told("begins")
            return
        when = self._days.stretch(sentence, post).when
        if when is None or not when.start <= start < when.end:
            return  # sinh năm 1966, hiện là …
        if listed or since:
            yield Days(days.first, days.last, "list" if listed else "since").told("begins")
        elif stance in ("is", "takes"):
            yield Days(days.first, days.last, "date in front").told("holds")

    def past_too(
        self, before: Position, said: Sequence[Tenure], post: Position, own: Sequence[Tenure]
    ) -> list[Tenure] | None:
        """Of a post behind a former one: of a list of former ones, or nobody knows (`nguyên Bí thư, Chủ tịch`).

        `said` is told of the former post, `own` of this; None where the list does not go on.
        """
        if not goes_on(self._asked, before, post):
            return None
        told = [t for t in own if t.rule != OLD_RULE]
        published = self._days.published()
        if not told and (said or not _says_former(before)):
            told = [UNDATED.told("ends")]
        elif not told:
            told = [Days(None, published[1] if published else None, _BEHIND_RULE).told("holds")]
        return told

    def shared(self, before: Position, said: Sequence[Tenure], post: Position) -> list[Tenure]:
        """The days in front of a list that its first post has, for the next (`từ năm 2015, ông là A, | Chủ tịch B`)."""
        told = [t for t in said if t.rule in _IN_FRONT and t.person is None]
        first = self._view.dates.within(before.end, post.start)
        return told if told and not first and joined(self._asked, before, post) else []


def _says_former(post: Position) -> bool:
    """`nguyên Giám đốc`: the post's own words tell it, and those of the next post of a list need not."""
    return not canon(post.text).startswith(canon(post.value))


def _throughout(both: tuple[Days, Days | None] | None, days: Days | None) -> Iterator[Tenure]:
    """`từ tháng 10/2010 đến tháng 11/2015, với cương vị …`: held at both ends, whenever it began; else on some day."""
    if both is not None:
        for end in filter(None, both):
            yield Days(end.first, end.last, _MEANWHILE).told("holds")
    elif days is not None:
        yield days.told("holds")
