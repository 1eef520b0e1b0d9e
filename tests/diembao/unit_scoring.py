"""Scores histories of units against the lines of units in `tests/gold/timelines/careers.jsonl`.

    python -m tests.diembao.unit_scoring [--misses]

- A congress of the gold is found where one of that unit has its number, or meets its days. Of those found: number,
  years of the term, days (the same span), members of the committee; who was elected is (person, position), after
  folding, memberships left out. Congresses of a unit whose twin (Đảng bộ) has the line with them are counted there.
- A change matches one of the same kind (of one unit that became another, `renamed` and `reorganised` are each right)
  whose days meet; `former` counts the units before it that are named. Left out
  are those that only shipped tables know, or of which no article tells the days; and foundings where the gold lists
  none for the unit: it has those of reforms, not what is told in passing.
- A leader matches as a career's post does (rule 4 of the README): person, position, acting, both ends compatible. Found
  holders of positions that the gold does not list for the unit are left out.

Errors are shown of lines with odd numbers only, as in `timeline_scoring`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.careers import Bound, Occupancy
from corpus.store import Store
from corpus.text import fold
from diembao.evaluate import Score
from diembao.merging import merged_of_today
from diembao.unit_history import UnitHistory, unit_history, units_called
from diembao.workspace import Workspace
from extractor.resolve.unit_history import Change, Congress
from extractor.resolve.unit_history_twins import core
from tests.diembao.timeline_scoring import built, records

Record = Mapping[str, Any]
PARTS = ("congresses", "ordinal", "term", "days", "members", "elected", "changes", "former", "leaders")


@dataclass(slots=True)
class Result:
    """Scores by part and half (`odd`, `even` lines of the file), and what to read of the odd ones."""

    scores: dict[tuple[str, str], Score] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def count(self, part: str, half: str, gold: int, found: int, matched: int) -> None:
        """Add to a part."""
        self.scores[part, half] = self.scores.get((part, half), Score()) + Score(gold, found, matched)

    def of(self, part: str) -> Score:
        """Both halves."""
        return self.scores.get((part, "odd"), Score()) + self.scores.get((part, "even"), Score())


def unit_lines() -> list[tuple[str, Record]]:
    """The gold's units, each with its half."""
    lines = enumerate(records("careers.jsonl"), 1)
    return [("odd" if n % 2 else "even", line) for n, line in lines if "unit" in line]


def histories(workspace: Workspace) -> dict[str, UnitHistory]:
    """What is told of each unit of the gold, as a user would ask for it; none where no unit of that name is found."""
    found = {}
    with workspace.store() as store:
        merged_of_today(workspace, store)
        for _, line in unit_lines():
            unit = _asked(store, line)
            if unit is not None:
                found[line["unit"]] = unit_history(store, unit)
    return found


def _asked(store: Store, line: Record) -> str | None:
    names = [line["unit"], *([f"{line['unit']} {line['parent']}"] if line["parent"] else [])]
    for name in names:
        ids = units_called(store, name)
        if len(ids) == 1:
            return ids[0]
    return None


def score(found: Mapping[str, UnitHistory]) -> Result:
    """Everything counted over all units of the gold."""
    result = Result()
    with_congresses = {core(line["unit"]): line["unit"] for _, line in unit_lines() if line["congresses"]}
    for half, line in unit_lines():
        history = found.get(line["unit"])
        told: list[str] = [] if history else [f"NO UNIT {line['unit']}"]
        counted_here = with_congresses.get(core(line["unit"]), line["unit"]) == line["unit"]
        own = history.congresses if history and counted_here else ()
        told += _congresses(result, half, line["congresses"], own)
        told += _changes(result, half, line["renamed"], history.changes if history else ())
        told += _leaders(result, half, line["leaders"], [x.post for x in history.leaders] if history else ())
        if half == "odd":
            result.errors += [f"{line['unit']}: {one}" for one in told]
    return result


def _congresses(result: Result, half: str, gold: Sequence[Record], found: Sequence[Congress]) -> Iterator[str]:
    left = list(found)
    matched = 0
    for wanted in gold:
        one = next((c for c in left if _same_congress(wanted, c)), None)
        if one is None:
            yield f"MISSED congress {wanted['ordinal']} {wanted['date']}"
            result.count("elected", half, len(wanted["elected"]), 0, 0)
            continue
        left.remove(one)
        matched += 1
        yield from _parts(result, half, wanted, one)
    result.count("congresses", half, len(gold), len(found), matched)
    for odd in left:
        yield f"FALSE congress {odd.ordinal} {odd.first}/{odd.last} {odd.unit}"


def _same_congress(wanted: Record, found: Congress) -> bool:
    if wanted["ordinal"] is not None and found.ordinal is not None:
        return bool(wanted["ordinal"] == found.ordinal)
    return _meets(wanted["date"], found.first, found.last)


