"""Tying persons, ranks, posts and units, after overlaps are settled.

Gives `Rank.person`, `Person.rank`, `Person.positions` and `public`, `Position.person` and `unit`, and a post's span
over the unit that follows it. Drops ranks and posts that are nobody's.

A rank tied to a name directly is that person's rank there, as it is spelled there. Where ranks change hands, all of
them are tied to the person; the stated one is what stands before the name, and without that the rank reached (`… lên
Đại tá cho đồng chí X`: Đại tá). A post stated of several at once (`A và B được bầu làm …`) is among the posts of each,
and its `person` is the nearest of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TypeVar, cast

from corpus.article import Document
from corpus.mentions import DateExpression, Mention, Person, Place, Position, Rank, Unit
from corpus.records import maker
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.persons import PRIVATE_RULE
from extractor.mine.persons.anchors import Anchors, find_anchors
from extractor.mine.persons.branches import Forces
from extractor.mine.persons.clause import Anchor, Clause, Passed, Post
from extractor.mine.persons.extent import Neighbours, abroad, extend, is_ranked, lexicon_phrase, stated
from extractor.mine.persons.foreign import is_vietnamese
from extractor.mine.persons.grades import tie_ranks
from extractor.mine.persons.holders import bind
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.lives import bind_lives
from extractor.mine.persons.local_heads import local_heads
from extractor.mine.persons.offices import near_units, share_units
from extractor.mine.persons.people import people
from extractor.mine.persons.publicness import is_public
from extractor.mine.persons.scan import LOWER, TITLE, UPPER, Scan, is_abbreviation, scan
from extractor.mine.persons.unread import mark_unread
from extractor.mine.positions import HELD
from extractor.mine.settle import in_order


def link(
    document: Document,
    cues: Cues,
    context: Context,  # noqa: ARG001
    mentions: Iterable[Mention],
) -> tuple[Mention, ...]:
    """The settled `mentions` with persons, ranks, posts and units tied to each other, in the order of `in_order`.

    None is added.
    """
    kinds: dict[type[Mention], list[Mention]] = {}
    for mention in mentions:
        kinds.setdefault(type(mention), []).append(mention)
    return link_kinds(document, cues, kinds)


def link_kinds(document: Document, cues: Cues, kinds: dict[type[Mention], list[Mention]]) -> tuple[Mention, ...]:
    """As `link`, of mentions by their kind, those of each by start."""
    if _TIED.isdisjoint(kinds):
        return in_order(kinds, len(document.text))
    persons, ranks, units = _of(kinds, Person), _of(kinds, Rank), _of(kinds, Unit)
    rest = [m for kind, listed in kinds.items() if kind not in _TIED for m in listed]
    found = scan(document.text)
    posts = _extended(document.text, _of(kinds, Position), units, _of(kinds, Place))
    anchors = find_anchors(found, persons, posts)
    _bind_ahead(found, anchors, posts)
    marked = {a.start for a in anchors.all} | {m.start for m in (*rest, *ranks)}
    mark_unread(found, posts, marked, {u.end: u for u in units})
    _bind_posts(document, cues, anchors, posts, rest, ranks)
    bind_lives(cues.canon, anchors, posts, _of(kinds, DateExpression))
    of_rank = tie_ranks(document, cues, anchors, ranks, marked, posts)
    posts = _without_occupations(posts, {r.person for r in of_rank.ranks if r.person})
    held = _by_mention(posts)
    near = Neighbours(units)
    leaders = local_heads(posts, units, _of(kinds, Place))
    share_units(posts)
    near_units(cues.canon, posts, near)
    public = {r.person for r in of_rank.ranks if r.person} | {persons[i].value for i in of_rank.of_mention}
    holders = set(public)
    for post in posts:
        own = {a.person for a in post.anchors if a.person}
        holders |= own
        if not own <= public and (post.start in leaders or is_public(found, post.position, near)):
            public |= own
    people = [
        _person(p, of_rank.of_mention.get(i), held.get(i, ()), public=p.value in public)
        for i, p in enumerate(persons)
        if p.value in holders or p.rule != PRIVATE_RULE
    ]
    listed = {p.value for p in people}
    tied = [_held_by(p, listed) for p in posts if _is_told(p, listed)]
    told = Forces(document, cues, near, tied).of(of_rank.ranks) if of_rank.ranks else []
    linked: dict[type[Mention], Sequence[Mention]] = {**kinds, Person: people, Rank: told, Position: tied}
    return in_order(linked, len(document.text))


_person_made = maker(Person)
_START = attrgetter("start")
_TIED = frozenset({Person, Rank, Position})
M = TypeVar("M", DateExpression, Person, Rank, Position, Unit, Place)


def _without_occupations(posts: list[Post], ranked: set[str]) -> list[Post]:
    """`Trung tá X, Thuyền trưởng` holds a post, a fishing boat's captain has an occupation; `X, CT não` neither."""
    kept = [p for p in posts if not is_ranked(p.position) or any(a.person in ranked for a in p.anchors)]
    return [p for p in kept if p.end - p.start > _LETTERS or _is_whole(p)]


