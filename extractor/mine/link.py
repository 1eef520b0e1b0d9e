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
from dataclasses import replace

from corpus.article import Document
from corpus.mentions import Mention, Person, Place, Position, Rank, Unit
from corpus.text import canon
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.persons import PRIVATE_RULE
from extractor.mine.persons.anchors import Anchors, find_anchors
from extractor.mine.persons.branches import Forces
from extractor.mine.persons.clause import Anchor, Clause, Passed, Post
from extractor.mine.persons.extent import Neighbours, abroad, extend
from extractor.mine.persons.grades import tie_ranks
from extractor.mine.persons.holders import bind
from extractor.mine.persons.names import is_vietnamese
from extractor.mine.persons.publicness import is_general, is_public
from extractor.mine.persons.scan import TITLE, is_abbreviation, scan


def link(
    document: Document,
    cues: Cues,
    context: Context,  # noqa: ARG001
    mentions: Iterable[Mention],
) -> tuple[Mention, ...]:
    """The settled `mentions` with persons, ranks, posts and units tied to each other; none is added, order is kept."""
    settled = tuple(mentions)
    persons = [m for m in settled if isinstance(m, Person)]
    ranks = [m for m in settled if isinstance(m, Rank)]
    positions = [m for m in settled if isinstance(m, Position)]
    if not (persons or ranks or positions):
        return settled
    units = [m for m in settled if isinstance(m, Unit)]
    rest = [m for m in settled if not isinstance(m, Person | Rank | Position)]
    posts = _extended(document.text, positions, units, [m for m in settled if isinstance(m, Place)])
    anchors = find_anchors(scan(document.text), persons, posts)
    _bind_posts(document, cues, anchors, posts, rest, ranks)
    stated = tie_ranks(document, cues, anchors, ranks)
    held = _by_mention(posts)
    _share_units(posts)
    near = Neighbours(units)
    public = {r.person for r in stated.ranks if r.person} | {persons[i].value for i in stated.of_mention}
    public |= {a.person for p in posts if is_public(p.position, near) for a in p.anchors if a.person}
    people = [
        replace(p, rank=stated.of_mention.get(i), positions=held.get(i, ()), public=p.value in public)
        for i, p in enumerate(persons)
        if p.value in public or p.rule != PRIVATE_RULE
    ]
    listed = {p.value for p in people}
    tied = [_held_by(p, listed) for p in posts if _is_told(p, listed)]
    forces = Forces(document, cues, near, tied)
    ranks = [forces.tell(r) for r in stated.ranks]
    return tuple(sorted([*rest, *ranks, *people, *tied], key=lambda m: (m.start, -m.end)))


def _is_told(post: Post, listed: set[str]) -> bool:
    return any(a.person in listed for a in post.anchors) or (post.stated and not post.anchors)


def _held_by(post: Post, listed: set[str]) -> Position:
    """The post with the last of its holders whom the article may list."""
    people = [a.person for a in post.anchors if a.person in listed]
    return replace(post.position, person=people[-1] if people else None)


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
    return foreign and not found.starting.get(at)


def _bind_posts(
    document: Document,
    cues: Cues,
    anchors: Anchors,
    posts: list[Post],
    rest: Sequence[Mention],
    ranks: Sequence[Rank],
) -> None:
    """Sentence by sentence: posts and people in order, with the other mentions that stand between them."""
    found = scan(document.text)
    fillers = [h for k in found.marks["filler"] if (h := found.hit(k, "filler")) is not None]
    passed = _disjoint(
        [
            *((m.start, m.end, "§") for m in rest),
            *((r.start, r.end, "®") for r in ranks),
            *((found.starts[h.first], found.ends[h.last - 1], "~") for h in fillers),
        ]
    )
    starts = [p[0] for p in passed]
    items: list[Anchor | Post] = sorted([*anchors.all, *posts], key=lambda x: x.start)
    at = 0
    for start, end in document.sentences.pairs():
        first = at
        while at < len(items) and items[at].start < end:
            at += 1
        own = [x for x in items[first:at] if x.start >= start]
        if any(isinstance(x, Post) for x in own):
            between = _outside(passed[bisect_left(starts, start) : bisect_left(starts, end)], own)
            bind(Clause(cues.canon, start, end, own, between, [p[0] for p in between]))


def _disjoint(passed: list[Passed]) -> list[Passed]:
    """In order, the longer of two that begin together, none that begins inside another."""
    found: list[Passed] = []
    for item in sorted(passed, key=lambda p: (p[0], -p[1])):
        if not found or item[0] >= found[-1][1]:
            found.append(item)
    return found


def _outside(passed: Sequence[Passed], items: Sequence[Anchor | Post]) -> list[Passed]:
    """Those that share no letter with an item; both sorted."""
    found: list[Passed] = []
    at = 0
    for start, end, symbol in passed:
        while at < len(items) and items[at].end <= start:
            at += 1
        if at == len(items) or items[at].start >= end:
            found.append((start, end, symbol))
    return found


def _share_units(posts: Sequence[Post]) -> None:
    """A bare post (`giữ chức Cục phó`) is of the one unit that the article names with this post of the same person."""
    said: dict[tuple[str | None, str], set[str | None]] = {}
    bare: list[Post] = []
    for post in posts:
        p = post.position
        if p.person and p.unit is None and canon(p.text) == canon(p.value):
            bare.append(post)
        else:
            said.setdefault((p.person, p.value), set()).add(p.unit)
    for post in bare:
        p = post.position
        units = said.get((p.person, p.value), set())
        if len(units) == 1 and not abroad(p) and not is_general(p):
            post.position = replace(p, unit=next(iter(units)))


def _by_mention(posts: Sequence[Post]) -> dict[int, tuple[str, ...]]:
    """Texts of the posts stated at each mention of a full name; sets the posts' persons."""
    held: dict[int, list[str]] = {}
    for post in posts:
        people = [a.person for a in post.anchors if a.person]
        post.position = replace(post.position, person=people[-1] if people else None)
        for anchor in post.anchors:
            if anchor.mention is not None:
                texts = held.setdefault(anchor.mention, [])
                if post.position.text not in texts:
                    texts.append(post.position.text)
    return {mention: tuple(texts) for mention, texts in held.items()}
