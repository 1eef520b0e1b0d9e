"""Unit entities: groups of units as entities with parents, places and relations, and what persons need of them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.entities import CorrectionProblem, Entity, EntityLink, EntityName
from corpus.mentions import Unit
from extractor.resolve.articles import ArticleMentions, most, seen, spelled
from extractor.resolve.corrections import Correction, words_match
from extractor.resolve.dossiers import UnitFacts
from extractor.resolve.names import era_of, is_organ, key, location, shown_place
from extractor.resolve.nodes import Corrected, Node, mark_splits, usual_name
from extractor.resolve.reforms import Find, relations
from extractor.resolve.units import UnitAtom, UnitGroup, group_units, is_local, usual

_OWNERS = 6  # owners of owners


def entity_id(*parts: str) -> str:
    """16 hex digits from what makes an entity."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(slots=True, kw_only=True)
class MadeUnits:
    """Units of some families: each entity with its atoms, without its owner's id and relations, sorted by label."""

    made: list[tuple[Entity, list[UnitAtom]]]
    problems: list[CorrectionProblem]


def make_units(atoms: Sequence[UnitAtom], corrections: Sequence[Correction]) -> MadeUnits:
    """The units of whole families, with the corrections of units laid over them: all that they speak of must be there.

    Atoms are sorted by article.
    """
    mine = [c for c in corrections if c.kind == "unit"]
    problems = mark_splits(atoms, mine, _selects)
    corrected = Corrected("unit", unit_nodes(atoms), _selects)
    nodes = _gathered(corrected.apply(mine))
    made = {node.label: _entity(node) for node in nodes}
    different = _different(sorted(made.values(), key=lambda e: (e.label, e.id)))
    by_label = {node.label: node.atoms for node in nodes}
    return MadeUnits(made=[(e, by_label[e.label]) for e in different], problems=[*problems, *corrected.problems])


def names_of(entity: Entity) -> set[str]:
    """The compared names by which an article may mean a unit that it does not mention; none of an unresolved one."""
    return {key(entity.name), key(entity.label)} if entity.status == "resolved" else set()


def related(entity: Entity, find: Find) -> Entity:
    """The unit with its owner's id and what became of it; `find` gives the id of the only unit of a compared name."""
    if entity.status == "unresolved":
        return entity
    links = (*entity.links, *relations(entity.name, entity.last, find, entity.province))
    return replace(entity, parent_id=find(key(entity.parent)) if entity.parent else None, links=links)


def meant_by(units: Iterable[tuple[str, int, str, str, str]]) -> dict[str, str]:
    """By compared name the entity that an article means by it; units as label, mentions, name, other name and id."""
    found: dict[str, str] = {}
    for _, _, name, also, entity in sorted(units):
        for words in {key(also), key(name)}:
            found[words] = entity
    return found


def unmentioned(name: str) -> UnitFacts:
    """What a name tells of a unit of which there is no entity."""
    return UnitFacts(id=f"name:{key(usual(name))}", name=usual(name), resolved=not is_local(key(name)))


def facts_of(entity: Entity, above: Sequence[Entity]) -> UnitFacts:
    """What persons need of a unit; `above` are its owners, nearest first."""
    province = entity.province or next((e.province for e in above if e.province), None)
    return UnitFacts(
        id=entity.id,
        name=entity.label,
        type=entity.type,
        resolved=entity.status == "resolved",
        above=tuple(e.id for e in above if location(e.name) is not None),
        owner=key(entity.parent) if entity.parent and location(entity.parent) else None,
        province=key(province) if province else None,
        place=location(entity.name),
        organ=is_organ(entity.name),
    )


def owners_of(entity: Entity, get: Callable[[str], Entity]) -> list[Entity]:
    """The owners of a unit, nearest first; not itself, where owners go round in a circle."""
    found: dict[str, Entity] = {}
    last = entity
    while last.parent_id and last.parent_id not in found and len(found) < _OWNERS:
        owner = get(last.parent_id)
        found[owner.id] = last = owner
    return [e for i, e in found.items() if i != entity.id] if last.parent_id in found else list(found.values())


class UnitEntities:
    """All units of the corpus, held in memory. `entities` is sorted by label; `problems` are of corrections of units.

    `diembao.resolving` makes the same family by family, and keeps them in the store.
    """

    def __init__(self, atoms: Sequence[UnitAtom], corrections: Sequence[Correction]) -> None:
        units = make_units(atoms, corrections)
        self.problems = units.problems
        same: dict[str, list[str]] = defaultdict(list)
        for entity, _ in units.made:
            for name in names_of(entity):
                same[name].append(entity.id)
        self._ids = {name: found[0] for name, found in same.items() if len(found) == 1}
        self.entities = [related(entity, self._ids.get) for entity, _ in units.made]
        self._by_id = {entity.id: entity for entity in self.entities}
        named: dict[str, list[tuple[str, int, str, str, str]]] = defaultdict(list)
        for entity, own in units.made:
            for a in own:
                named[a.article.article_id].append((entity.label, len(a.members), a.name, a.also, entity.id))
        self._of = {article: meant_by(found) for article, found in named.items()}
        self._facts: dict[str, UnitFacts] = {}

    def of(self, article_id: str, name: str) -> UnitFacts | None:
        """The unit that an article means by a canonical name; one that the article does not mention by its name."""
        own = self._of.get(article_id, {}).get(key(name))
        found = own or self._ids.get(key(name)) or self._ids.get(key(usual(name)))
        return unmentioned(name) if found is None else self._fact(found)

    def named_in(self, article: ArticleMentions) -> list[UnitFacts]:
        """The units that an article names, by id."""
        return [self._fact(found) for found in named_units(article, self._of.get(article.article_id, {}))]

    def _fact(self, found: str) -> UnitFacts:
        if found not in self._facts:
            entity = self._by_id[found]
            self._facts[found] = facts_of(entity, owners_of(entity, self._by_id.__getitem__))
        return self._facts[found]


