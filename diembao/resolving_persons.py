"""Persons resolved name by name. Which question: whom do new, changed and lost articles touch?

A name goes with those that may be other spellings of it: where both have one post. What the persons of an article say
of its short names of units may settle those of others in it, so that names are looked at twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from corpus.entities import CorrectionProblem
from corpus.store import Store
from corpus.store.resolution import Kept
from diembao.resolving import Touched, Units, article_of
from diembao.resolving_articles import read_articles
from extractor.resolve.articles import ArticleMentions
from extractor.resolve.corrections import Correction
from extractor.resolve.dossiers import Dossier, UnitFacts
from extractor.resolve.entities import make_persons, public_persons, selects
from extractor.resolve.kept import named_by, person_of_record, person_record, unit_of_reference, unit_reference
from extractor.resolve.misspelt import alike, posts_of, spellings, with_misspelt
from extractor.resolve.names import key
from extractor.resolve.nodes import mark_splits
from extractor.resolve.persons import PersonGroup, group_name
from extractor.resolve.short_units import ShortNames, agreed, is_short, settle, settled, votes
from extractor.resolve.unit_entities import entity_id, meant_by, named_units, unmentioned
from extractor.resolve.units import usual

_REMEMBERED = 20_000


class Persons:
    """The persons in the store, whose units have been refreshed; with `whole` nothing was there before."""

    def __init__(self, store: Store, corrections: Sequence[Correction], units: Units, *, whole: bool) -> None:
        self._store = store
        self._kept = store.resolution
        self._units = units
        self._whole = whole
        self._mine = [c for c in corrections if c.kind == "person"]
        self._made: set[str] = set()
        self.problems: list[CorrectionProblem] = []
        self._only = lru_cache(maxsize=_REMEMBERED)(self._kept.only)
        self._meant = lru_cache(maxsize=_REMEMBERED // 20)(self._meant_in)
        self._short = lru_cache(maxsize=_REMEMBERED // 20)(self._short_in)

    def refresh(self, touched: Touched) -> None:
        """Read the persons of the touched articles again, and make all anew that this reaches."""
        for article in read_articles(self._store, self._kept.with_people(touched.articles)):
            self._read(article, touched)
        spoken_of = self._spoken_of() if self._mine else set()
        names = touched.names | spoken_of | self._kept.corrected("person")
        self._kept.put_corrected("person", spoken_of)
        names |= self._vote(names)
        self._short.cache_clear()
        self._make_all(self._connected(names), spoken_of, touched)
        if not self._whole:
            self._store.entities.remove(sorted(touched.persons - self._made))

    # what articles say

    def _read(self, article: ArticleMentions, touched: Touched) -> None:
        known, meant, asked = article.article_id, self._meant(article.article_id), set[str]()

        def unit_of(_: str, name: str) -> UnitFacts:
            return self._unit(name, meant, asked)

        if not self._whole:
            leave(self._kept.drop_persons(known), touched)
            self._kept.forget_asked("article", known)
            self._kept.forget_asked("short", known)
        named = [self._units.facts(unit) for unit in named_units(article, meant)]
        rows = []
        for d in public_persons(article, unit_of, named):
            name, short = key(d.name), any(is_short(s) for s in d.statements)
            called = "\n".join(sorted({key(surface) for surface in d.surfaces} - {name}))
            rows.append((name, d.part, short, called, person_record(d)))
            touched.names.add(name)
        self._kept.put_persons(known, rows)
        self._kept.add_asked("article", known, asked)

    def _meant_in(self, article_id: str) -> dict[str, str]:
        """By compared name the unit that an article means."""
        found = []
        for record, entity in self._kept.units_in(article_id):
            if entity is not None:
                size, name, also = named_by(record)
                found.append((self._units.facts(entity).name, size, name, also, entity))
        return meant_by(found)

    def _unit(self, name: str, meant: dict[str, str], asked: set[str]) -> UnitFacts:
        """The unit of a name; `asked` takes in the names that the article does not mention."""
        found = meant.get(key(name))
        if found is None:
            asked |= {key(name), key(usual(name))}
            found = self._only(key(name)) or self._only(key(usual(name)))
        return unmentioned(name) if found is None else self._units.facts(found)

    def _dossiers(self, name: str) -> list[tuple[Dossier, Kept]]:
        found: list[tuple[Dossier, Kept]] = []
        article: ArticleMentions | None = None
        for kept in self._kept.persons_of(name):
            if article is None or article.article_id != kept.head.article_id:
                article = article_of(kept.head)
            found.append((person_of_record(kept.record, kept.part, article, self._units.facts), kept))
        return found

    # what corrections speak of

    def _spoken_of(self) -> set[str]:
        """The names of the persons, some of which have a name or an id that the corrections use, and such names."""
        references = [ref for c in self._mine for ref in (c.entity, c.target) if ref is not None]
        found = wanted = {key(ref.name) for ref in references if not ref.is_id}
        found = found | {name for name, others in self._kept.person_spellings() if wanted & set(others.split("\n"))}
        ids = {ref.name.lower() for ref in references if ref.is_id}
        for name, article, part in self._kept.bearers() if ids else ():
            if entity_id("person", name, article, *["#"] * (part == 2)) in ids:
                found.add(name)
        return found

    # what short names mean

    def _vote(self, names: Collection[str]) -> set[str]:
        """Let the persons of these names say what short names mean; the further names of which this may settle some."""
        articles = self._kept.voted_for(self._units.changed) if not self._whole else set()
        for name in sorted(set(names) & set(self._kept.person_names(short=True)) if self._whole else names):
            same = [dossier for dossier, _ in self._dossiers(name)]
            said = set()
            if any(is_short(s) for d in same for s in d.statements):
                self._split(same)
                for (article, short), units in votes(group_name(same)).items():
                    said |= {(article, short, unit_reference(unit)) for unit in units.values()}
            articles |= self._kept.put_votes(name, said)
        for article in articles:
            self._kept.forget_asked("short", article)
        return set(self._kept.person_names(articles, short=True))

    def _split(self, same: Sequence[Dossier]) -> None:
        names = {key(d.name) for d in same}
        mark_splits(same, [c for c in self._mine if key(c.entity.name) in names], selects)

    def _short_in(self, article_id: str) -> ShortNames | None:
        said = self._kept.votes(article_id)
        return agreed((short, unit_of_reference(unit, self._units.facts)) for short, unit in said)

    def _unit_of_short(self, article_id: str, name: str) -> UnitFacts:
        asked: set[str] = set()
        found = self._unit(name, self._meant(article_id), asked)
        self._kept.add_asked("short", article_id, asked)
        return found

    # which names go together

    def _connected(self, names: Collection[str]) -> set[str]:
        """The names, and all that went with them before; what goes with whom now is kept."""
        before = set(names) if self._whole else self._reached(names)
        for name in sorted(before):
            if self._kept.is_borne(name):
                self._kept.put_spellings(name, spellings(name))
            else:
                self._kept.drop_spellings(name, spellings(name))
        for name in sorted(before.union(*map(self._alike, sorted(before)))):
            same = [dossier for dossier, _ in self._dossiers(name)] if self._alike(name) else []
            for dossier in same:
                settle(dossier, self._short, self._unit_of_short)
            self._kept.put_posts(name, {post for dossier in same for post in posts_of(dossier)})
        return before

    def _alike(self, name: str) -> set[str]:
        return {other for other in self._kept.spelled_like(spellings(name)) if alike(name, other)}

    def _reached(self, names: Iterable[str]) -> set[str]:
        """The names with those that are other spellings of them, of which one post is stated, and so on."""
        found, waiting = set(names), list(names)
        while waiting:
            name = waiting.pop()
            posts = self._kept.posts(name)
            for other in self._alike(name) if posts else ():
                if other not in found and posts & self._kept.posts(other):
                    found.add(other)
                    waiting.append(other)
        return found

    # persons

    def _make_all(self, names: set[str], spoken_of: set[str], touched: Touched) -> None:
        together = self._reached(spoken_of)
        if self._mine:
            self._make(together, self._mine, touched)
        for name in sorted(names - together):
            if name not in together:
                same = self._reached([name])
                together |= same
                self._make(same, (), touched)

    def _make(self, names: Iterable[str], corrections: Sequence[Correction], touched: Touched) -> None:
        """The persons of names that go together."""
        read = {name: self._dossiers(name) for name in sorted(names)}

        def group(_: Sequence[Dossier]) -> list[list[PersonGroup]]:
            of_name = ([dossier for dossier, _ in same] for same in read.values() if same)
            return with_misspelt(
                [settled(group_name(same), same, self._short, self._unit_of_short) for same in of_name]
            )

        people = [dossier for same in read.values() for dossier, _ in same]
        made = make_persons(people, corrections, group)
        self.problems += made.problems
        home = {(m.article_id, m.field, m.n): entity.id for entity in made.made for m in entity.members}
        rows = []
        for name, same in read.items():
            for dossier, kept in same:
                first = dossier.members[0]
                now = home.get((first.article_id, first.field, first.n))
                if kept.entity_id is not None:
                    touched.persons.add(kept.entity_id)
                if now != kept.entity_id:
                    rows.append((name, kept.head.article_id, kept.part, now))
        self._kept.put_person_entities(rows)
        for entity in made.made:
            self._made.add(entity.id)
            if self._whole:
                self._store.entities.add(entity)
            else:
                self._store.entities.put(entity)


def leave(found: Iterable[tuple[str, str | None]], touched: Touched) -> None:
    """Names of persons that an article bears no more, with the entities that these were in."""
    for name, entity in found:
        touched.names.add(name)
        if entity is not None:
            touched.persons.add(entity)
