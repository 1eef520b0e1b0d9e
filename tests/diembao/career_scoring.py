"""Scores careers against `tests/gold/timelines/careers.jsonl`, by rule 4 of its README.

    python -m tests.diembao.career_scoring [--misses]

Errors are shown of the persons on odd lines only: whoever mends the rules reads those, and the figures of the even ones
stay nearer to what new articles would give.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.careers import Bound, Career, Occupancy
from corpus.store import Store
from corpus.text import fold
from diembao.careers import career_of, holders_on
from diembao.evaluate import Score
from diembao.naming import entities_called
from diembao.resolution import entities_of_today
from diembao.workspace import Workspace
from tests.diembao.timeline_scoring import built, records

Record = Mapping[str, Any]
_MEMBERS = ("uy vien", "tinh uy vien", "thanh uy vien", "huyen uy vien", "dai bieu", "truong doan", "thanh vien")
_IN_CHARGE = "phu trach"


@dataclass(slots=True)
class Result:
    """Counts by half (`odd`, `even`) and the errors of each person."""

    triples: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    asked: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    ranks: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    shown: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    errors: list[tuple[str, str]] = field(default_factory=list)

    def whole(self, name: str) -> Score:
        """A count over both halves."""
        total = Score()
        for score in getattr(self, name).values():
            total += score
        return total


@dataclass(slots=True)
class Found:
    """What the system has: careers by gold key, and the answers to `as_of` by gold key and number."""

    careers: dict[str, list[Career]]
    answers: dict[tuple[str, int], list[tuple[str, str | None]]]


def people() -> list[tuple[str, Record]]:
    """The persons of the gold with the half that each is in."""
    lines = records("careers.jsonl")
    return [("odd" if n % 2 else "even", line) for n, line in enumerate(lines, 1) if "person" in line]


def aliases() -> dict[str, set[str]]:
    """Folded other names of the gold's units."""
    return {fold(x["unit"]): {fold(a) for a in x["aliases"]} for x in records("careers.jsonl") if "unit" in x}


def found_in(workspace: Workspace) -> Found:
    """Careers of the persons of the gold's names, bearers of one name told apart by their posts."""
    units = aliases()
    careers: defaultdict[str, list[Career]] = defaultdict(list)
    answers: dict[tuple[str, int], list[tuple[str, str | None]]] = {}
    with workspace.store() as store:
        entities_of_today(workspace, store)
        of_name: defaultdict[str, list[Record]] = defaultdict(list)
        for _, person in people():
            of_name[person["person"]].append(person)
        for same in of_name.values():
            for entity in _entities(store, same):
                career = career_of(store, entity)
                best = max(same, key=lambda p: (_likeness(career, p, units), -same.index(p)))
                careers[best["key"]].append(career)
        for _, person in people():
            for n, question in enumerate(person["as_of"]):
                answers[person["key"], n] = _answer(store, question)
    return Found(dict(careers), answers)


def _entities(store: Store, same: Sequence[Record]) -> list[str]:
    names = dict.fromkeys(n for p in same for n in (p["person"], *p["aliases"]) if n.count(" ") > 1)
    rows = store.connection.execute(
        "SELECT DISTINCT e.id FROM entities e JOIN entity_names n ON n.entity_id = e.id WHERE e.kind = 'person'"
        f" AND n.name IN ({','.join('?' * len(names))}) ORDER BY e.id",
        list(names),
    )
    return [row[0] for row in rows]


def _likeness(career: Career, person: Record, units: Mapping[str, Collection[str]]) -> int:
    posts = sum(any(_same_post(o, p, units) for p in person["posts"]) for o in career.occupancies)
    return 2 * posts + (bool(career.ranks) == bool(person["ranks"]))


def _answer(store: Store, question: Record) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for unit in entities_called(store, "unit", question["unit"], loose=False):
        found += [(o.person, o.acting) for o in holders_on(store, question["position"], unit, question["date"])]
    return found


def score(found: Found) -> Result:
    """Everything counted."""
    result = Result()
    units = aliases()
    for half, person in people():
        own = found.careers.get(person["key"], [])
        _triples(result, half, person, [o for career in own for o in career.occupancies], units)
        _as_of(result, half, person, found.answers)
        _ranks(result, half, person, own)
    return result


def _triples(
    result: Result, half: str, person: Record, found: Sequence[Occupancy], units: Mapping[str, Collection[str]]
) -> None:
    required = [p for p in person["posts"] if not p["optional"] and not _is_member(p["position"])]
    optional = [p for p in person["posts"] if p["optional"]]
    free = [o for o in found if not _left_out(o)]
    for post in required:
        match = next((o for o in free if _same_post(o, post, units) and _compatible(o, post)), None)
        result.triples[half] += Score(1, 0, int(match is not None))
        if match is None:
            like = [_said(o) for o in found if _same_post(o, post, units)]
            result.errors.append((half, f"MISSED {person['key']}: {_wanted(post)}; found {like}"))
            continue
        result.triples[half] += Score(0, 1, 0)
        free.remove(match)
        for wrong in post["contradictions"]:
            told = any(
                c.about == wrong["field"] and _overlap(*_days(c.told), *wrong["value"]) for c in match.contradictions
            )
            result.shown[half] += Score(1, int(told), int(told))
            if not told:
                result.errors.append((half, f"NOT SHOWN {person['key']}: {_wanted(post)}: {wrong}"))
    for one in free:
        if any(_same_post(one, post, units) for post in optional):
            continue
        result.triples[half] += Score(0, 1, 0)
        result.errors.append((half, f"FALSE {person['key']}: {_said(one)}"))


