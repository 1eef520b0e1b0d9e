"""Entities of the whole corpus: units first, then the persons whose posts are in them. Which question: who is who?

A pure function of articles and corrections: neither the order of the articles nor that of the rows counts, and a corpus
that grew gives what one made at once gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.entities import CareerLine, CorrectionProblem, Entity, EntityLink, EntityName, Resolution
from extractor.resolve.apart import reasons_apart
from extractor.resolve.articles import ArticleMentions, seen, spelled
from extractor.resolve.corrections import Correction, consistent, words_match
from extractor.resolve.dossiers import Dossier, Statement, UnitFacts, UnitOf, dossiers
from extractor.resolve.names import key, shown_place
from extractor.resolve.namesakes import told_apart
from extractor.resolve.nodes import Corrected, Node, mark_splits, usual_name
from extractor.resolve.party_posts import with_bodies
from extractor.resolve.persons import PersonGroup
from extractor.resolve.short_units import grouped_persons
from extractor.resolve.unit_entities import UnitEntities, entity_id
from extractor.resolve.units import UnitAtom, unit_atoms


def resolve_entities(articles: Iterable[ArticleMentions], corrections: Iterable[Correction] = ()) -> Resolution:
    """All units and public persons, with what is to be said of the corrections."""
    rows, problems = consistent(corrections)
    ordered = sorted(articles, key=lambda a: a.article_id)
    atoms: list[UnitAtom] = [atom for article in ordered for atom in unit_atoms(article)]
    units = UnitEntities(atoms, rows)
    people = [one for a in ordered for one in public_persons(a, units.of, units.named_in(a))]
    persons = make_persons(people, rows, lambda people: grouped_persons(people, units.of))
    found = sorted([*units.entities, *persons.made], key=lambda e: (e.kind, key(e.label), e.label, e.id))
    told = sorted({*problems, *units.problems, *persons.problems}, key=lambda p: (p.row, p.problem))
    return Resolution(entities=tuple(found), problems=tuple(told))


def public_persons(article: ArticleMentions, unit_of: UnitOf, units: Iterable[UnitFacts]) -> list[Dossier]:
    """The public persons of one article; `units` are those that it names."""
    return [one for d in dossiers(article, unit_of, units) for one in told_apart(with_bodies(d, unit_of))]


@dataclass(slots=True, kw_only=True)
class MadePersons:
    """Persons of some names, and what is to be said of the corrections."""

    made: list[Entity]
    problems: list[CorrectionProblem]


Group = Callable[[Sequence[Dossier]], list[list[PersonGroup]]]
"""The persons of each name; see `short_units.grouped_persons`."""


def make_persons(people: Sequence[Dossier], corrections: Sequence[Correction], group: Group) -> MadePersons:
    """The persons of some names, with the corrections of persons laid over them.

    All dossiers of these names have to be there, sorted by article, those of other spellings of them, and all that the
    corrections speak of.
    """
    mine = [c for c in corrections if c.kind == "person"]
    problems = mark_splits(people, mine, selects)
    names = group(people)
    nodes = _labelled([node for groups in names for node in _nodes(groups)])
    corrected = Corrected("person", nodes, selects)
    made = [_entity(node) for node in _labelled(corrected.apply(mine))]
    several = [groups for groups in names if len(groups) > 1]
    ids = {m.article_id + m.field + str(m.n): e.id for e in made for m in e.members} if several else {}
    linked = [_with_reasons(groups, ids) for groups in several]
    apart = {entity: links for found in linked for entity, links in found.items()}
    made = [replace(e, links=(*e.links, *apart[e.id])) if e.id in apart else e for e in made]
    return MadePersons(made=made, problems=[*problems, *corrected.problems])


def selects(dossier: Dossier, which: str) -> bool:
    """Whether a bracket selects a person in one article: by id, address, or words of a rank, post or unit."""
    if which in (dossier.article.article_id, dossier.article.url):
        return True
    said = [
        text
        for s in dossier.statements
        for text in (s.rank, s.post, s.unit_name, s.unit.name if s.unit else None)
        if text
    ]
    return any(words_match(which, text) for text in said)


def _nodes(groups: Sequence[PersonGroup]) -> list[Node[Dossier]]:
    nodes = []
    for group in groups:
        links = [
            EntityLink(kind="joined", rule=x.rule, evidence=x.evidence, articles=_pair(x.a, x.b)) for x in group.links
        ]
        links.sort(key=lambda x: (x.articles, x.rule, x.evidence))
        ids = tuple(
            entity_id("person", key(d.name), d.article.article_id, *["#"] * (d.part == 2)) for d in group.dossiers
        )
        nodes.append(Node(group.dossiers, usual_name(group.dossiers), ids, links=links))
    return nodes


def _pair(a: Dossier, b: Dossier) -> tuple[str, ...]:
    return tuple(d.article.article_id for d in sorted((a, b), key=lambda d: d.order))


def _labelled(nodes: Sequence[Node[Dossier]]) -> list[Node[Dossier]]:
    """Bearers of one name told apart by their last unit, post or rank, else by an article."""
    by_name: dict[str, list[Node[Dossier]]] = {}
    for node in nodes:
        by_name.setdefault(key(node.name), []).append(node)
    for same in by_name.values():
        same.sort(key=lambda n: (-len({a.article.article_id for a in n.atoms}), min(a.order for a in n.atoms)))
        taken: set[str] = set()
        for node in same:
            node.told_by = ""
            if len(same) == 1:
                continue
            choices = [*_tellers(node), min(a.article.article_id for a in node.atoms)]
            node.told_by = next((c for c in choices if key(c) not in taken), choices[-1])
            taken.add(key(node.told_by))
    return [node for _, same in sorted(by_name.items()) for node in same]


def _tellers(node: Node[Dossier]) -> list[str]:
    """What may tell a bearer of a name from another, the newest first: a unit, a post with its place, a rank."""
    found: list[str] = []
    statements = [s for atom in sorted(node.atoms, key=lambda a: a.order, reverse=True) for s in atom.statements]
    found += [s.unit.name for s in statements if s.unit and s.unit.resolved and "(" not in s.unit.name]
    found += [s.post for s in statements if s.post and "(" not in s.post]
    found += [s.rank for s in statements if s.rank]
    return list(dict.fromkeys(found))


def _with_reasons(groups: Sequence[PersonGroup], ids: dict[str, str]) -> dict[str, list[EntityLink]]:
    """For each entity of a name, why it is not one of the others; nothing where a correction joined them."""
    homes = [_home(group, ids) for group in groups]
    found: dict[str, dict[str, EntityLink]] = {}
    for apart in reasons_apart(groups):
        a, b = homes[apart.a], homes[apart.b]
        if a is None or b is None or a == b:
            continue
        for mine, other in ((a, b), (b, a)):
            links = found.setdefault(mine, {})
            if other not in links:
                links[other] = EntityLink(kind="apart", rule=apart.rule, evidence=apart.evidence, other=other)
    return {mine: list(links.values()) for mine, links in found.items()}


def _home(group: PersonGroup, ids: dict[str, str]) -> str | None:
    member = group.dossiers[0].members[0]
    return ids.get(member.article_id + member.field + str(member.n))


def _entity(node: Node[Dossier]) -> Entity:
    when = seen(node.atoms)
    ordered = sorted(node.atoms, key=lambda a: (a.order, key(a.name)))
    provinces = [s.unit.province for a in ordered for s in a.statements if s.unit and s.unit.province]
    extra = tuple(EntityName(name=name, mentions=0, source="correction") for name in dict.fromkeys(node.extra))
    return Entity(
        id=node.ids[0],
        kind="person",
        name=node.name,
        label=node.label,
        province=shown_place(provinces[-1]) if provinces else None,
        first=when.first,
        last=when.last,
        undated=when.undated,
        articles=when.articles,
        names=(*spelled(node.atoms), *extra),
        members=tuple(sorted((m for a in ordered for m in a.members), key=lambda m: (m.article_id, m.field, m.n))),
        lines=tuple(_line(atom, s) for atom in ordered for s in atom.statements),
        links=tuple(node.links),
    )


def _line(dossier: Dossier, s: Statement) -> CareerLine:
    known = s.unit is not None and not s.unit.id.startswith("name:")
    return CareerLine(
        article_id=dossier.article.article_id,
        field=s.field,
        start=s.start,
        date=dossier.article.date,
        inferred=dossier.article.inferred,
        rank=f"{s.rank_before} → {s.rank}" if s.rank_before else s.rank,
        level=s.level,
        post=s.post,
        head=s.head,
        unit=s.unit.name if s.unit else s.unit_name,
        unit_id=s.unit.id if s.unit and known else None,
        former=s.former,
        acting=s.acting,
        change=s.change,
        first=s.first,
        last=s.last,
        rule=s.rule,
        unit_type=s.unit.type if s.unit else None,
        vague=s.unit is not None and not s.unit.resolved,
    )
