"""Reads the sentences of an article in order and drafts its events.

Beside dates of their own, sentences take a date from the part before a semicolon, from a bare dateline sentence (`Sáng
10/5, tại Đà Lạt.`), from the decision just named (`Cùng quyết định này`), and, for what is done to persons at an
occasion (appointments, promotions, elections, awards), from the occasion that the article opens with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.mentions import EventType, Participant, Role
from corpus.spans import Span
from extractor.events.at_occasion import done_there, takes_up
from extractor.events.borrowed import (
    attended,
    counted_from,
    counting,
    mere_source,
    only_place,
    part_of,
    public,
    telling,
    without_main,
)
from extractor.events.clauses import Stretch, stretches
from extractor.events.context import with_context
from extractor.events.doing import DONE_THERE, Predicate
from extractor.events.draft import Draft, union
from extractor.events.governing import When
from extractor.events.headline import titled
from extractor.events.participants import Cast, cast
from extractor.events.predicates import read
from extractor.events.sessions import session_of
from extractor.events.several import companions
from extractor.events.status import status
from extractor.events.told_before import FAR, told_before
from extractor.events.view import View

_SCENES: frozenset[EventType] = frozenset(
    {"ceremony", "congress", "conference", "inspection", "appointment", "promotion", "election"}
)
_OCCASIONS: frozenset[EventType] = frozenset({"ceremony", "congress", "conference", "award"})
_MEETINGS: frozenset[EventType] = frozenset({"ceremony", "congress", "conference"})
_OPENING = 4
"""The occasion of an article is an event of its first sentences."""
_REACH = 14
"""Sentences over which the occasion lends its date where no `tại buổi lễ` asks for it."""
_SCENE_DAYS = 14
"""What fills more days is no occasion on which things are done."""
_NEAR = 2
_BARE_WORDS = 10
"""A dated sentence with no doing and at most so many words dates the next one."""


class Reader:
    """One pass over one article."""

    def __init__(self, view: View, title: str | None = None) -> None:
        self._view = view
        self._title = title
        self._drafts: list[Draft] = []
        self._scene: int | None = None  # index into _drafts
        self._dateline: When | None = None
        self._past: list[Span] = []  # the sentences before the current one, the nearest first
        self._current: Span | None = None
        self._front: tuple[int, When] | None = None  # the last day in front of a clause, and its sentence

    def read(self, sentences: Sequence[Span]) -> list[Draft]:
        """The drafts, in the order of the text."""
        for index, sentence in enumerate(sentences):
            self._sentence(index, sentence)
        return self._drafts

    def _sentence(self, index: int, sentence: Span) -> None:
        dateline, self._dateline = self._dateline, None
        if self._current is not None:
            self._past = [self._current, *self._past][:FAR]
        self._current = sentence
        dates = self._view.dates.within(sentence.start, sentence.end)
        if dateline is not None and not dates and self._bare(sentence):
            self._dateline = dateline  # Sáng 10/5. Trụ sở UBND huyện. Đoàn công tác …
            return
        if not dates and not self._worth(sentence, dateline):
            return
        before = len(self._drafts)
        parts = stretches(self._view, sentence) if dates or self._carries(index, sentence, dateline) else ()
        for stretch in parts:
            previous = self._drafts[-1] if len(self._drafts) > before else None
            if stretch.when is not None:
                self._dated(index, stretch, stretch.when)
            elif previous is not None:
                self._continued(index, stretch, previous)
            elif not dates or counting(dates) or self._carries(index, sentence, dateline):
                self._told_on(index, stretch, dateline)
        if len(self._drafts) == before:
            self._attendance(index, sentence)

    def _bare(self, sentence: Span) -> bool:
        """Whether a few words tell nothing: the place of a scene, in a sentence of its own."""
        view = self._view
        return view.word_count(sentence.start, sentence.end) <= _BARE_WORDS and not any(
            h.kind != "ignore" for h in view.hits_in(sentence.start, sentence.end)
        )

    def _worth(self, sentence: Span, dateline: When | None) -> bool:
        """Whether a sentence without a date may tell an event, or who took part in one."""
        if not self._drafts and dateline is None and self._front is None:
            return False
        hits = self._view.hits_in(sentence.start, sentence.end)
        return any(h.kind in ("verb", "noun", "frame") or h.type in DONE_THERE for h in hits)

    def _carries(self, index: int, sentence: Span, dateline: When | None) -> bool:
        """Whether anything may lend its date to a sentence without one: asked before the sentence is looked into."""
        view, last = self._view, self._drafts[-1] if self._drafts else None
        kinds = {h.type for h in view.hits_in(sentence.start, sentence.end)}
        if dateline is not None or kinds & DONE_THERE or (self._scene is not None and "decision" in kinds):
            return True
        if kinds & _OCCASIONS and last is not None and last.index == index - 1 and last.predicate.type == "other":
            return True
        near = self._front is not None and index - self._front[0] <= _NEAR
        return (
            (near and view.cue_after("there", sentence.start) is not None)
            or view.cue_in("same_day", sentence.start, sentence.end) is not None
            or any(view.cue_after(kind, sentence.start) is not None for kind in ("inherit", "this_occasion", "scene"))
        )

    def _dated(self, index: int, stretch: Stretch, when: When) -> None:
        if when.attachment == "front" and self._begun(when) and self._view.cue_after("former", stretch.start) is None:
            self._front = (index, when)
        if only_place(self._view, stretch, when):
            self._dateline = when
            return
        stretch = without_main(self._view, stretch, when)
        predicate = read(self._view, stretch)
        if predicate is not None and not mere_source(self._view, stretch, when, predicate):
            if self._decided(index, stretch, when) and predicate.type in ("decision", "other"):
                return
            self._add(index, stretch, when, predicate, when.attachment)
            self._and_more(index, stretch, when, predicate)
        elif when.attachment == "behind" and when.range.grain in ("day", "time") and self._begun(when):
            self._front = (index, when)  # Hội trường đỏ rực cờ hoa suốt hai ngày 10 và 11/5. Ở đó, Đại hội …
        elif (
            when.attachment == "front"
            and when.range.grain in ("day", "time")
            and self._view.word_count(stretch.start, stretch.end) <= _BARE_WORDS
        ):
            self._dateline = when

    def _decided(self, index: int, stretch: Stretch, when: When) -> bool:
        """What a sentence before tells, where this one only dates it (`Quyết định được trao sáng 3/5`)."""
        view = self._view
        if view.cue_after("act", stretch.start) is None or public(view, stretch):
            return False
        for number, draft in enumerate(self._drafts):
            if draft.index == index - 1 and draft.when.attachment == "document":
                self._drafts[number] = replace(draft, when=when, rule="date of the sentence after")
                return True
        if view.published is not None and when.range.first > view.published.last:
            return False
        before = [Span(stretch.sentence.start, stretch.start)] if stretch.start > stretch.sentence.start else self._past
        told = told_before(
            view, [s for s in before if not any(s.start <= d.stretch.start < s.end for d in self._drafts)]
        )
        if told is None:
            return False
        self._add(index, told[0], when, told[1], "date of the sentence after")
        return True

    def _and_more(self, index: int, stretch: Stretch, when: When, predicate: Predicate) -> None:
        for more, rule in companions(self._view, stretch, predicate):
            if more.type == "congress" and any(part_of(when, d) for d in self._drafts):
                continue
            self._add(index, stretch, when, more, rule)

    def _continued(self, index: int, stretch: Stretch, previous: Draft) -> None:
        """A part behind a semicolon, with a doing of its own or the one before (`từ Trung tá lên Thượng tá cho B`)."""
        if previous.when.attachment not in ("front", "document") and previous.rule != "occasion":
            return
        if any(d.range is not None for d in self._view.dates.within(stretch.start, stretch.end)):
            return  # …; sang tháng 7 thì bị khai trừ
        predicate = read(self._view, stretch)
        if predicate is not None and predicate.rule in ("verb", "occasion") and predicate.type != "other":
            if previous.predicate.type == "election" and predicate.type == "appointment":
                predicate = replace(predicate, type="election")  # bầu bà A làm Chủ tịch; ông B giữ chức Phó Chủ tịch
            self._add(index, stretch, previous.when, predicate, "date of the sentence")
        elif previous.predicate.type in DONE_THERE and public(self._view, stretch):
            same = replace(previous.predicate, hit=None, start=stretch.start)
            self._add(index, stretch, previous.when, same, "date of the sentence")
        elif not previous.cast.units and predicate is not None:
            more = cast(self._view, stretch, predicate, None)
            self._drafts[-1] = replace(previous, cast=union(previous.cast, more))

    def _told_on(self, index: int, stretch: Stretch, dateline: When | None) -> None:
        """A sentence without a date: it may take that of a dateline, of a decision, or of the article's occasion."""
        predicate = read(self._view, stretch)
        if predicate is None or stretch.quoted:
            return
        if dateline is not None:
            self._add(index, stretch, dateline, predicate, "date of the sentence before")
            self._and_more(index, stretch, dateline, predicate)
        elif (day := counted_from(self._view, self._drafts, stretch)) is not None and predicate.type != "other":
            self._add(index, stretch, day, predicate, "days from the occasion")
        elif (there := self._there(index, stretch)) is not None and telling(predicate):
            self._add(index, stretch, there, predicate, "date of the sentence before")
            self._and_more(index, stretch, there, predicate)
        elif (opened := self._opened(index, stretch, predicate)) is not None:
            self._add(index, stretch, opened, predicate, "date of the sentence before")
        elif not self._drafts:
            return
        elif self._view.cue_after("inherit", stretch.start) is not None:
            last = self._drafts[-1]
            kind = last.predicate.type if predicate.type in ("decision", "other") else predicate.type
            if kind in DONE_THERE:
                self._add(index, stretch, last.when, replace(predicate, type=kind), "date of the decision before")
        elif self._going_on(index, stretch, predicate):
            self._add(index, stretch, self._drafts[-1].when, predicate, "date of the decision before")
        elif not self._second_half(index, self._drafts[-1], predicate, stretch):
            self._at_occasion(index, stretch, predicate)

    def _going_on(self, index: int, stretch: Stretch, predicate: Predicate) -> bool:
        """`Trong số đó, Thượng tá B giữ chức …` behind what was decided on others in the sentence before."""
        last = self._drafts[-1]
        if self._view.cue_after("going_on", stretch.start) is None or predicate.type not in DONE_THERE:
            return False
        if last.predicate.type not in DONE_THERE and not self._occasion(last.predicate):
            return False
        return index - last.index <= _NEAR and public(self._view, stretch) and not self._period(stretch)

    def _opened(self, index: int, stretch: Stretch, predicate: Predicate) -> When | None:
        """The day of an opening that only sets the scene (`Sáng 10/5, hội trường chật kín. Ông A nhận …`)."""
        if self._front is None or self._front[0] != index - 1 or index >= _OPENING or self._period(stretch):
            return None
        if any(d.index == index - 1 and d.predicate.rule != "dated clause" for d in self._drafts):
            return None
        view = self._view
        if predicate.rule != "verb" or predicate.type not in DONE_THERE or not public(view, stretch):
            return None
        former = view.cue_in("former", stretch.start, predicate.hit.start) if predicate.hit is not None else None
        return self._front[1] if former is None else None

    def _there(self, index: int, stretch: Stretch) -> When | None:
        """The day of the sentence just before, from which `tại đây` goes on; or that of the last event (`cùng hôm`)."""
        view = self._view
        if self._drafts and view.cue_in("same_day", stretch.start, stretch.end) is not None:
            days = (d.when for d in reversed(self._drafts) if d.when.range.grain in ("day", "time"))
            return next(days, None)
        if view.cue_after("this_occasion", stretch.start) is not None and self._drafts:
            first = self._drafts[0 if self._scene is None else self._scene]
            if first.index < _OPENING and self._begun(first.when):
                return first.when
        if self._front is None or index - self._front[0] > _NEAR or view.cue_after("there", stretch.start) is None:
            return None
        told = any(d.index == self._front[0] and self._occasion(d.predicate) for d in self._drafts)
        return None if told else self._front[1]

    def _at_occasion(self, index: int, stretch: Stretch, predicate: Predicate) -> None:
        view = self._view
        if self._scene is None:
            return
        linked, scene = takes_up(view, stretch), self._drafts[self._scene]
        announced = index - scene.index <= _NEAR and (
            view.cue_in("handing", scene.stretch.start, scene.stretch.end) is not None
        )
        done = done_there(view, stretch, predicate, linked=linked, announced=announced)
        if done is None:
            return
        at = done.hit.start if done.hit is not None else stretch.end
        scene = self._told_beside(index, stretch) or scene
        if self._ahead(scene) and view.cue_in("planned", stretch.start, stretch.end) is None:
            return  # what a preview tells of the past is no part of what is to come
        if (scene.when.range.last - scene.when.range.first).days > _SCENE_DAYS or self._period(stretch):
            return
        sort = ("award", "election") if scene.predicate.type == "congress" else ("award",)
        given = done.type in sort and index - scene.index <= _NEAR  # 45 tập thể được nhận bằng khen
        if not linked and not given and (index - scene.index > _REACH or not public(self._view, stretch)):
            return
        if not linked and view.cue_after("weak_post", at) is not None:
            return
        numbered = view.terms.within(stretch.start, at)
        if any(t.ordinal is not None and "ordinal" not in t.derived for t in numbered):
            return  # Tại Đại hội lần thứ XII, ông trúng cử: another occasion
        former = view.cue_after("former", stretch.start), view.cue_before("former", at, stretch.start)
        if former == (None, None):
            self._add(index, stretch, self._day_of(scene, done, index), done, "occasion", scene.cast.organiser)

    def _told_beside(self, index: int, stretch: Stretch) -> Draft | None:
        """The occasion of the sentence before in the same paragraph: nearer than that of the article."""
        for draft in reversed(self._drafts):
            if draft.index == index - 1 and draft.predicate.type in _MEETINGS and self._begun(draft.when):
                return None if "\n" in self._view.text[draft.stretch.sentence.end : stretch.start] else draft
        return None

    def _begun(self, when: When) -> bool:
        """Whether a few days have begun by publication: what is held on them is no plan."""
        days, published = when.range, self._view.published
        short = days.grain in ("day", "time") and (days.last - days.first).days <= _SCENE_DAYS
        return short and (published is None or days.first <= published.last)

    def _ahead(self, draft: Draft) -> bool:
        """Whether it is still to come."""
        published = self._view.published
        return published is not None and draft.when.range.first > published.last

    def _period(self, stretch: Stretch) -> bool:
        """Whether the stretch names a time of its own, however vague (`Trong 2 năm cuối nhiệm kỳ`)."""
        return bool(self._view.dates.within(stretch.start, stretch.end))

    def _day_of(self, scene: Draft, predicate: Predicate, index: int) -> When:
        """The day of the occasion on which the sentences just before tell the same kind of thing, else all of it."""
        last = self._drafts[-1]
        inside = scene.when.range.first <= last.when.range.first and last.when.range.last <= scene.when.range.last
        near = index - last.index <= _NEAR and last.predicate.type == predicate.type
        return last.when if near and inside else scene.when

    def _second_half(self, index: int, last: Draft, predicate: Predicate, stretch: Stretch) -> bool:
        """An occasion named in the sentence after its date: `Sáng 12/11, nghìn người trở về. Lễ kỷ niệm … mở đầu …`."""
        vague = last.predicate.type == "other" and not last.cast.units
        if not vague or last.index != index - 1 or predicate.type not in _OCCASIONS or predicate.rule != "occasion":
            return False
        more = cast(self._view, stretch, predicate, None)
        joined = replace(predicate, start=last.predicate.start)
        self._drafts[-1] = replace(last, predicate=joined, cast=union(more, last.cast))
        self._note_scene(len(self._drafts) - 1)
        return True

    def _add(
        self, index: int, stretch: Stretch, when: When, predicate: Predicate, rule: str, holder: str | None = None
    ) -> None:
        """Draft an event. `holder` is who holds the occasion on which it happens, and acts where nobody else does."""
        if not self._drafts and predicate.type == "other" and self._in_title(stretch):
            predicate = replace(predicate, type=titled(self._title or ""))
        predicate, host = session_of(self._view, None if self._scene is None else self._drafts[self._scene], predicate)
        fresh = bool(self._drafts) and self._view.cue_after("another", stretch.start) is not None
        scene = self._drafts[-1 if self._scene is None else self._scene] if self._drafts else None
        before = scene.cast.organiser if scene else None
        members = cast(self._view, stretch, predicate, before)
        own = predicate.hit is not None and predicate.hit.start == stretch.start  # điều tra vụ cháy xảy ra tối 19/8
        if not members.participants and stretch.start > stretch.sentence.start and not own:
            members = self._subject_before(index, stretch, predicate, members)
        if holder is not None and predicate.type in ("election", "award") and not members.acting:
            host = Participant(name=holder, kind="unit", role="organiser")
        if host is not None and (holder is not None or not members.units):
            members = union(Cast(participants=(host,), place=None), members)
        members = with_context(self._view, stretch, predicate, members, self._drafts, index)
        self._drafts.append(
            Draft(index=index, stretch=stretch, when=when, predicate=predicate, cast=members, rule=rule, fresh=fresh)
        )
        self._note_scene(len(self._drafts) - 1)

    def _in_title(self, stretch: Stretch) -> bool:
        """Whether the title names a unit or person of the stretch: both tell of one thing."""
        title = self._title or ""
        units = self._view.units.within(stretch.start, stretch.end)
        persons = self._view.persons.within(stretch.start, stretch.end)
        return any(u.text in title for u in units) or any(p.text in title for p in persons)

    def _subject_before(self, index: int, stretch: Stretch, predicate: Predicate, members: Cast) -> Cast:
        """The cast of the clause before, where a later clause of the sentence names nobody."""
        if self._drafts and self._drafts[-1].index == index:
            return Cast(participants=self._drafts[-1].cast.participants, place=members.place)
        if predicate.type not in _SCENES:
            return members
        first = replace(stretch, start=stretch.sentence.start, end=stretch.start, when=None)
        told = Predicate(type="other", hit=None, rule="", start=first.start)
        return union(members, cast(self._view, first, told, None))

    def _note_scene(self, number: int) -> None:
        draft = self._drafts[number]
        if self._scene is None and draft.index < _OPENING and self._occasion(draft.predicate):
            self._scene = number

    def _occasion(self, predicate: Predicate) -> bool:
        """Whether a doing is an occasion: by its type, or as decisions made known (`công bố các quyết định`)."""
        if predicate.type in _SCENES:
            return True
        hit = predicate.hit
        return (
            predicate.type == "decision" and hit is not None and self._view.cue_after("handing", hit.start) is not None
        )

    def _attendance(self, index: int, sentence: Span) -> None:
        """Who came to or chaired the occasion, told in a sentence without a date."""
        if self._scene is None or index - self._drafts[self._scene].index > _OPENING:
            return
        view, scene = self._view, self._drafts[self._scene]
        if status(view, scene.stretch, scene.when) == "planned":
            return  # nobody has come yet
        present = [p.value for p in view.persons.within(sentence.start, sentence.end) if p.public]
        if not present:
            return
        chairs = view.cue_in("chairing", sentence.start, sentence.end) is not None
        if not chairs and not attended(view, sentence):
            return
        role: Role = "chair" if chairs else "other"
        more = tuple(Participant(name=n, kind="person", role=role) for n in dict.fromkeys(present))
        self._drafts[self._scene] = replace(scene, cast=union(scene.cast, Cast(participants=more, place=None)))
