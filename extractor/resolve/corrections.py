"""The user's corrections, as a set: the order of the rows does not count. What cannot be used is said, row by row.

`merge` joins entity to target, under the target's name; `split` keeps what the bracket selects apart from the rest of
the name; `alias` gives an entity another name, and takes in what is called so; `rename` changes the name that is shown;
`reject` takes an entity off the list. The reader of the file is `diembao.corrections`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.entities import CorrectionProblem, EntityKind
from corpus.text import canon, fold, has_marks, normalize
from extractor.resolve.names import key

_ID = re.compile(r"[0-9a-f]{16}", re.IGNORECASE)
Action = Literal["merge", "split", "alias", "rename", "reject"]
_REFERENCE = re.compile(r"^(?P<name>[^()]+?)\s*(?:\((?P<which>[^()]*)\))?$")


@dataclass(frozen=True, slots=True)
class Reference:
    """An entity as a user writes it: a name, and in brackets what selects one of several of that name.

    The bracket holds an article id, an address, or words of a post, a unit or a place; "" selects all of the name. An
    entity's id may stand for the name.
    """

    name: str
    which: str = ""

    @property
    def is_id(self) -> bool:
        """Whether it is an entity's id."""
        return not self.which and is_entity_id(self.name)

    @property
    def key(self) -> tuple[str, str]:
        """Equal for equal references."""
        return key(self.name), canon(normalize(self.which)).strip()

    def __str__(self) -> str:
        return f"{self.name} ({self.which})" if self.which else self.name


def is_entity_id(text: str) -> bool:
    """Whether a text has the shape of an id: 16 hex digits.

    >>> is_entity_id("0123456789abcdef"), is_entity_id("Công an tỉnh")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


def reference(text: str) -> Reference | None:
    """A reference as typed; None where there is no name, or a bracket is not closed.

    >>> reference("Nguyễn Văn A (Công an tỉnh Vân Sơn)")
    Reference(name='Nguyễn Văn A', which='Công an tỉnh Vân Sơn')
    """
    match = _REFERENCE.match(" ".join(normalize(text).split()))
    if match is None or not key(match["name"]):
        return None
    return Reference(match["name"], (match["which"] or "").strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One row. `target` is None where the action has none."""

    row: int
    action: Action
    kind: EntityKind
    entity: Reference
    target: Reference | None = None
    note: str = ""

    @property
    def meaning(self) -> tuple[str, str, tuple[str, str], tuple[str, str]]:
        """Equal for rows that say the same; also the order in which rows are applied."""
        return self.action, self.kind, self.entity.key, self.target.key if self.target else ("", "")

    @property
    def said(self) -> str:
        """For readers: where this comes from."""
        return f"corrections.csv, row {self.row}" + (f": {self.note}" if self.note else "")


def consistent(corrections: Iterable[Correction]) -> tuple[tuple[Correction, ...], tuple[CorrectionProblem, ...]]:
    """The rows that can stand together, sorted by what they say, each once; and what is wrong with the others."""
    by_meaning: dict[tuple[object, ...], Correction] = {}
    for row in sorted(corrections, key=lambda c: (c.meaning, c.row)):
        by_meaning.setdefault(row.meaning, row)
    rows = list(by_meaning.values())
    problems = [*_self_targets(rows), *_contradictions(rows), *_two_targets(rows), *_against_splits(rows)]
    bad = {p.row for p in problems}
    rest = [row for row in rows if row.row not in bad]
    notes = _cycles([row for row in rest if row.action == "merge"])
    return tuple(rest), tuple(sorted({*problems, *notes}, key=_by_row))


def _by_row(problem: CorrectionProblem) -> tuple[int, str]:
    return problem.row, problem.problem


def _self_targets(rows: Sequence[Correction]) -> list[CorrectionProblem]:
    """A merge into itself joins all of a name; an alias or a rename to itself says nothing."""
    return [
        CorrectionProblem(row=row.row, problem=f"{row.action}: '{row.entity}' and its target are the same name")
        for row in rows
        if row.action in ("alias", "merge") and row.target and row.target.key == row.entity.key
        if row.entity.which or row.entity.is_id
    ] + [
        CorrectionProblem(row=row.row, problem=f"alias: '{row.entity}' has that name already")
        for row in rows
        if row.action == "alias" and row.target and row.target.key == row.entity.key and not row.entity.which
    ]