_LETTERS = 6  # of the longest post that needs a body


def _is_whole(post: Post) -> bool:
    """`CT HĐND huyện`: letters that are a post only with a body behind them, or with a name at once (`CT X`)."""
    phrase = lexicon_phrase(post.position.value)
    if phrase is None or "head.bodied" not in phrase.kinds or post.position.unit is not None:
        return True
    return any(a.start == post.end + 1 for a in post.anchors)


def _of(kinds: dict[type[Mention], list[Mention]], kind: type[M]) -> list[M]:
    return cast("list[M]", kinds.get(kind, []))


def _person(person: Person, rank: str | None, positions: tuple[str, ...], *, public: bool) -> Person:
    if (person.rank, person.positions, person.public) == (rank, positions, public):
        return person
    return _person_made(
        start=person.start, end=person.end, text=person.text, value=person.value, rule=person.rule,
        rank=rank, positions=positions, public=public,
    )  # fmt: skip


def _is_told(post: Post, listed: set[str]) -> bool:
    if not post.anchors:
        return post.stated
    return any(a.person in listed for a in post.anchors)


def _held_by(post: Post, listed: set[str]) -> Position:
    """The post with the last of its holders whom the article may list."""
    person = next((a.person for a in reversed(post.anchors) if a.person in listed), None)
    if person == post.position.person:
        return post.position
    return stated(post.position, unit=post.position.unit, person=person)


def _extended(text: str, positions: Sequence[Position], units: Sequence[Unit], places: Sequence[Place]) -> list[Post]:
    near_units, near_places = Neighbours(units), Neighbours(places)
    found: list[Post] = []
    for position in positions:
        extended = extend(text, position, near_units, near_places)
        if extended is not None and (not found or extended.start >= found[-1].end):
            found.append(Post(extended, stated=abroad(extended) and _before_surname(text, extended.end)))
    return found


def _before_surname(text: str, end: int) -> bool:
    """`Tổng thống Nga | Karpin`: a foreigner's surname, nobody's full name, yet a holder."""
    found = scan(text)
    at = found.at(end)
    if at >= len(found.words) or found.starts[at] != end + 1 or text[end] != " ":
        return False
    word = found.words[at]
    foreign = found.shapes[at] == TITLE and not is_vietnamese(word) and not is_abbreviation(word)
    return foreign and not found.starting[at]


