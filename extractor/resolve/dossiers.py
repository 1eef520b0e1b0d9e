"""What one article states of a person: ranks, posts with their units, and the units that it names besides.

Only persons whom the article gives a rank or a public post have a dossier (the contract's rule on privacy).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from corpus.entities import Field
from corpus.mentions import Branch, Change, Person, Position, Rank, Tenure
from corpus.text import slug
from extractor.gazetteer import table
from extractor.mine.ranks import GRADE
from extractor.resolve.abroad import of_country
from extractor.resolve.articles import ArticleMentions, Atom
from extractor.resolve.careers import RankHistory, rank_levels, rank_names
from extractor.resolve.names import Location, key, location


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """What linking persons needs of a unit.

    `above` are the ids of its owners that have a place, nearest first; `owner` is the compared name of the nearest,
    where that has one; `place` is its own; `province` is where it lies, compared; `organ` says that it leads its place.
    """

    id: str
    name: str
    type: str | None = None
    resolved: bool = True
    above: tuple[str, ...] = ()
    owner: str | None = None
    place: Location | None = None
    province: str | None = None
    organ: bool = False


UnitOf = Callable[[str, str], UnitFacts | None]
"""The unit that an article (its id) means by a canonical name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A rank, a post or both, as stated at one place; `rank_before` where it tells a promotion or a demotion.

    `change`, `first`, `last`, `rule` are a tenure's; a statement of neither rank nor post ends all posts.
    """

    field: Field
    start: int
    rank: str | None = None
    level: int | None = None
    rank_before: str | None = None
    post: str | None = None
    head: str | None = None
    unit_name: str | None = None
    unit: UnitFacts | None = None
    province: str | None = None
    former: bool = False
    acting: bool = False
    change: Change | None = None
    first: str | None = None
    last: str | None = None
    rule: str | None = None


@dataclass(slots=True, kw_only=True)
class Dossier(Atom):
    """A public person in one article. `context` are the resolved units that it names; `part` is 1 or 2 of
    two namesakes, 0 where the article knows one bearer of the name."""

    part: int = 0
    statements: list[Statement] = field(default_factory=list)
    ranks: RankHistory = field(default_factory=RankHistory)
    branches: set[Branch] = field(default_factory=set)
    context: dict[str, UnitFacts] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, str]:
        """Dossiers of a name in time, those without a date last."""
        return self.article.first or "9999", self.article.article_id


@cache
def holders() -> dict[str, str]:
    """Compared head of a post to `few` or `many` holders."""
    return {key(row["head"]): row["holders"] for row in table("entity_offices") if row["holders"]}


@cache
def _same_heads() -> dict[str, str]:
    return {key(row["head"]): key(row["same_as"]) for row in table("entity_offices") if row["same_as"]}


@cache
def same_heads(head: str) -> frozenset[str]:
    """All compared forms of a compared head, itself too."""
    return frozenset({head, *(form for form, same in _same_heads().items() if same == head)})


def head_of(value: str) -> str:
    """The compared head of a post, one for all its forms (`Phó Phòng`, `Phó Trưởng Phòng`)."""
    return _same_heads().get(key(value), key(value))


def dossiers(article: ArticleMentions, unit_of: UnitOf, units: Iterable[UnitFacts]) -> list[Dossier]:
    """The public persons of one article; `units` are those that it names."""
    found: dict[str, Dossier] = {}
    people: dict[str, list[tuple[Field, Person]]] = defaultdict(list)
    for where, n, mention in article.mentions:
        if isinstance(mention, Person) and mention.public:
            name = key(mention.value)
            if not name:
                continue
            if name not in found:
                found[name] = Dossier(article=article, name=mention.value)
            found[name].add(where, n, mention.text)
            people[name].append((where, mention))
    context = {u.id: u for u in units if u.resolved}
    for name, dossier in found.items():
        dossier.context = context
        _fill(dossier, name, people[name], unit_of)
    return [d for d in found.values() if d.statements]


_LIST = 400  # letters of a list of those who rose together


def _fill(dossier: Dossier, name: str, people: list[tuple[Field, Person]], unit_of: UnitOf) -> None:
    statements: list[Statement] = []
    taken: set[tuple[Field, int]] = set()
    posts = [(f, m) for f, _, m in dossier.article.mentions if isinstance(m, Position)]
    for where, person in people:
        rank, level = person.rank, rank_levels().get(slug(person.rank)) if person.rank else None
        for text in person.positions:
            post = _nearest(posts, where, person, text)
            if post is None:
                statements.append(Statement(field=where, start=person.start, post=text, rank=rank, level=level))
                continue
            taken.add((where, post.start))
            statements += _timed(_held(dossier, where, post, unit_of, rank, level), post.tenure)
        if person.rank and not person.positions:
            statements.append(Statement(field=where, start=person.start, rank=rank, level=level))
        if (shared := _shared_rise(dossier, where, person)) is not None:
            statements += _timed(replace(_ranked(where, shared), start=person.start), shared.tenure)
        statements += _timed(Statement(field=where, start=person.start), person.tenure)[: len(person.tenure)]
    statements += _of_posts(dossier, name, posts, taken, unit_of)
    for where, _, mention in dossier.article.mentions:
        if isinstance(mention, Rank) and mention.person and key(mention.person) == name:
            statements += _timed(_ranked(where, mention), mention.tenure)
            if mention.branch:
                dossier.branches.add(mention.branch)
    dossier.statements = _distinct(statements)
    levels = [s.level for s in dossier.statements if s.level is not None]
    if levels:  # the highest: an article that tells a life, or a promotion, names ranks of before
        dossier.ranks.state(max(levels), dossier.article.first)


def _of_posts(
    dossier: Dossier, name: str, posts: list[tuple[Field, Position]], taken: set[tuple[Field, int]], unit_of: UnitOf
) -> list[Statement]:
    """Posts of his that stand at no full name, and those that another has after him."""
    found: list[Statement] = []
    for where, post in posts:
        if post.person and key(post.person) == name and (where, post.start) not in taken:
            found += _timed(_held(dossier, where, post, unit_of, None, None), post.tenure)
        before = [t for t in post.tenure if t.person and key(t.person) == name]
        if before:
            left = replace(_held(dossier, where, post, unit_of, None, None), acting=False)
            found += _timed(left, before, of=before[0].person)
    return found


def _timed(statement: Statement, tenure: Sequence[Tenure], of: str | None = None) -> list[Statement]:
    """The statement once for each thing that is said of its time by `of` (None: the mention's own person)."""
    told = [t for t in tenure if t.person == of]
    if told and all(t.acting for t in told):
        return [statement, *(_said(statement, t) for t in told)]
    return [_said(statement, t) for t in told] or [statement]


def _said(statement: Statement, t: Tenure) -> Statement:
    head = f"{statement.head} {t.acting}" if t.acting else statement.head
    return replace(statement, change=t.change, first=t.first, last=t.last, rule=t.rule, head=head)


def _ranked(where: Field, mention: Rank) -> Statement:
    before = rank_names().get(mention.promoted_from or "")
    return Statement(field=where, start=mention.start, rank=mention.text, level=mention.level, rank_before=before)


def _shared_rise(dossier: Dossier, where: Field, person: Person) -> Rank | None:
    """`thăng hàm từ Trung tá lên Thượng tá cho đồng chí A và đồng chí | B`: told at A, and B has the same rank."""
    if person.rank is None:
        return None
    same = [
        m for f, _, m in dossier.article.mentions if f == where and isinstance(m, Rank) and m.value == slug(person.rank)
    ]
    if any(m.person and key(m.person) == key(person.value) for m in same):
        return None
    nearest = min(same, key=lambda m: (abs(m.start - person.start), m.start), default=None)
    if nearest is None or nearest.promoted_from is None or nearest.rule != GRADE:
        return None
    return nearest if abs(nearest.start - person.start) < _LIST else None


def _nearest(posts: list[tuple[Field, Position]], where: Field, person: Person, text: str) -> Position | None:
    same = [p for f, p in posts if f == where and p.text == text]
    own = [p for p in same if p.person == person.value] or same
    return min(own, key=lambda p: (abs(p.start - person.start), p.start), default=None)


def _held(
    dossier: Dossier, where: Field, post: Position, unit_of: UnitOf, rank: str | None, level: int | None
) -> Statement:
    name = of_country(dossier.article, post.unit) if post.unit else None
    unit = unit_of(dossier.article.article_id, name) if name else None
    place = location(f"x {post.text}") if unit is None else None
    return Statement(
        field=where,
        start=post.start,
        rank=rank,
        level=level,
        post=post.text,
        head=head_of(post.value),
        unit_name=name,
        unit=unit,
        province=unit.province if unit else place.name if place and place.tier == 1 else None,
        former=post.former,
        acting=post.acting,
    )


def _distinct(statements: list[Statement]) -> list[Statement]:
    """In the order of the text, each thing said once; a bare rank only where no statement has that rank.

    A promotion is said besides; both its ranks, bare, are not.
    """
    ordered = sorted(statements, key=lambda s: (s.field != "text", s.start, s.post is None, s.post or "", s.rank or ""))
    levels = rank_levels()
    risen = {level for s in ordered if s.rank_before for level in (s.level, levels[slug(s.rank_before)])}
    ranked = {s.level for s in ordered if s.post and s.level is not None}
    seen: set[tuple[object, ...]] = set()
    kept = []
    for s in ordered:
        if s.post is None and s.level in ranked | risen and not s.rank_before and s.change is None:
            continue
        post = (key(s.post or ""), s.unit.id if s.unit else s.unit_name)
        what = (s.level, s.rank_before, *post, s.head, s.change, s.first, s.last)
        bare = (None, *what[1:])
        if what not in seen and not (s.level is None and any((lv, *what[1:]) in seen for lv in ranked)):
            seen |= {what, bare} if s.level is not None else {what}
            kept.append(s)
    return kept
