"""Who takes part where the clause names nobody: hosts, organisers and persons of what was told before."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.mentions import Participant
from corpus.text import canon
from extractor.events.clauses import Stretch
from extractor.events.doing import PERSONAL, Predicate
from extractor.events.draft import Draft, union
from extractor.events.participants import Cast
from extractor.events.view import View

_NAME = 30
"""Characters behind `Đại hội` in which it may be called a national one."""
_NO_SUBJECT = 2
"""Words before a doing that are no subject (`cũng đã`, `sẽ được`)."""
_FAR = 500
"""Characters back in which an occasion that is taken up was named whole."""
_BEFORE = 1
"""Sentences back in which an organiser is still the one who acts."""


def with_context(
    view: View, stretch: Stretch, predicate: Predicate, members: Cast, drafts: Sequence[Draft], index: int
) -> Cast:
    """The cast, with the host of a bare `Đại hội`, and where it is empty, with those of the sentence before."""
    hit = predicate.hit
    if hit is not None and view.cue_in("national", hit.start, hit.end + _NAME) is not None:
        return members  # Đại hội đại biểu toàn quốc của Đảng
    if predicate.type == "congress" and not members.acting and of_many(view, stretch, predicate):
        return members
    if (
        predicate.type in ("congress", "election")
        and not members.persons
        and (host := _host(view, stretch, predicate, members)) is not None
    ):
        return union(Cast(participants=(Participant(name=host, kind="unit", role="organiser"),), place=None), members)
    if members.participants or predicate.type == "other":
        return members
    if predicate.type in PERSONAL:
        person = _only_person(view, stretch)
        found = (Participant(name=person, kind="person", role="subject"),) if person else ()
    elif _own_subject(view, stretch, predicate):
        found = ()
    else:
        name = next((d.cast.organiser for d in reversed(drafts) if index - d.index <= _BEFORE and d.cast.acting), None)
        name = _unit_of_occasion(view, stretch, predicate) or name or _unit_before(view, stretch)
        found = (Participant(name=name, kind="unit", role="organiser"),) if name else ()
    return Cast(participants=found, place=members.place)


def _own_subject(view: View, stretch: Stretch, predicate: Predicate) -> bool:
    """Whether somebody without a name of ours acts in the clause itself (`Các hãng hàng không đã hủy …`)."""
    when, begin = stretch.when, max(stretch.start, predicate.start)
    if when is not None and when.attachment == "front" and begin <= when.end:
        begin = when.end
    return predicate.hit is not None and view.word_count(begin, predicate.hit.start) > _NO_SUBJECT


def of_many(view: View, stretch: Stretch, predicate: Predicate) -> bool:
    """Whether it is the congress of bodies in general (`các chi bộ trực thuộc`), and not of those they belong to."""
    hit = predicate.hit
    if hit is None:
        return False
    if view.cue_after("many_hosts", hit.end) is not None:
        return True
    many = view.cue_in("many_hosts", stretch.start, hit.start)
    return many is not None and view.cue_in("attending", many, hit.end) is None


def _host(view: View, stretch: Stretch, predicate: Predicate, members: Cast) -> str | None:
    """The body whose congress a bare `Đại hội` is: the one named last before it, of those that hold congresses."""
    hit = predicate.hit
    if hit is None or any(_holds_congress(view, name) for name in members.units):
        return None
    if (elected := next(filter(None, (_of_organ(view, p.name) for p in members.participants)), None)) is not None:
        return elected
    units = [u for u in view.units.within(0, stretch.end) if u.start < hit.start]
    return next((u.value for u in reversed(units) if _holds_congress(view, u.value)), None)


def _of_organ(view: View, name: str) -> str | None:
    """The body whose organ is elected (`Ban Chấp hành Đảng bộ huyện X`)."""
    low = canon(name)
    end = next((end for end in reversed(_ends(low)) if view.cues.holds("congress_organ", low[:end])), None)
    body = name[end + 1 :] if end is not None and len(low) == len(name) else ""
    return body if body and _holds_congress(view, body) else None


def _holds_congress(view: View, name: str) -> bool:
    low = canon(name)
    return any(view.cues.holds("congress_host", low[:end]) for end in _ends(low))


def _ends(low: str) -> list[int]:
    """Where the first, the first two and the first three words end."""
    words = low.split(" ")[:3]
    return [len(" ".join(words[: n + 1])) for n in range(len(words))]


def _unit_before(view: View, stretch: Stretch) -> str | None:
    """The unit with which the sentence before begins, where that is in the same paragraph."""
    floor, start = _sentence_before(view, stretch)
    units = view.units.within(floor, start)
    return units[0].value if units and view.word_count(floor, units[0].start) <= _NO_SUBJECT else None


def _unit_of_occasion(view: View, stretch: Stretch, predicate: Predicate) -> str | None:
    """The first unit behind the same words shortly before: `… tại Hội nghị của Công an tỉnh X. Hội nghị diễn ra …`."""
    hit = predicate.hit
    if hit is None or predicate.rule != "occasion" or view.word_count(stretch.sentence.start, hit.start) > 0:
        return None
    words, floor = view.canon[hit.start : hit.end], max(0, stretch.sentence.start - _FAR)
    named = [h for h in view.hits_in(floor, stretch.sentence.start) if view.canon.startswith(words, h.start)]
    if not named:
        return None
    stop = view.text.find(". ", named[-1].end, stretch.sentence.start)
    units = view.units.within(named[-1].start, stop if stop >= 0 else stretch.sentence.start)
    return units[0].value if units else None


def _only_person(view: View, stretch: Stretch) -> str | None:
    """The one public person of the sentence before, in the same paragraph."""
    floor, start = _sentence_before(view, stretch)
    names = {p.value for p in view.persons.within(floor, start) if p.public}
    return names.pop() if len(names) == 1 else None


def _sentence_before(view: View, stretch: Stretch) -> tuple[int, int]:
    start = stretch.sentence.start
    floor = max(view.text.rfind("\n", 0, start), view.text.rfind(". ", 0, max(0, start - 2)))
    return floor + 1, start