def _contradictions(rows: Sequence[Correction]) -> list[CorrectionProblem]:
    """Two names for one entity; a merge of what is rejected."""
    found = []
    renames: dict[tuple[object, ...], list[Correction]] = defaultdict(list)
    for row in rows:
        if row.action == "rename":
            renames[row.kind, row.entity.key].append(row)
    for same in renames.values():
        if len(same) > 1:
            others = {row.row: [r.row for r in same if r is not row] for row in same}
            found += [_says(row, f"'{row.entity}' has another name in {_rows(others[row.row])}") for row in same]
    rejected = {(row.kind, row.entity.key): row.row for row in rows if row.action == "reject"}
    for row in rows:
        if row.action != "reject" and (row.kind, row.entity.key) in rejected:
            found.append(_says(row, f"'{row.entity}' is rejected in row {rejected[row.kind, row.entity.key]}"))
    return found


def _two_targets(rows: Sequence[Correction]) -> list[CorrectionProblem]:
    """One entity merged into two that no row makes one."""
    merges = [row for row in rows if row.action == "merge" and row.target and row.target.key != row.entity.key]
    into: dict[tuple[object, ...], dict[tuple[str, str], Correction]] = defaultdict(dict)
    for row in merges:
        if row.target is not None:
            into[row.kind, row.entity.key][row.target.key] = row
    found = []
    for (kind, _), targets in into.items():
        reached = [_reached((kind, target), into) for target in targets] if len(targets) > 1 else []
        if reached and not frozenset.intersection(*reached):
            rows_of = [row.row for row in targets.values()]
            found += [
                _says(row, f"'{row.entity}' goes elsewhere in {_rows([r for r in rows_of if r != row.row])}")
                for row in targets.values()
            ]
    return found


def _reached(
    start: tuple[object, ...], into: dict[tuple[object, ...], dict[tuple[str, str], Correction]]
) -> frozenset[tuple[object, ...]]:
    """Everything that following merges from `start` leads to, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for target in into.get(here, ()):
            step = (here[0], target)
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return frozenset(seen)


def _against_splits(rows: Sequence[Correction]) -> list[CorrectionProblem]:
    """A merge of what another row splits off: the split stands."""
    splits: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(dict)
    for row in rows:
        if row.action == "split":
            splits[row.kind, row.entity.key[0]][row.entity.key] = row.row
    found = []
    for row in rows:
        if row.action != "merge" or row.target is None or row.entity.key[0] != row.target.key[0]:
            continue
        same = splits.get((row.kind, row.entity.key[0]), {})
        end = next((end for end in (row.entity, row.target) if end.key in same), None)
        if end is not None:
            found.append(_says(row, f"row {same[end.key]} splits '{end}' off"))
        elif same and not row.entity.which:
            found.append(_says(row, f"joins all of '{row.entity}', which {_rows(list(same.values()))} split"))
    return found


def _cycles(merges: Sequence[Correction]) -> list[CorrectionProblem]:
    """Merges that lead back: all joined, but no row says under which name."""
    edges: dict[int, Ends] = {
        row.row: ((row.kind, row.entity.key), (row.kind, row.target.key))
        for row in merges
        if row.target is not None and row.target.key != row.entity.key
    }
    kept = _leading_on({number: (end, start) for number, (start, end) in _leading_on(edges).items()})
    problem = "merges lead round in a circle; joined, named as the articles do most"
    return [_says(row, problem, left=False) for row in merges if row.row in kept]


Name = tuple[str, tuple[str, str]]
Ends = tuple[Name, Name]


def _leading_on(edges: Mapping[int, Ends]) -> dict[int, Ends]:
    """The edges from which one can go on for ever."""
    onward: Counter[Name] = Counter(start for start, _ in edges.values())
    arriving: dict[Name, list[int]] = defaultdict(list)
    for number, (_, end) in edges.items():
        arriving[end].append(number)
    kept = dict(edges)
    waiting = [end for end in arriving if not onward[end]]
    while waiting:
        for number in arriving[waiting.pop()]:
            start, _ = kept.pop(number)
            onward[start] -= 1
            if not onward[start]:
                waiting.append(start)
    return kept


def _says(row: Correction, problem: str, *, left: bool = True) -> CorrectionProblem:
    return CorrectionProblem(row=row.row, problem=f"{row.action}: {problem}{'; left out' if left else ''}")


def _rows(numbers: Sequence[int]) -> str:
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))}"


def words_match(wanted: str, text: str) -> bool:
    """Whether the words of `wanted` stand in `text`; without marks typed, marks do not count."""
    form = canon if has_marks(wanted) else fold
    return f" {' '.join(key(form(wanted)).split())} " in f" {' '.join(key(form(text)).split())} "
