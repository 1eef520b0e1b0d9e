"""Unit entities: groups of units as entities with parents, places and relations, and what persons need of them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.entities import CorrectionProblem, Entity, EntityLink, EntityName
from corpus.mentions import Unit
from extractor.resolve.articles import ArticleMentions, most, seen, spelled
from extractor.resolve.corrections import Correction, words_match
from extractor.resolve.dossiers import UnitFacts
from extractor.resolve.names import era_of, is_organ, key, location, shown_place
from extractor.resolve.nodes import Corrected, Node, mark_splits, usual_name
from extractor.resolve.reforms import relations
from extractor.resolve.units import UnitAtom, UnitGroup, group_units, is_local, usual

_OWNERS = 6  # owners of owners


def entity_id(*parts: str) -> str:
    """16 hex digits from what makes an entity."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


class UnitEntities:
    """All units of the corpus. `entities` is sorted by label; `problems` are those of corrections of units."""

    def __init__(self, atoms: Sequence[UnitAtom], corrections: Sequence[Correction]) -> None:
        mine = [c for c in corrections if c.kind == "unit"]
        problems = mark_splits(atoms, mine, _selects)
        corrected = Corrected("unit", _nodes(group_units(atoms)), _selects)
        nodes = _gathered(corrected.apply(mine))
        self.problems: list[CorrectionProblem] = [*problems, *corrected.problems]
        self._ids: dict[str, str] = {}  # compared full name to the id of the only entity of that name
        made = _different(sorted((_entity(node) for node in nodes), key=lambda e: (e.label, e.id)))
        same: dict[str, list[Entity]] = defaultdict(list)
        for entity in made:
            if entity.status == "resolved":
                for name in {key(entity.name), key(entity.label)}:
                    same[name].append(entity)
        self._ids = {name: found[0].id for name, found in same.items() if len(found) == 1}
        self.entities = [self._related(entity) for entity in made]
        self._by_id = {entity.id: entity for entity in self.entities}
        ids = {entity.label: entity.id for entity in made}
        self._of: dict[tuple[str, str], str] = {}
        for node in nodes:
            for atom in sorted(node.atoms, key=lambda a: (len(a.members), a.name)):
                for name in {key(atom.also), key(atom.name)}:
                    self._of[atom.article.article_id, name] = ids[node.label]
        self._facts: dict[str, UnitFacts] = {}

    def _related(self, entity: Entity) -> Entity:
        if entity.status == "unresolved":
            return entity
        links = (*entity.links, *relations(entity.name, entity.last, self._ids.get, entity.province))
        return replace(entity, parent_id=self._ids.get(key(entity.parent)) if entity.parent else None, links=links)

    def of(self, article_id: str, name: str) -> UnitFacts | None:
        """The unit that an article means by a canonical name; one that the article does not mention by its name."""
        found = self._of.get((article_id, key(name))) or self._ids.get(key(name)) or self._ids.get(key(usual(name)))
        if found is None:
            return UnitFacts(id=f"name:{key(usual(name))}", name=usual(name), resolved=not is_local(key(name)))
        return self._fact(found)

    def named_in(self, article: ArticleMentions) -> list[UnitFacts]:
        """The units that an article names, by id."""
        names = {key(m.value) for _, _, m in article.mentions if isinstance(m, Unit)}
        ids = {found for name in names if (found := self._of.get((article.article_id, name))) is not None}
        return [self._fact(found) for found in sorted(ids)]

    def _fact(self, found: str) -> UnitFacts:
        if found not in self._facts:
            entity = self._by_id[found]
            above = [self._by_id[i] for i in self._owners(entity)]
            province = entity.province or next((e.province for e in above if e.province), None)
            self._facts[found] = UnitFacts(
                id=found,
                name=entity.label,
                type=entity.type,
                resolved=entity.status == "resolved",
                above=tuple(e.id for e in above if location(e.name) is not None),
                owner=key(entity.parent) if entity.parent and location(entity.parent) else None,
                province=key(province) if province else None,
                place=location(entity.name),
                organ=is_organ(entity.name),
            )
        return self._facts[found]

    def _owners(self, entity: Entity) -> list[str]:
        found: list[str] = []
        while entity.parent_id and entity.parent_id not in found and len(found) < _OWNERS:
            found.append(entity.parent_id)
            entity = self._by_id[entity.parent_id]
        return [i for i in found if i != entity.id] if entity.parent_id in found else found


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


def _nodes(groups: Iterable[UnitGroup]) -> list[Node[UnitAtom]]:
    """Resolved groups as they are; unresolved ones article by article, so that a correction may settle one."""
    nodes = []
    for group in groups:
        if group.note is not None:
            nodes += [_loose(a, group) for a in group.atoms]
            continue
        own = [atom for atom in group.atoms if atom not in group.described]
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
