"""Entities in the making: groups of atoms under a name, joined, named and taken off by the user's corrections."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from corpus.entities import CorrectionProblem, EntityKind, EntityLink
from extractor.resolve.articles import Atom
from extractor.resolve.corrections import Correction, Reference
from extractor.resolve.names import key

A = TypeVar("A", bound=Atom)
_SHOWN = 4  # candidates that a message names


@dataclass(slots=True)
class Node(Generic[A]):
    """A unit or person in the making. `loose` ones do not tell which unit is meant; equal ones are shown together.

    `told_by` is what tells it from others of its name; `extra` are names that only corrections give. `ids` are those by
    which corrections may call it, the one that is printed first; they stay what they were before any correction.
    """

    atoms: list[A]
    name: str
    ids: tuple[str, ...] = ()
    told_by: str = ""
    note: str | None = None
    loose: bool = False
    links: list[EntityLink] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The name, with what tells it from others of that name."""
        return f"{self.name} ({self.told_by})" if self.told_by else self.name

    @property
    def size(self) -> int:
        """Number of mentions."""
        return sum(len(atom.members) for atom in self.atoms)


Matches = Callable[[A, str], bool]
"""Whether the words in a reference's bracket select an atom."""


def usual_name(atoms: Iterable[Atom]) -> str:
    """The canonical name that most mentions have; names in capitals only where there is no other."""
    counts: Counter[str] = Counter()
    for atom in atoms:
        counts[atom.name] += len(atom.members)
    return min(counts, key=lambda name: (name.isupper(), -counts[name], key(name), name))


def mark_splits(atoms: Sequence[A], corrections: Sequence[Correction], matches: Matches[A]) -> list[CorrectionProblem]:
    """Put the tag of a split on what it selects, so that it is joined with nothing else."""
    problems = []
    by_name: dict[str, list[A]] = defaultdict(list)
    for atom in atoms:
        for name in {key(atom.name), key(atom.also)} - {""}:
            by_name[name].append(atom)
    for row in (c for c in corrections if c.action == "split"):
        same = by_name.get(key(row.entity.name), [])
        found = [atom for atom in same if matches(atom, row.entity.which)]
        for atom in found:
            atom.tag = ", ".join(sorted({*filter(None, atom.tag.split(", ")), row.entity.which}))
        if not same:
            problems.append(_problem(row, f"nothing here is called '{row.entity.name}'"))
        elif not found:
            problems.append(_problem(row, f"no '{row.entity.name}' has '{row.entity.which}' with it"))
    return problems


