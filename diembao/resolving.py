"""Resolving entities piece by piece. Which question: what do new, changed and lost articles touch?

Units are resolved family by family (`extractor.resolve.units.family_of`), persons name by name with other spellings of
it (`diembao.resolving_persons`). What each article says is kept in the tables `resolve_…`, with who looked for which
name, so that only what is touched is read again; what comes out is that of `extractor.resolve.entities` over all
articles, whatever the order in which these came. Memory holds one family or name at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from corpus.entities import CorrectionProblem, Entity
from corpus.mentions import Person
from corpus.store import Store
from corpus.store.resolution import Head, Kept
from extractor.resolve.articles import ArticleMentions
from extractor.resolve.corrections import Correction
from extractor.resolve.dossiers import UnitFacts
from extractor.resolve.kept import facts_of_record, facts_record, unit_of_record, unit_record
from extractor.resolve.names import key
from extractor.resolve.unit_entities import facts_of, make_units, names_of, owners_of, related, unit_nodes
from extractor.resolve.units import UnitAtom, family_of, unit_atoms

_REMEMBERED = 50_000  # units of which facts are held


@dataclass(slots=True)
class Touched:
    """What articles have left or come into: families of units and names of persons, and the entities they were in.

    `articles` are those whose persons have to be read again.
    """

    families: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)

    def leave(self, found: Iterable[tuple[str, str | None]]) -> None:
        """An article leaves these families of units and the entities that its units were in."""
        for family, entity in found:
            self.families.add(family)
            if entity is not None:
                self.entities.add(entity)

    def come(self, store: Store, article: ArticleMentions, digest: str) -> None:
        """An article comes in; its units are kept."""
        a = article
        head = Head(
            article_id=a.article_id, url=a.url, source=a.source, date=a.date, first=a.first, last=a.last,
            inferred=a.inferred,
        )  # fmt: skip
        people = any(isinstance(m, Person) and m.public for _, _, m in a.mentions)
        store.resolution.put_article(head, digest, people=people)
        units = [(family_of(key(atom.name)), unit_record(atom)) for atom in unit_atoms(a)]
        store.resolution.put_units(a.article_id, units)
        self.families.update(name for name, _ in units)
        self.articles.add(a.article_id)


Place = tuple[str, str | None, str | None]
"""What the facts of the units below depend on: name, province, id of the owner."""


class Units:
    """The units in the store. `refresh` makes those of touched families anew; with `whole` nothing was there before.

    After it `changed` are the units of which persons must know something else than before, `problems` those of the
    corrections of units.
    """

    def __init__(self, store: Store, corrections: Sequence[Correction], *, whole: bool) -> None:
        self._store = store
        self._kept = store.resolution
        self._whole = whole
        self._mine = [c for c in corrections if c.kind == "unit"]
        self._before: dict[str, str | None] = {}  # by name the only unit of it, before anything was changed
        self._places: dict[str, Place | None] = {}  # of units that were made anew, before that
        self._made: set[str] = set()
        self.problems: list[CorrectionProblem] = []
        self.changed: set[str] = set()
        self.facts = lru_cache(maxsize=_REMEMBERED)(self._facts)

    def refresh(self, touched: Touched) -> None:
        """Make the units of touched families anew, and of those that corrections speak of or spoke of before.

        Adds to `touched.articles` those that mean another unit, or another kind of unit, than before.
        """
        families = touched.families | self._kept.corrected("unit")
        spoken_of = self._spoken_of(families) if self._mine else set()
        if not self._mine:
            self._kept.forget_called()
        if self._mine:
            self._make(sorted(spoken_of), touched, self._mine)
        for family in sorted(families - spoken_of):
            self._make([family], touched)
        self._kept.put_corrected("unit", spoken_of)
        gone = touched.entities - self._made
        for entity_id in sorted(gone):
            self._remember(entity_id, ())
            self._take_out(entity_id)
        renamed = {name for name, before in self._before.items() if self._kept.only(name) != before}
        self._relate(self._made | self._kept.askers(renamed, "unit"))
        self._state(gone)
        if not self._whole:
            names = renamed | {name for entity in self.changed for name in self._kept.names_of(entity)}
            touched.articles |= self._kept.askers(names, "article", "short")
            touched.articles |= self._store.entities.articles_of(self.changed)

    # what corrections speak of

    def _spoken_of(self, families: Collection[str]) -> set[str]:
        """The families in which something has a name or an id that the corrections use."""
        for family in sorted(families) if self._kept.knows_called() else self._kept.families():
            atoms = [atom for atom, _ in self._atoms(family)]
            called = {key(name) for a in atoms for name in (a.name, a.also, *a.surfaces)}
            self._kept.put_called(family, called | {known for node in unit_nodes(atoms) for known in node.ids})
        references = [ref for c in self._mine for ref in (c.entity, c.target) if ref is not None]
        return self._kept.called(name for ref in references for name in (key(ref.name), ref.name.lower()))

    # units of families

    def _atoms(self, family: str) -> list[tuple[UnitAtom, Kept]]:
        found: list[tuple[UnitAtom, Kept]] = []
        article: ArticleMentions | None = None
        for kept in self._kept.units_of(family):
            if article is None or article.article_id != kept.head.article_id:
                article = article_of(kept.head)
            found.append((unit_of_record(kept.record, article), kept))
        return found

    def _make(self, families: Sequence[str], touched: Touched, corrections: Sequence[Correction] = ()) -> None:
        """The units of one family, or of all that corrections speak of."""
        read = [(family, atom, kept) for family in families for atom, kept in self._atoms(family)]
        read.sort(key=lambda one: (one[2].head.article_id, one[2].part))
        made = make_units([atom for _, atom, _ in read], corrections)
        self.problems += made.problems
        touched.entities |= {kept.entity_id for _, _, kept in read if kept.entity_id}
        home = {id(atom): entity.id for entity, atoms in made.made for atom in atoms}
        moved: defaultdict[str, list[tuple[str, int, str | None]]] = defaultdict(list)
        for family, atom, kept in read:
            if (now := home.get(id(atom))) != kept.entity_id:
                moved[family].append((kept.head.article_id, kept.part, now))
                if not self._whole:
                    touched.articles.add(kept.head.article_id)
        for family, rows in moved.items():
            self._kept.put_unit_entities(family, rows)
        for entity, _ in made.made:
            self._put(entity)

    def _put(self, entity: Entity) -> None:
        names = names_of(entity)
        self._made.add(entity.id)
        self._remember(entity.id, names)
        if self._whole:
            self._store.entities.add(entity)
        else:
            self._store.entities.put(entity)
        self._kept.put_names(entity.id, names)

    def _take_out(self, entity_id: str) -> None:
        self._store.entities.remove([entity_id])
        self._kept.put_names(entity_id, ())
        self._kept.put_facts(entity_id, None)
        self._kept.forget_asked("unit", entity_id)

    def _remember(self, entity_id: str, names: Iterable[str]) -> None:
        """What was, before an entity is made anew or taken out."""
        if self._whole:
            return
        for name in (*names, *self._kept.names_of(entity_id)):
            if name not in self._before:
                self._before[name] = self._kept.only(name)
        self._places.setdefault(entity_id, self._place(entity_id))

    def _place(self, entity_id: str) -> Place | None:
        row = self._store.entities.row(entity_id)
        return (row.name, row.province, row.parent_id) if row else None

    # what units are to each other

    def _relate(self, entity_ids: Iterable[str]) -> None:
        """Owners and reforms: what depends on which other units there are."""
        for entity_id in sorted(entity_ids):
            row = self._store.entities.row(entity_id)
            if row is None:
                continue
            asked: dict[str, str | None] = {}

            def find(name: str, asked: dict[str, str | None] = asked) -> str | None:
                if name not in asked:
                    asked[name] = self._kept.only(name)
                return asked[name]

            if not self._whole:
                self._places.setdefault(entity_id, (row.name, row.province, row.parent_id))
            links = tuple(link for link in self._store.entities.links(entity_id) if link.kind != "relation")
            entity = related(replace(row, links=links), find)
            if not self._whole:
                self._kept.forget_asked("unit", entity_id)
                self._store.entities.relate(entity)
            elif entity.parent_id or len(entity.links) > len(links):
                self._store.entities.relate(entity)
            self._kept.add_asked("unit", entity_id, asked)

    def _state(self, gone: Collection[str]) -> None:
        """Facts of the units that were made anew, and of those below others that moved, if they are not as before."""
        concerned = self._made if self._whole else set(self._places)
        below = {entity_id for entity_id, was in self._places.items() if was != self._place(entity_id)}
        while below:
            below = self._store.entities.children(below) - concerned
            concerned |= below
        row = lru_cache(maxsize=_REMEMBERED)(self._row)
        for entity_id in sorted(concerned - set(gone)):
            entity = row(entity_id)
            now = facts_record(facts_of(entity, owners_of(entity, row)))
            if now != self._kept.facts(entity_id):
                self._kept.put_facts(entity_id, now)
                self.changed.add(entity_id)
        self.changed |= set(gone)

    def _row(self, entity_id: str) -> Entity:
        found = self._store.entities.row(entity_id)
        assert found is not None, entity_id
        return found

    def _facts(self, entity_id: str) -> UnitFacts:
        record = self._kept.facts(entity_id)
        assert record is not None, entity_id
        return facts_of_record(entity_id, record)


def article_of(head: Head) -> ArticleMentions:
    """An article without its mentions."""
    h = head
    return ArticleMentions(
        article_id=h.article_id, mentions=(), date=h.date, first=h.first, last=h.last, inferred=h.inferred, url=h.url,
        source=h.source,
    )  # fmt: skip
