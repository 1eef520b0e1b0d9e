"""Reading the user's `corrections.csv`: whatever a spreadsheet makes of it; a line for every row that is no use."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from corpus.entities import CorrectionProblem, EntityKind
from corpus.text import normalize
from diembao.event_rows import EventCorrection, event_row
from diembao.sheets import decoded, separator_of
from diembao.workspace import tombstone
from extractor.resolve.corrections import Action, Correction, Reference, reference

FILE_NAME = "corrections.csv"
COLUMNS = ("action", "kind", "entity", "target", "note")
_ACTIONS: tuple[str, ...] = get_args(Action)
_KINDS: tuple[str, ...] = get_args(EntityKind)
EVENT = "event"
_TARGETED = ("merge", "alias", "rename")
_MAX_BYTES = 50_000_000
_LONGEST_CELL = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Corrections:
    """The rows of entities that can be read, those of events, and what is wrong with the others.

    `faults` are of rows of events; all others are `problems`.
    """

    rows: tuple[Correction, ...] = ()
    problems: tuple[CorrectionProblem, ...] = ()
    events: tuple[EventCorrection, ...] = ()
    faults: tuple[CorrectionProblem, ...] = ()


def read_corrections(path: Path, forgotten: frozenset[str] = frozenset()) -> Corrections:
    """The corrections of a file; none where there is no file. Never raises: what is wrong is among the problems.

    UTF-8 (with or without a byte order mark) and UTF-16; commas, semicolons or tabs; any Unicode form. A row that names
    a forgotten person is not used.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Corrections()
    except OSError as error:
        return _file_problem(f"cannot be read: {error.strerror}")
    if len(data) > _MAX_BYTES:
        return _file_problem("is over 50 MB; not read")
    text = decoded(data)
    if text is None:
        return _file_problem("is neither UTF-8 nor UTF-16; save it as `CSV UTF-8`; not used")
    return parse_corrections(text, forgotten)


def _file_problem(problem: str) -> Corrections:
    return Corrections(problems=(CorrectionProblem(row=0, problem=problem),))


def parse_corrections(text: str, forgotten: frozenset[str] = frozenset()) -> Corrections:
    """Rows as a spreadsheet counts them: the header is row 1. Empty rows and rows that begin with # are passed over."""
    text = text.removeprefix("\ufeff")
    if text.lower().startswith("sep="):  # Excel's own line for the separator
        text = "#" + text
    separator = separator_of(text)
    rows: list[Correction] = []
    problems: list[CorrectionProblem] = []
    events: list[EventCorrection] = []
    faults: list[CorrectionProblem] = []
    header: list[str] | None = None
    try:
        for number, cells, swallowed in _rows(text, separator):
            if header is None:
                header = [cell.lower() for cell in cells]
                missing = [name for name in COLUMNS[:3] if name not in header]
                if missing:
                    told = f"header: no column `{missing[0]}`; the columns are {', '.join(COLUMNS)}; nothing was used"
                    return Corrections(problems=(CorrectionProblem(row=number, problem=told),))
                continue
            found = _row(number, dict(zip(header, cells, strict=False)), len(cells) > len(header), forgotten)
            if swallowed and isinstance(found, str):
                found = f"{found}; so {swallowed} not used either"
            if isinstance(found, Correction):
                rows.append(found)
            elif isinstance(found, EventCorrection):
                events.append(found)
            elif _kind(header, cells) == EVENT:
                faults.append(CorrectionProblem(row=number, problem=found))
            else:
                problems.append(CorrectionProblem(row=number, problem=found))
    except csv.Error as error:
        problems.append(CorrectionProblem(row=0, problem=f"cannot be read as CSV: {error}"))
    return Corrections(tuple(rows), tuple(problems), tuple(events), tuple(faults))


def _kind(header: list[str], cells: list[str]) -> str:
    return dict(zip(header, cells, strict=False)).get("kind", "").lower()


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str], str]]:
    """Number and cells of each row, and in words the further lines that its quotation marks hold."""
    csv.field_size_limit(_MAX_BYTES)  # one for the whole process: others set it too, and a long cell is told by its row
    reader, before = csv.reader(io.StringIO(text, newline=""), delimiter=separator), 0
    for number, cells in enumerate(reader, 1):
        first, last, before = before + 2, reader.line_num, reader.line_num
        swallowed = "" if last < first else f"line {last} is" if last == first else f"lines {first} to {last} are"
        cleaned = [" ".join(normalize(cell).split(" ")).strip() for cell in cells]
        if any(cleaned) and not cleaned[0].startswith("#"):
            yield number, cleaned, swallowed


def _row(
    number: int, cells: dict[str, str], overlong: bool, forgotten: frozenset[str]
) -> Correction | EventCorrection | str:
    """A correction, or what is wrong with the row."""
    if any(len(cell) > _LONGEST_CELL for cell in cells.values()):
        return f"a cell has over {_LONGEST_CELL} characters; is a quotation mark missing?"
    action, kind = cells.get("action", "").lower(), cells.get("kind", "").lower()
    wrong = _shape(cells, overlong)
    if wrong is None and kind == EVENT:
        return event_row(number, action, cells)
    wrong = wrong or _wrong(action, kind, cells)
    if wrong is not None:
        return wrong
    entity, target = reference(cells["entity"]), reference(cells.get("target", ""))
    if entity is None:
        return f"entity: '{cells['entity']}' is no name, or a bracket is not closed"
    if cells.get("target") and target is None:
        return f"target: '{cells['target']}' is no name, or a bracket is not closed"
    if _forgotten((entity, target), forgotten):
        return "names a person who was forgotten; not used, delete the row"
    if action == "split" and entity.is_id:
        return "split: takes a name, with a bracket that says which; no id"
    if action == "split" and not entity.which:
        return f"split: say in brackets which, as in `{entity.name} (Công an tỉnh …)` or `{entity.name} (article id)`"
    if action in ("alias", "rename") and target is not None and (target.which or target.is_id):
        return f"{action}: the target is a new name, {'no id' if target.is_id else 'and has no bracket'}"
    return Correction(
        row=number,
        action=cast("Action", action),
        kind=cast("EntityKind", kind),
        entity=entity,
        target=target,
        note=cells.get("note", ""),
    )


def _shape(cells: dict[str, str], overlong: bool) -> str | None:
    if any("\n" in cell for cell in cells.values()):
        return "a cell goes over several lines: a quotation mark is not closed"
    if overlong:
        return "more cells than the header; put a name with a comma between quotation marks"
    return None


def _wrong(action: str, kind: str, cells: dict[str, str]) -> str | None:
    if action not in _ACTIONS and kind in _KINDS:
        return f"action: '{action}' is none of {', '.join(_ACTIONS)}"
    if kind not in _KINDS:
        return f"kind: '{kind}' is none of {', '.join((*_KINDS, EVENT))}"
    if not cells.get("entity"):
        return "entity: a name is needed"
    if action in _TARGETED and not cells.get("target"):
        return f"target: {action} needs one"
    if action == "reject" and cells.get("target"):
        return "target: reject has none; to join two, merge"
    return None


def _forgotten(references: Iterable[Reference | None], forgotten: frozenset[str]) -> bool:
    return bool(forgotten) and any(
        tombstone("person", name) in forgotten for ref in references if ref for name in (ref.name, ref.which) if name
    )