class Corrected(Generic[A]):
    """Nodes of a kind with corrections laid over them. References mean the nodes as they were before any row."""

    def __init__(self, kind: EntityKind, nodes: Sequence[Node[A]], matches: Matches[A]) -> None:
        self.kind = kind
        self.nodes = list(nodes)
        self.matches = matches
        self.problems: list[CorrectionProblem] = []
        self._home = list(range(len(self.nodes)))
        self._sinks: dict[int, bool] = {}
        self._ids: dict[str, set[int]] = defaultdict(set)
        self._names: dict[str, set[int]] = defaultdict(set)
        self._also: dict[str, set[int]] = defaultdict(set)
        self._surfaces: dict[str, set[int]] = defaultdict(set)

    def _learn(self) -> None:
        """By what references may mean the nodes."""
        for i, node in enumerate(self.nodes):
            for known in node.ids:
                self._ids[known].add(i)
            self._names[key(node.name)].add(i)
            for atom in node.atoms:
                self._names[key(atom.name)].add(i)
                self._also[key(atom.also)].add(i)
                for surface in atom.surfaces:
                    self._surfaces[key(surface)].add(i)

    def apply(self, corrections: Sequence[Correction]) -> list[Node[A]]:
        """The nodes after all rows; `problems` says what could not be used."""
        rows = [c for c in corrections if c.kind == self.kind]
        if not rows:
            return self.nodes
        self._learn()
        added: dict[int, list[tuple[str, Correction]]] = defaultdict(list)
        for row in rows:
            if row.action == "merge":
                self._merge(row)
            elif row.action == "alias":
                added[row.row] = self._alias(row)
        renamed, rejected = self._renamed(rows), self._rejected(rows)
        groups: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self.nodes)):
            groups[self._root(i)].append(i)
        whole = {root: self._whole(members) for root, members in groups.items() if root not in rejected}
        for pairs in added.values():
            for name, row in pairs:
                root = self._root(next(iter(self._find(row.entity))))
                if root in whole:
                    whole[root].extra.append(name)
                    whole[root].links.append(_corrected(row, f"also called {name}"))
        for root, row in sorted(renamed.items()):
            if root in whole and row.target and not self._taken(whole, root, row, row.target.name):
                whole[root].extra.append(whole[root].name)
                whole[root].links.append(_corrected(row, f"shown under this name instead of {whole[root].name}"))
                whole[root].name = row.target.name
        return [whole[root] for root in sorted(whole)]

    def _taken(self, whole: dict[int, Node[A]], root: int, row: Correction, name: str) -> bool:
        """Whether a rename would make two units of one name: the row should have been a merge."""
        taken = self.kind == "unit" and any(r != root and key(n.name) == key(name) for r, n in whole.items())
        if taken:
            self.problems.append(_problem(row, f"'{name}' is another entity here; to join them, merge"))
        return taken

    # what a reference means

    def _find(self, ref: Reference) -> set[int]:
        if ref.is_id:
            return self._ids.get(ref.name.lower(), set())
        for index in (self._names, self._also, self._surfaces):
            found = index.get(key(ref.name), set())
            if found and ref.which:
                found = self._selected(found, ref.which)
            if found and (index is not self._surfaces or len({self._root(i) for i in found}) == 1):
                return found
        return set()

    def _selected(self, found: set[int], which: str) -> set[int]:
        """Those that a bracket means: by id, by what the list shows there, else by words of a post, unit or place."""
        for exact in (
            self._ids.get(which.lower(), set()),
            {i for i in found if key(self.nodes[i].told_by) == key(which)},
        ):
            if found & exact:
                return found & exact
        return {i for i in found if any(self.matches(atom, which) for atom in self.nodes[i].atoms)}

    def _one(self, row: Correction, ref: Reference) -> int | None:
        """The one node meant; None, with a line for the user, where there are none or several."""
        found = self._find(ref)
        if not found:
            self.problems.append(_nothing(row, ref))
            return None
        settled = {self._root(i) for i in found if not self.nodes[i].loose} or {self._root(min(found))}
        if len(settled) > 1:
            labels = sorted({f"{self.nodes[i].ids[0]} {self.nodes[i].label}".strip() for i in found})
            shown = "; ".join(labels[:_SHOWN]) + ("; …" if len(labels) > _SHOWN else "")
            told = f"'{ref}' may mean {len(settled)} entities ({shown}); say which: an id may stand for the name"
            self.problems.append(_problem(row, told))
            return None
        if all(self.nodes[i].loose for i in found):
            for i in found:
                self._unite(min(found), i)
        return min(found)

    def _root(self, i: int) -> int:
        while self._home[i] != i:
            self._home[i] = self._home[self._home[i]]
            i = self._home[i]
        return i

    def _unite(self, a: int, b: int) -> None:
        a, b = sorted((self._root(a), self._root(b)))
        self._home[b] = a

    # rows

    def _merge(self, row: Correction) -> None:
        if row.target is None:
            return
        if row.target.key == row.entity.key:
            found = sorted(self._find(row.entity))
            if not found:
                self.problems.append(_nothing(row, row.entity))
            for i in found[1:]:
                self._unite(found[0], i)
            for i in found[:1]:
                self.nodes[i].links.append(_corrected(row, f"all of the name {row.entity.name} joined"))
            return
        source, target = self._one(row, row.entity), self._one(row, row.target)
        if source is None or target is None:
            return
        if source == target:
            self.problems.append(_problem(row, f"'{row.entity}' and '{row.target}' are one already"))
            return
        self._sinks[source] = False
        self._sinks.setdefault(target, True)
        self.nodes[target].links.append(_corrected(row, f"{self.nodes[source].label} joined"))
        self._unite(target, source)

    def _alias(self, row: Correction) -> list[tuple[str, Correction]]:
        entity = self._one(row, row.entity)
        if entity is None or row.target is None:
            return []
        if self._names.get(key(row.target.name)):
            other = self._one(row, row.target)
            if other is None:
                return []
            self._sinks.setdefault(other, False)
            self._sinks.setdefault(entity, True)
            self._unite(entity, other)
        return [(row.target.name, row)]

    def _renamed(self, rows: Sequence[Correction]) -> dict[int, Correction]:
        found: dict[int, Correction] = {}
        for row in rows:
            if row.action == "rename" and (entity := self._one(row, row.entity)) is not None:
                root = self._root(entity)
                if root in found:
                    self.problems.append(_problem(row, f"row {found[root].row} names the same entity; left out"))
                else:
                    found[root] = row
            elif row.action == "split" and row.target and (nodes := self._find(row.entity)):
                found.setdefault(self._root(min(nodes)), row)
        return found

    def _rejected(self, rows: Sequence[Correction]) -> set[int]:
        found: set[int] = set()
        for row in rows:
            if row.action == "reject":
                nodes = self._find(row.entity)
                found.update(self._root(i) for i in nodes)
                if not nodes:
                    self.problems.append(_nothing(row, row.entity))
        return found

    def _whole(self, members: Sequence[int]) -> Node[A]:
        """Nodes joined by corrections as one, under the name that the merges lead to."""
        nodes = [self.nodes[i] for i in members]
        sinks = [self.nodes[i] for i in members if self._sinks.get(i)] or nodes
        lead = min(sinks, key=lambda n: (n.loose, -n.size, n.label))
        return Node(
            atoms=[atom for node in nodes for atom in node.atoms],
            name=lead.name,
            ids=lead.ids,
            told_by=lead.told_by,
            note=lead.note,
            loose=lead.loose,
            links=[link for node in nodes for link in node.links],
            extra=sorted({node.name for node in nodes if key(node.name) != key(lead.name)}),
        )


def _corrected(row: Correction, evidence: str) -> EntityLink:
    return EntityLink(kind="corrected", rule=row.action, evidence=f"{evidence} ({row.said})")


def _problem(row: Correction, problem: str) -> CorrectionProblem:
    return CorrectionProblem(row=row.row, problem=f"{row.action}: {problem}")


def _nothing(row: Correction, ref: Reference) -> CorrectionProblem:
    return _problem(row, f"nothing here {'has the id' if ref.is_id else 'is called'} '{ref}'")