def _left_out(o: Occupancy) -> bool:
    """Memberships, and former posts without a date."""
    return _is_member(o.position) or (o.begin == Bound() and o.end.earliest is None)


def _is_member(position: str) -> bool:
    return fold(position).startswith(_MEMBERS)


def _same_post(o: Occupancy, post: Record, units: Mapping[str, Collection[str]]) -> bool:
    if not _same_unit(fold(o.unit or ""), post, units):
        return False
    position, wanted = fold(o.position), fold(post["position"])
    acting, told = fold(o.acting or ""), fold(post["acting"] or "")
    if wanted == _IN_CHARGE:
        return (
            acting == _IN_CHARGE or position.endswith(_IN_CHARGE) or (bool(acting) and not position.startswith("pho "))
        )
    if f"{position} ".startswith(f"{wanted} ") and position.removeprefix(wanted).strip() == "":
        return bool(acting) == bool(told)
    return False


def _same_unit(found: str, post: Record, units: Mapping[str, Collection[str]]) -> bool:
    wanted, parent = fold(post["unit"]), fold(post["parent"] or "")
    if found in (wanted, f"{wanted} {parent}", f"{wanted} ({parent})") or found in units.get(wanted, ()):
        return True
    return found.count(" ") >= 1 and wanted.startswith(f"{found} ")


def _compatible(o: Occupancy, post: Record) -> bool:
    first, last = post["from"]
    begin = o.begin
    if begin == Bound():
        if first is not None:
            return False
    elif not _overlap(begin.earliest, begin.latest, first, last):
        return False
    if o.open != post["open"]:
        return False
    return o.open or _overlap(o.end.earliest, o.end.latest, *post["to"])


def _overlap(a: str | None, b: str | None, c: str | None, d: str | None) -> bool:
    return (d is None or (a or "") <= d) and (b is None or (c or "") <= b)


def _days(told: str) -> tuple[str | None, str | None]:
    first, _, last = told.partition("/") if "/" in told else (told, "", told)
    return first or None, last or None


def _as_of(
    result: Result, half: str, person: Record, answers: Mapping[tuple[str, int], Sequence[tuple[str, str | None]]]
) -> None:
    for n, question in enumerate(person["as_of"]):
        found = answers.get((person["key"], n), ())
        wanted = question["answer"]
        if wanted is None:
            right = not found
        else:
            right = any(
                _is_called(name, wanted, person) and bool(acting) == bool(question["acting"]) for name, acting in found
            )
        result.asked[half] += Score(1, 1, int(right))
        if not right:
            result.errors.append((half, f"AS OF {dict(question)}: {found}"))


def _is_called(name: str, wanted: str, person: Record) -> bool:
    plain = name.partition(" (")[0]
    return fold(plain) == fold(wanted) or (wanted == person["person"] and plain in person["aliases"])


def _ranks(result: Result, half: str, person: Record, found: Sequence[Career]) -> None:
    held = [r for career in found for r in career.ranks]
    for rank in person["ranks"]:
        right = any(
            fold(r.rank) == fold(rank["rank"]) and _overlap(r.begin.earliest, r.begin.latest, *rank["from"])
            for r in held
        )
        result.ranks[half] += Score(1, int(right), int(right))
        if not right:
            like = [(r.rank, r.begin.earliest, r.begin.latest) for r in held]
            result.errors.append((half, f"RANK {person['key']}: {rank['rank']} {rank['from']}; found {like}"))


def _wanted(post: Record) -> str:
    return f"{post['acting'] or ''} {post['position']}, {post['unit']} {post['from']} {post['to']} open={post['open']}"


def _said(o: Occupancy) -> str:
    begin, end = (f"{x.earliest}..{x.latest}" for x in (o.begin, o.end))
    return f"{o.acting or ''} {o.position}, {o.unit} [{begin}] [{end}] open={o.open} of {o.person}"


def lines_of(result: Result) -> Iterator[str]:
    """The figures, to be read."""
    for half in ("odd", "even", "both"):

        def of(name: str, half: str = half) -> Score:
            return result.whole(name) if half == "both" else getattr(result, name)[half]

        t, asked, ranks, shown = of("triples"), of("asked"), of("ranks"), of("shown")
        yield (
            f"{half:<5} triples precision {t.precision:.3f} recall {t.recall:.3f}"
            f" ({t.matched} of {t.gold}, {t.found} found);"
            f" as of {asked.matched}/{asked.gold}; ranks {ranks.matched}/{ranks.gold};"
            f" contradictions shown {shown.matched}/{shown.gold}"
        )


def errors_of(result: Result) -> Iterable[str]:
    """The errors of persons on odd lines."""
    return (error for half, error in result.errors if half == "odd")


def main() -> None:
    """Write the figures; with --misses also the errors."""
    with tempfile.TemporaryDirectory() as folder:
        found = found_in(built(Path(folder) / "w"))
    result = score(found)
    shown = [*lines_of(result), *(errors_of(result) if "--misses" in sys.argv else ())]
    sys.stdout.writelines(f"{line}\n" for line in shown)


if __name__ == "__main__":
    main()