def _bind_ahead(found: Scan, anchors: Anchors, posts: Sequence[Post]) -> None:
    """`Tổng Tham mưu trưởng lực lượng vũ trang Nga | X`: what stands between is a unit that nobody has marked."""
    named = {found.starts[n.first]: n for n in people(found.text) if n.post is not None and not n.cues}
    if not named:
        return
    ends = [p.end for p in posts]
    for anchor in anchors.full:
        name = named.get(anchor.start)
        if name is None or name.post is None or not _ends_unit(found, name.first):
            continue
        head = found.starts[name.post.first]
        i = bisect_left(ends, head + 1)
        if i < len(posts) and posts[i].start <= head and posts[i].end < anchor.start and posts[i].position.rule == HELD:
            posts[i].anchors = [anchor]


def _ends_unit(found: Scan, at: int) -> bool:
    """Whether a unit's name may end before syllable `at`: with a capital, or a level (`Công đoàn ngành | X`)."""
    return found.shapes[at - 1] != LOWER or found.words[at - 1] in lexicon().words["gap.unit_last"]


def _bind_posts(
    document: Document,
    cues: Cues,
    anchors: Anchors,
    posts: list[Post],
    rest: Sequence[Mention],
    ranks: Sequence[Rank],
) -> None:
    """Sentence by sentence: posts and people in order, with the other mentions that stand between them."""
    sentences = document.sentences
    told = sorted({i for post in posts if (i := sentences.at(post.start)) is not None})
    spans = [(sentences.starts[i], sentences.ends[i]) for i in told]
    passed = _passed(scan(document.text), spans, rest, ranks)
    starts = [p[0] for p in passed]
    low = cues.canon
    items: list[Anchor | Post] = sorted([*anchors.all, *posts], key=_START)
    places = [x.start for x in items]
    for start, end in spans:
        own = items[bisect_left(places, start) : bisect_left(places, end)]
        between = _outside(passed[bisect_left(starts, start) : bisect_left(starts, end)], own)
        bind(Clause(low, start, end, own, between, [p[0] for p in between]))


def _passed(
    found: Scan, spans: Sequence[tuple[int, int]], rest: Sequence[Mention], ranks: Sequence[Rank]
) -> list[Passed]:
    """What is passed over in gaps, in order: of two that begin together the longer, none that begins inside another.

    Titles, and letters that stand alone in a list, are looked for in the sentences `spans` only.
    """
    every = [(m.start, -m.end, 0, "§") for m in rest]
    every += [(r.start, -r.end, 1, "®") for r in ranks]
    starts, ends, gaps, shapes, capitals = found.starts, found.ends, found.gaps, found.shapes, found.capitals
    for start, end in spans:
        first, last = found.at(start), found.at(end)
        every += [(starts[h.first], -ends[h.last - 1], 2, "~") for h in found.hits("filler", first, last)]
        for k in capitals[bisect_left(capitals, first) : bisect_left(capitals, last)]:
            if shapes[k] == UPPER and gaps[k] in _LISTING and gaps[k - 1] in _LISTING:
                every.append((starts[k], -ends[k], 3, "§"))
    kept: list[Passed] = []
    reach = 0
    every.sort()
    for start, behind, _, symbol in every:
        if start >= reach:
            reach = -behind
            kept.append((start, reach, symbol))
    return kept


_LISTING = frozenset({", ", " - ", " – "})


def _outside(passed: Sequence[Passed], items: Sequence[Anchor | Post]) -> list[Passed]:
    """Those that share no letter with an item; both sorted."""
    bounds = [(item.start, item.end) for item in items]
    found: list[Passed] = []
    at = 0
    for span in passed:
        start, end, _ = span
        while at < len(bounds) and bounds[at][1] <= start:
            at += 1
        if at == len(bounds) or bounds[at][0] >= end:
            found.append(span)
    return found


def _by_mention(posts: Sequence[Post]) -> dict[int, tuple[str, ...]]:
    """Texts of the posts stated at each mention of a full name."""
    held: dict[int, list[str]] = {}
    for post in posts:
        for anchor in post.anchors:
            if anchor.mention is not None:
                texts = held.setdefault(anchor.mention, [])
                if post.position.text not in texts:
                    texts.append(post.position.text)
    return {mention: tuple(texts) for mention, texts in held.items()}
