"""Who was chosen for which post, and how many members a committee has, as one sentence tells it.

A chosen post is tied to the words that choose (`bầu … giữ chức`, `tái cử`, `trúng cử`), not merely near them: of
`đồng chí A, Giám đốc Công an tỉnh, được bầu làm Bí thư Đảng ủy` the first post is what he is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.text import canon
from extractor.gazetteer import table
from extractor.resolve.unit_history_named import named_congresses
from extractor.resolve.unit_history_views import PersonSaid, PostSaid, Said, UnitSaid
from extractor.resolve.unit_history_words import any_of, ends_with, one_of

_FIRST_BREAK = re.compile(r"[;:!?…]|\.(?=\s)")
_LISTED = re.compile(r"\s*[-–:(]\s*")
_WIDEST = 90  # code points between a committee and its number
_FEWEST, _MOST = 2, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A person chosen for a post; `unit` is the unit that the post names, None where it names none."""

    person: PersonSaid
    post: PostSaid
    unit: UnitSaid | None = None
    again: bool = False
    appointed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of members of a committee; `unit` is whose, `ordinal` which, where that is said."""

    members: int
    start: int
    unit: UnitSaid | None = None
    ordinal: int | None = None


def is_unsure(said: Said, start: int = 0, end: int | None = None) -> bool:
    """Whether the sentence says that nothing has been chosen yet, or at all."""
    return one_of("unsure").search(said.plain, start, len(said.plain) if end is None else end) is not None


def choices(said: Said) -> list[Choice]:
    """Who was chosen for what, in order of the posts."""
    found: list[Choice] = []
    for post in said.posts if said.is_readable else ():
        begin = _clause(said, post.start, found)
        before = said.plain[begin : post.start]
        listed = _listed(said, post)
        behind = _behind(said, post, before)
        if listed is not None:
            found.append(_choice(said, listed, post, before))
        elif behind:
            found += [_choice(said, person, post, before) for person in behind]
        elif _takes(before, said.plain[: post.start], carried=bool(found)):
            found += [_choice(said, person, post, before) for person in _holders(said, post, begin)]
    return found


def _clause(said: Said, at: int, found: Sequence[Choice]) -> int:
    """Where the clause of an offset begins: behind a stop, or behind the last chosen post."""
    ends = [m.end() for m in _FIRST_BREAK.finditer(said.plain, 0, at)]
    last = max((c.post.end for c in found), default=0)
    return max([0, *ends[-1:], last])


def _takes(before: str, whole: str, *, carried: bool) -> bool:
    """Whether the words before a post give it to somebody who was chosen.

    `before` is the clause, `whole` all of the sentence before the post; `carried`: the sentence chose somebody already.
    """
    if one_of("earlier").search(before) is not None:
        return False
    if ends_with("winning").search(before) is not None or ends_with("electing").search(before) is not None:
        return True
    chosen = one_of("choosing").search(before) or one_of("chosen").search(before)
    if ends_with("taking").search(before) is not None:
        return carried or chosen is not None or _composed().search(whole) is not None
    one = ends_with("being").search(before) is not None and one_of("among").search(whole) is not None
    return one and (carried or one_of("choosing").search(whole) is not None)


@cache
def _composed() -> re.Pattern[str]:
    """A committee with its size: who takes a post behind it was chosen (`gồm 11 đồng chí, A giữ chức`)."""
    return re.compile(rf"(?<!\w)(?:{any_of('has')}) \d{{1,3}} (?:{any_of('counted')})(?!\w)")


def _holders(said: Said, post: PostSaid, begin: int) -> list[PersonSaid]:
    """The persons who are chosen: behind the verb where it is active (`bầu A giữ chức`), else before it."""
    persons = [p for p in said.persons if begin <= p.start and p.end <= post.start and not _is_other(said, p, begin)]
    verbs = [m for m in one_of("choosing").finditer(said.plain, begin, post.start) if not _is_passive(said, m.start())]
    behind = [p for p in persons if verbs and p.start > verbs[0].start()]
    if behind:
        return behind
    if persons:
        return _listed_together(said, persons)
    return []


def _listed_together(said: Said, persons: Sequence[PersonSaid]) -> list[PersonSaid]:
    """The last person and those of a list with him (`các đồng chí A, B được bầu`)."""
    kept = [persons[-1]]
    for person in reversed(persons[:-1]):
        between = said.plain[person.end : kept[0].start]
        if one_of("chosen").search(between) is not None or one_of("choosing").search(between) is not None:
            break
        kept.insert(0, person)
    return kept


def _is_passive(said: Said, at: int) -> bool:
    return ends_with("passive").search(said.plain[:at]) is not None


def _is_other(said: Said, person: PersonSaid, begin: int) -> bool:
    before = said.plain[begin : person.start]
    return ends_with("not_chosen").search(_address().sub("", before)) is not None


@cache
def _tie() -> re.Pattern[str]:
    """Behind a post: a term of office, then what names its holders."""
    years = r"[\w/]+(?: ?[-–] ?\d{4})?"
    term = rf"(?: (?:{any_of('anew')}|(?:{any_of('term')}) {years}),?){{0,2}}"
    return re.compile(rf"{term}\s*(?:{any_of('holders')})(?!\w)")


@cache
def _several() -> re.Pattern[str]:
    """`Ba phó bí thư`, `02 Phó Bí thư`."""
    return re.compile(rf"(?<!\w)(?:\d+|{any_of('several')})\s*$")


@cache
def _between() -> re.Pattern[str]:
    """What stands between the names of a list: commas, `và`, words of address and ranks."""
    return re.compile(rf"[\s,:]*(?:(?:{any_of('and')})\s+)?(?:(?:{_addresses()})\s+)*")


@cache
def _address() -> re.Pattern[str]:
    """Words of address and ranks before a name."""
    return re.compile(rf"(?:(?<!\w)(?:{_addresses()})\s+)+$")


@cache
def _addresses() -> str:
    words = [row["word"] for row in table("honorifics")] + [row["rank"] for row in table("ranks")]
    ordered = sorted({canon(word) for word in words}, key=lambda w: (-len(w), w))
    return "|".join(re.escape(w) for w in ordered)


def _behind(said: Said, post: PostSaid, before: str) -> list[PersonSaid]:
    """The persons behind a post that names them (`bầu hai Phó Bí thư gồm: ông A và bà B`)."""
    tie = _tie().match(said.plain, post.end)
    if tie is None:
        return []
    chosen = one_of("chosen").search(before) or one_of("choosing").search(before) or _several().search(before)
    if chosen is None and one_of("anew").search(tie[0]) is None:
        return []
    found: list[PersonSaid] = []
    end = tie.end()
    for person in said.persons:
        if person.start < end:
            continue
        if _between().fullmatch(said.plain, end, person.start) is None:
            break
        found.append(person)
        end = person.end
    return found


def _listed(said: Said, post: PostSaid) -> PersonSaid | None:
    """The person of a list before his post (`gồm các đồng chí: A - Bí thư; B - Phó Bí thư`)."""
    person = next((p for p in reversed(said.persons) if p.end <= post.start), None)
    if person is None or _LISTED.fullmatch(said.plain, person.end, post.start) is None:
        return None
    said_before = said.plain[: person.start]
    chosen = one_of("chosen").search(said_before) or one_of("choosing").search(said_before)
    return person if chosen is not None and ":" in said_before else None


def _choice(said: Said, person: PersonSaid, post: PostSaid, before: str) -> Choice:
    unit = next((u for u in said.units if post.start <= u.start and u.end <= post.end), None)
    return Choice(
        person=person,
        post=post,
        unit=unit,
        again=one_of("again").search(before) is not None,
        appointed=one_of("appointing").search(before) is not None,
    )


def counts(said: Said) -> Iterator[Count]:
    """Numbers of members of elected committees."""
    for hit in _counted().finditer(said.plain) if said.is_readable else ():
        members = int(hit["n"])
        if not _FEWEST <= members <= _MOST or _partial().match(said.plain, hit.end()) is not None:
            continue
        body = _body_behind(said, hit) or _body_before(said, hit)
        if body is not None:
            unit = next((u for u in said.units if u.start <= body[0] < u.end or u.start == body[1] + 1), None)
            near = [t for t in said.terms if t.ordinal is not None and not _names_congress(said, t.start)]
            ordinal = min(near, key=lambda t: abs(t.start - body[0])).ordinal if near else None
            yield Count(members=members, start=hit.start(), unit=unit, ordinal=ordinal)


def _names_congress(said: Said, at: int) -> bool:
    return any(one.start <= at < one.end for one in named_congresses(said))


def _body_behind(said: Said, hit: re.Match[str]) -> tuple[int, int] | None:
    """`15 đồng chí vào Ban Chấp hành`, `41 ủy viên Ban Chấp hành`, `15 cấp ủy viên`."""
    found = _into().match(said.plain, hit.end())
    if found is not None:
        return found.span("body")
    member = _member().match(said.plain, hit.end("n"))
    return member.span() if member is not None else None


def _body_before(said: Said, hit: re.Match[str]) -> tuple[int, int] | None:
    """`Ban Chấp hành … gồm 15 đồng chí`."""
    begin = max(0, hit.start() - _WIDEST)
    if ends_with("has").search(said.plain[begin : hit.start()]) is None:
        return None
    bodies = list(one_of("committee").finditer(said.plain, begin, hit.start()))
    if not bodies:
        return None
    between = said.plain[bodies[-1].end() : hit.start()]
    if one_of("other_body").search(between) is not None or _FIRST_BREAK.search(between) is not None:
        return None
    front = said.plain[: bodies[-1].start()]
    return None if _of_other_body().search(front) is not None else bodies[-1].span()


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/.,-])(?P<n>\d{{1,3}})(?:/\d{{1,3}})? (?:{any_of('counted')})(?!\w)")


@cache
def _partial() -> re.Pattern[str]:
    return re.compile(rf",? \(?(?:{any_of('part')})(?!\w)")


@cache
def _into() -> re.Pattern[str]:
    """From behind the counted: a few words, none of another body, then the committee."""
    other = rf"(?!(?:{any_of('other_body')})(?!\w))[^\s,;.]+"
    body = rf"(?P<body>{any_of('committee')})(?!\w)"
    return re.compile(rf"(?: {other}){{0,4}}? (?:{any_of('into')})(?: {other}){{0,2}}? {body}")


@cache
def _member() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:(?:{any_of('counted')}) )?(?:{any_of('member')})(?!\w)")


@cache
def _of_other_body() -> re.Pattern[str]:
    """`Ban Thường vụ | Đảng ủy gồm 5 đồng chí`."""
    return re.compile(rf"(?<!\w)(?:{any_of('other_body')})\s*$")