def named_units(article: ArticleMentions, meant: Mapping[str, str]) -> list[str]:
    """The ids of the units that an article names, sorted."""
    names = {key(m.value) for _, _, m in article.mentions if isinstance(m, Unit)}
    return sorted({found for name in names if (found := meant.get(name)) is not None})


def _different(entities: Iterable[Entity]) -> list[Entity]:
    """The same with an id each: a rename may take one of several unresolved ones of a name and of one id."""
    found: dict[str, Entity] = {}
    for entity in entities:
        known = entity.id
        while known in found:
            known = entity_id("unit", known, entity.label)
        found[known] = entity if known == entity.id else replace(entity, id=known)
    return list(found.values())


def _selects(atom: UnitAtom, which: str) -> bool:
    """Whether a bracket selects a unit in one article: by id, address, parent or place."""
    if which in (atom.article.article_id, atom.article.url):
        return True
    site = [atom.site.district, atom.site.province] if atom.site else []
    said = [atom.name, atom.parent or "", atom.place or "", *site]
    return any(words_match(which, text) for text in said if text)


def unit_nodes(atoms: Iterable[UnitAtom]) -> list[Node[UnitAtom]]:
    """Resolved groups as they are; unresolved ones article by article, so that a correction may settle one."""
    nodes = []
    for group in group_units(atoms):
        if group.note is not None:
            nodes += [_loose(a, group) for a in group.atoms]
            continue
        others = set(map(id, group.described))
        own = [atom for atom in group.atoms if id(atom) not in others]
        links = [_described(own[0], atom) for atom in group.described] + [
            _inferred(a) for a in group.atoms if a.inferred
        ]
        name = usual_name(own)
        ids = tuple(entity_id("unit", key(name), by, "") for by in dict.fromkeys((group.told_by, "")))
        nodes.append(Node(group.atoms, name, ids, group.told_by, links=list(dict.fromkeys(links))))
    return sorted(nodes, key=lambda n: (n.label, n.note or "", min(a.article.article_id for a in n.atoms)))


def _loose(atom: UnitAtom, group: UnitGroup) -> Node[UnitAtom]:
    name = usual_name([atom])
    ids = (entity_id("unit", key(name), _unresolved(group.told_by), "unresolved"),)
    return Node([atom], name, ids, group.told_by, group.note, loose=True)


def _unresolved(told_by: str) -> str:
    return ", ".join(filter(None, [told_by, "unresolved"]))


def _described(own: UnitAtom, atom: UnitAtom) -> EntityLink:
    return EntityLink(kind="joined", rule="described", evidence=f"{atom.name} is {own.name} with what it is before it")


def _inferred(atom: UnitAtom) -> EntityLink:
    evidence = f"{atom.also}: {atom.inferred} is the only force of a province that the article names"
    return EntityLink(kind="joined", rule="only-force", evidence=evidence, articles=(atom.article.article_id,))


def _gathered(nodes: Sequence[Node[UnitAtom]]) -> list[Node[UnitAtom]]:
    """Unresolved nodes of one name as one line of the list; labels are made different."""
    loose: dict[str, list[Node[UnitAtom]]] = defaultdict(list)
    kept: dict[str, Node[UnitAtom]] = {}
    for node in nodes:
        if node.loose:
            loose[key(node.label)].append(node)
        else:
            _keep(kept, node)
    for same in loose.values():
        first = same[0]
        notes = sorted({n.note or "" for n in same})
        name = min(same, key=lambda n: (-n.size, n.name)).name
        told_by = _unresolved(first.told_by)
        atoms, links = [a for n in same for a in n.atoms], [link for n in same for link in n.links]
        gathered = Node(atoms, name, first.ids, told_by, "; ".join(notes), loose=True, links=links)
        _keep(kept, gathered)
    return [kept[label] for label in sorted(kept)]


def _keep(kept: dict[str, Node[UnitAtom]], node: Node[UnitAtom]) -> None:
    """Under a label of its own, also where corrections gave two units one name."""
    while node.label in kept:
        node.told_by = f"{node.told_by}, other".lstrip(", ")
    kept[node.label] = node


def _entity(node: Node[UnitAtom]) -> Entity:
    when = seen(node.atoms)
    types: Counter[str] = Counter()
    for atom in node.atoms:
        types.update(atom.types)
    parents = [atom.parent for atom in node.atoms if atom.parent and not node.loose]
    places = [atom.place for atom in node.atoms if atom.place]
    provinces = [p for atom in node.atoms if (p := _province(atom)) is not None]
    extra = tuple(EntityName(name=name, mentions=0, source="correction") for name in dict.fromkeys(node.extra))
    return Entity(
        id=node.ids[0],
        kind="unit",
        name=node.name,
        label=node.label,
        status="unresolved" if node.loose else "resolved",
        note=node.note,
        type=min(types, key=lambda t: (-types[t], t)),
        parent=most(parents) if parents else None,
        place=most(places) if places else None,
        province=most(provinces) if provinces else None,
        first=when.first,
        last=when.last,
        undated=when.undated,
        articles=when.articles,
        names=(*spelled(node.atoms), *extra),
        members=tuple(sorted((m for a in node.atoms for m in a.members), key=lambda m: (m.article_id, m.field, m.n))),
        links=tuple(node.links),
    )


def _province(atom: UnitAtom) -> str | None:
    place = location(atom.name, era_of(atom.article.first))
    name = place.name if place and place.tier == 1 else atom.site.province if atom.site else ""
    return shown_place(name) if name else None
