"""The persons of an event: who is named, whom a post or a pronoun takes up, and in which role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.mentions import Person, Role
from extractor.events.clauses import Stretch
from extractor.events.doing import PERSONAL, Predicate
from extractor.events.view import View

_AHEAD = 60
"""Characters before a name in which `thay` makes its bearer the predecessor."""
_BESIDE = 40
"""Characters between `người tiền nhiệm` and the name that it tells."""


def people(view: View, stretch: Stretch, predicate: Predicate) -> dict[str, Role]:
    """Names and roles of the public persons of a stretch, in order.

    Where none is named there: the holder of a post in it, whom a pronoun takes up, and, for what is done to a person,
    the one whom the sentence began with.
    """
    start, end = max(stretch.start, predicate.start), stretch.end
    personal = predicate.type in PERSONAL or predicate.type == "election"
    named = [
        p
        for p in view.persons.within(start, end)
        if p.public or _office_holder(view, p) or (personal and _replaced(view, p))
    ]
    if named:
        roles = _roles(view, named, predicate, stretch.sentence.end)
        if personal and set(roles.values()) == {"predecessor"}:
            at = named[0].start
            taken = _antecedent(view, stretch.sentence.start, start) or _pronoun(view, stretch.sentence.start, at)
            return {taken: "successor", **roles} if taken and taken not in roles else roles
        return roles
    if antecedent := _antecedent(view, stretch.sentence.start, start):
        return {antecedent: "subject"}
    if personal:
        for post in view.positions.within(start, end):
            if post.person:
                return {post.person: "subject"}
    if person := _pronoun(view, stretch.sentence.start if personal else start, end):
        return {person: "subject"}
    if personal and start > stretch.sentence.start:
        before = [p for p in view.persons.within(stretch.sentence.start, start) if p.public or _office_holder(view, p)]
        if before and view.cue_in("hand", before[0].end, start) is None:
            return {before[0].value: "subject"}
    if personal and (several := _several(view, stretch, start)):
        return dict.fromkeys(several, "subject")
    if personal and view.cue_before("having", start, stretch.sentence.start) is not None:
        return _main_subject(view, end, stretch.sentence.end)
    return {}


def _several(view: View, stretch: Stretch, start: int) -> list[str]:
    """The persons of the sentence before whom `các đồng chí`, `cả hai` takes up."""
    limit = start + _AHEAD
    at = view.cue_in("plural", start, min(limit, stretch.end))
    floor = max(view.text.rfind(mark, 0, max(0, stretch.sentence.start - 2)) for mark in (". ", "\n"))
    if at is None or (floor < 0 and stretch.sentence.start == 0):
        return []
    return [p.value for p in view.persons.within(max(0, floor), stretch.sentence.start) if p.public]


def _main_subject(view: View, start: int, end: int) -> dict[str, Role]:
    """Whom the main clause is about (`Sau khi được bổ nhiệm hồi tháng 2, ông A …`)."""
    public = [p for p in view.persons.within(start, end) if p.public]
    if public:
        return {public[0].value: "subject"}
    person = _pronoun(view, start, end)
    return {person: "subject"} if person else {}


def _office_holder(view: View, person: Person) -> bool:
    """Whether the text calls one whose post it does not name a former or next holder (`Người tiền nhiệm, ông A`)."""
    begin = max(0, person.start - _BESIDE, view.text.rfind(". ", 0, person.start))
    if view.cue_in("holder", begin, person.start) is not None:
        return True
    return view.text[person.end : person.end + 1] == "," and view.cue_after("holder", person.end + 1) is not None


def _antecedent(view: View, floor: int, start: int) -> str | None:
    """Whom a relative clause is about: the name right before it (`đồng chí A, vừa được điều động …`)."""
    earlier = view.persons.within(floor, start)
    if not earlier or not earlier[-1].public or view.word_count(earlier[-1].end, start) > 0:
        return None
    return earlier[-1].value


def _pronoun(view: View, start: int, end: int) -> str | None:
    """The person whom the first `ông`, `đồng chí` within [start, end), or one with a given name behind it, takes up."""
    while (at := view.cue_in("pronoun", start, end)) is not None:
        stop = view.cue_after("pronoun", at) or end
        if view.cue_after("no_pronoun", at) is None and not _counted(view, at, start):
            return _taken_up(view, at, stop)
        start = stop
    return None


def _counted(view: View, at: int, floor: int) -> bool:
    """Whether a number or `các` stands right before: several persons."""
    if view.cue_before("quantity", at, floor) is not None:
        return True
    i = view.word_at(at)
    return i > 0 and view.spelt[i - 1].isdigit() and view.text[view.words[i - 1][1] : at].isspace()


def _taken_up(view: View, at: int, stop: int) -> str | None:
    i = view.word_at(stop)
    word = view.text[slice(*view.words[i])] if i < len(view.words) else ""
    public = [p for p in view.persons if p.public and _fits(view, at, p)]
    earlier = [p for p in public if p.end <= at]
    if word[:1].isupper() and view.text[stop : view.words[i][0]].isspace():
        own = [p.value for p in earlier or public if p.value.rsplit(" ", 1)[-1] == word]
        return own[-1] if own else None
    paragraph = view.text.rfind("\n", 0, at)
    if earlier and earlier[-1].start > paragraph:
        return earlier[-1].value
    if earlier:
        return Counter(p.value for p in earlier).most_common(1)[0][0]
    return None


def _fits(view: View, at: int, person: Person) -> bool:
    """Whether `ông` or `bà` may be said of the bearer of a name: `Thị` is a woman's, `Văn` a man's."""
    words = person.value.lower().split()[1:-1]
    if view.cue_after("man", at) is not None:
        return not any(view.cues.holds("woman_name", word) for word in words)
    if view.cue_after("woman", at) is not None:
        return not any(view.cues.holds("man_name", word) for word in words)
    return True


def _roles(view: View, persons: Sequence[Person], predicate: Predicate, end: int) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for n, person in enumerate(persons):
        stop = persons[n + 1].start if n + 1 < len(persons) else min(person.end + 2 * _AHEAD, end)
        roles.setdefault(person.value, _role(view, person, stop, predicate, first=n == 0))
    if "predecessor" in roles.values():
        roles = {name: "successor" if role == "subject" else role for name, role in roles.items()}
    return roles


def _role(view: View, person: Person, stop: int, predicate: Predicate, *, first: bool) -> Role:
    if _replaced(view, person):
        return "predecessor"
    at = predicate.hit.start if predicate.hit else -1
    if predicate.type in PERSONAL:
        handing = first and person.start < at and view.cue_after("hand", at) is not None
        return "other" if handing else "subject"
    if predicate.type == "election" or (predicate.type == "award" and person.start > at >= 0):
        return "subject"
    if view.cue_in("chairing", person.end, stop) is not None:
        return "chair"
    return "speaker" if view.cue_in("speaking", person.end, stop) is not None else "other"


def _replaced(view: View, person: Person) -> bool:
    """Whether `thay`, `kế nhiệm` stands before the name, with at most rank and honorific between."""
    i = view.word_at(person.start)
    floor = max(0, person.start - _AHEAD)
    starts: list[int] = []
    for k in range(i, max(-1, i - 5), -1):
        if k < len(view.words):
            starts.append(view.words[k][0])
            if view.cues.holds("copula", view.spelt[k]):
                break  # người thay ông là bà B
    return any(view.cue_before("replacing", start, floor) is not None for start in starts)