def _parts(result: Result, half: str, wanted: Record, found: Congress) -> Iterator[str]:
    term = f"{found.from_year}/{found.to_year}" if found.from_year else None
    values = {
        "ordinal": (wanted["ordinal"], found.ordinal),
        "term": (wanted["term"], term),
        "days": (list(wanted["date"]), [found.first, found.last]),
        "members": (wanted["members"], found.members),
    }
    for part, (gold, got) in values.items():
        right = gold is not None and gold == got
        result.count(part, half, int(gold is not None), int(got is not None), int(right))
        if not right and (gold, got) != (None, None):
            yield f"{part.upper()} {got} for {gold}"
    chosen = {(fold(x["person"]), fold(x["position"])) for x in wanted["elected"]}
    got_chosen = {(fold(x.person), fold(x.head)) for x in found.elected if fold(x.head) != "uy vien"}
    result.count("elected", half, len(chosen), len(got_chosen), len(chosen & got_chosen))
    if chosen != got_chosen:
        yield f"ELECTED missed {chosen - got_chosen} false {got_chosen - chosen}"


def _meets(span: Sequence[str | None], first: str | None, last: str | None) -> bool:
    """Whether two spans of days share one; null is open."""
    return (span[1] is None or first is None or first <= span[1]) and (
        span[0] is None or last is None or last >= span[0]
    )


def _changes(result: Result, half: str, gold: Sequence[Record], found: Sequence[Change]) -> Iterator[str]:
    kinds = {wanted["kind"] for wanted in gold} | {"dissolved", "merged", "renamed", "reorganised", "split"}
    left = [c for c in found if not c.known and c.date_basis != "published" and c.kind in kinds]
    counted, matched = len(left), 0
    vague = [c for c in found if not c.known and c.date_basis == "published"]
    for wanted in gold:
        same = (c for c in (*left, *vague) if _same_kind(wanted, c) and _meets(wanted["date"], c.first, c.last))
        one = next(same, None)
        if one is None:
            yield f"MISSED {wanted['kind']} {wanted['date']} {wanted['evidence'][0]}"
            result.count("former", half, len(wanted["from"]), 0, 0)
            continue
        matched += 1
        counted += one in vague
        (left if one in left else vague).remove(one)
        names = [fold(x.name) for x in one.former]
        right = sum(any(_alike(fold(was), name) for name in names) for was in wanted["from"])
        result.count("former", half, len(wanted["from"]), len(names), right)
        if right < len(wanted["from"]):
            yield f"FORMER {names} for {wanted['from']}"
    result.count("changes", half, len(gold), counted, matched)
    for odd in left:
        yield f"FALSE {odd.kind} {odd.first}/{odd.last} {odd.date_basis}: {odd.cites[0].sentence if odd.cites else ''}"


def _same_kind(wanted: Record, found: Change) -> bool:
    became = len(wanted["from"]) == len(found.former) == 1
    return bool(found.kind == wanted["kind"]) or (became and {found.kind, wanted["kind"]} == {"renamed", "reorganised"})


def _alike(wanted: str, found: str) -> bool:
    """Equal, or one with its owner, or with its code in brackets."""
    return found == wanted or wanted.startswith(f"{found} ") or found.startswith(f"{wanted.split(' (')[0]}")


def _leaders(result: Result, half: str, gold: Sequence[Record], found: Sequence[Occupancy]) -> Iterator[str]:
    positions = {fold(x["position"]) for x in gold}
    left = [x for x in found if fold(x.position) in positions]
    counted, matched = len(left), 0
    for wanted in gold:
        one = next((x for x in left if _same_post(wanted, x)), None)
        if one is None:
            yield f"MISSED leader {wanted['person']} {wanted['position']} {wanted['from']} {wanted['to']}"
            continue
        left.remove(one)
        matched += 1
    result.count("leaders", half, len(gold), counted, matched)
    for x in left:
        yield f"FALSE leader {x.person} {x.acting or ''} {x.position} {_shown(x.begin)} {_shown(x.end)} {x.open}"


def _same_post(wanted: Record, found: Occupancy) -> bool:
    head = "phu trach" if fold(found.acting or "") == "phu trach" else fold(found.position)
    acting = fold(wanted["acting"] or "")
    named = fold(found.position) == fold(wanted["position"]) or head == fold(wanted["position"])
    if fold(found.person.split(" (")[0]) != fold(wanted["person"]) or not named or acting != fold(found.acting or ""):
        return False
    if bool(wanted["open"]) != found.open:
        return False
    begins = wanted["from"][0] is None or _meets(wanted["from"], found.begin.earliest, found.begin.latest)
    ends = found.open or _meets(wanted["to"], found.end.earliest, found.end.latest)
    return begins and ends


def _shown(bound: Bound) -> str:
    return f"{bound.earliest or ''}..{bound.latest or ''}"


def lines_of(result: Result) -> Iterable[str]:
    """The figures, to be read."""
    for part in PARTS:
        some = result.of(part)
        if not some.gold and not some.found:
            continue
        halves = ", ".join(f"{h} {result.scores.get((part, h), Score()).f1:.2f}" for h in ("odd", "even"))
        counts = f"{some.matched} of {some.gold}, {some.found} found"
        shares = f"precision {some.precision:.3f}, recall {some.recall:.3f}"
        yield f"{part:<11} F1 {some.f1:.3f} ({shares}; {counts}; {halves})"


def main() -> None:
    """Write the figures; with --misses also the errors."""
    with tempfile.TemporaryDirectory() as folder:
        result = score(histories(built(Path(folder) / "w")))
    shown = [*lines_of(result), *(result.errors if "--misses" in sys.argv else ())]
    sys.stdout.writelines(f"{line}\n" for line in shown)


if __name__ == "__main__":
    main()
