"""Corrections of events against the corpus: which tellings a row means, and what it does to the merged events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from corpus.entities import CorrectionProblem
from corpus.mentions import EventStatus, EventType
from corpus.merged import EventKey, EventRuling
from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from diembao.corrections import FILE_NAME
from diembao.event_rows import EventCorrection, EventReference, days_of
from diembao.workspace import tombstone
from extractor.resolve.event_merging import Rulings
from extractor.resolve.events import MergedEvent

_CHUNK = 400  # ids a query: well under SQLite's limit of variables
_SETS = ("date", "type", "status")


@dataclass(frozen=True, slots=True)
class Settled:
    """The rows that mean something that is there, and what is wrong with the others."""

    rows: tuple[EventRuling, ...] = ()
    problems: tuple[CorrectionProblem, ...] = ()

    @property
    def rulings(self) -> Rulings:
        """What of them merging has to know."""
        return rulings_of(self.rows)


def rulings_of(rows: Iterable[EventRuling]) -> Rulings:
    """What merging has to know of the rows."""
    some = list(rows)
    return Rulings(
        apart=frozenset(row.key for row in some if row.action == "split"),
        one=tuple((row.key, row.other, told_by(row.row)) for row in some if row.other is not None),
    )


def told_by(row: int) -> str:
    """The row as it is told as a reason."""
    return f"{FILE_NAME}, row {row}"


def settled(store: Store, rows: Sequence[EventCorrection], forgotten: frozenset[str]) -> Settled:
    """What the rows mean. Nothing is said of events that were forgotten."""
    known = _Known(store, rows)
    found: list[EventRuling] = []
    problems: list[CorrectionProblem] = []
    for row in rows:
        references = [row.event, *([row.other] if row.other else [])]
        if any(_is_forgotten(reference, forgotten) for reference in references):
            continue
        keys = [known.find(reference) for reference in references]
        wrong = next((key for key in keys if isinstance(key, str)), None)
        named = [key for key in keys if not isinstance(key, str)]
        if wrong is None and len(set(named)) < len(named):
            wrong = "both are the same"
        if wrong is not None:
            problems.append(CorrectionProblem(row=row.row, problem=f"{row.action}: {wrong}"))
            continue
        other = named[1] if len(named) > 1 else None
        found.append(EventRuling(row=row.row, action=row.action, key=named[0], other=other, value=row.value))
    return Settled(tuple(found), tuple(problems))


def _is_forgotten(reference: EventReference, forgotten: frozenset[str]) -> bool:
    return bool(forgotten) and any(
        tombstone(kind, value) in forgotten
        for kind, value in (("event", reference.event), ("events of", reference.article), ("id", reference.article))
        if value
    )


class _Known:
    """The events that rows may mean."""

    def __init__(self, store: Store, rows: Iterable[EventCorrection]) -> None:
        self._store = store
        references = [r for row in rows for r in (row.event, row.other) if r is not None]
        wanted = sorted({reference.event for reference in references} - {""})
        self._keys: dict[str, EventKey] = {}
        for at in range(0, len(wanted), _CHUNK):
            chunk = wanted[at : at + _CHUNK]
            found = store.connection.execute(
                f"SELECT article_id, id FROM events WHERE id IN ({','.join('?' * len(chunk))})", chunk
            )
            self._keys.update((row[1], (row[0], row[1])) for row in found)

    def find(self, reference: EventReference) -> EventKey | str:
        """The telling meant, or why there is none."""
        if reference.event:
            return self._keys.get(reference.event) or f"there is no event '{reference.text}' here"
        rows = self._store.connection.execute(
            "SELECT id, sentence, title FROM events WHERE article_id = ? ORDER BY first, id", (reference.article,)
        ).fetchall()
        found = [row["id"] for row in rows if _says(f"{row['sentence']} {row['title']}", reference.words)]
        if len(found) == 1:
            return reference.article, found[0]
        if not rows:
            return f"there is no article '{reference.text}' with events here"
        if not found:
            return f"no event of the article has the words '{reference.words}'"
        return f"'{reference.text}' may mean {len(found)} events ({', '.join(found[:4])}); an id may stand for it"


def _says(sentence: str, words: str) -> bool:
    form = canon if has_marks(words) else fold
    return " ".join(form(normalize(words)).split()) in " ".join(form(normalize(sentence)).split())


def contradictions(store: Store, rows: Iterable[EventRuling]) -> list[CorrectionProblem]:
    """Rows of no use now that all is merged: what is one already, and what another row says of the same event."""
    some = list(rows)
    groups = store.merged.groups_of({key for row in some for key in (row.key, row.other) if key})
    found = []
    said: dict[tuple[str, str], EventRuling] = {}
    for row in some:
        group = groups.get(row.key, "")
        if row.action == "merge":
            if all(told_by(row.row) != name for link in store.merged.links(group) for name, _ in link.reasons):
                found.append(CorrectionProblem(row=row.row, problem="merge: both are one event already"))
        elif row.action in _SETS:
            first = said.setdefault((group, row.action), row)
            if first.value != row.value:
                told = f"row {first.row} sets the {row.action} of the same event; left out"
                found.append(CorrectionProblem(row=row.row, problem=f"{row.action}: {told}"))
    return found


def corrections_by_group(store: Store) -> Mapping[str, Sequence[EventRuling]]:
    """What the user sets for or rejects of merged events, by the id of their groups."""
    rows = [row for row in store.merged.rulings() if row.action in (*_SETS, "reject")]
    groups = store.merged.groups_of({row.key for row in rows})
    found: defaultdict[str, list[EventRuling]] = defaultdict(list)
    for row in rows:
        if row.key in groups:
            found[groups[row.key]].append(row)
    return found


def corrected(merged: MergedEvent, rows: Sequence[EventRuling]) -> MergedEvent | None:
    """The event with what the user sets, the first row of each kind; None where it is rejected."""
    if any(row.action == "reject" for row in rows):
        return None
    event, done = merged.event, set()
    for row in sorted(rows, key=lambda row: row.row):
        if row.action in done:
            continue
        done.add(row.action)
        if row.action == "date":
            event = replace(event, when=days_of(row.value), date=row.value)
        elif row.action == "type":
            event = replace(event, type=cast("EventType", row.value))
        else:
            event = replace(event, status=cast("EventStatus", row.value))
        event = replace(event, evidence=f"{event.evidence}; {row.action}: {told_by(row.row)}")
    others = {telling.event.date for telling in merged.tellings if telling.event.status == event.status}
    odd = sorted({*merged.conflicts, *others} - {event.date}) if "date" in done else merged.conflicts
    return replace(merged, event=event, conflicts=tuple(odd))
