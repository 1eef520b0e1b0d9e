"""Corrections of who is who: made on the page of an entity, listed here with what came of them, and undone here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from corpus.entities import CorrectionProblem
from corpus.errors import UsageError
from diembao.today import entities_today, events_today
from diembao.web.correcting import CorrectionRow, Kept, add_row, drop_row, rows_of
from diembao.web.faults import sentence
from diembao.web.pages.entity import entity_at
from diembao.web.parameters import Parameter, State
from diembao.web.refusals import Refusal, msg
from diembao.web.resources import Form, Page, Visit
from extractor.resolve.corrections import Action

ACTIONS = get_args(Action)
ACTION_NAMES = {
    "merge": msg("joined"),
    "split": msg("parted"),
    "alias": msg("also called"),
    "rename": msg("renamed"),
    "reject": msg("taken off the lists"),
    "date": msg("date set"),
    "type": msg("type set"),
    "status": msg("status set"),
}
_TARGET = Parameter(name="target", says="The other entity, by name or id, or the new name.", longest=400)
_FIELDS = (
    Parameter(name="id", says="The entity.", longest=16),
    Parameter(name="action", kind="choice", choices=("", *ACTIONS), says="What is done."),
    _TARGET,
    Parameter(name="other", says="The other entity, chosen from a list.", longest=16),
    Parameter(name="article", says="The article whose bearer of the name is another.", longest=16),
    Parameter(name="note", says="For your colleagues.", longest=500),
)
_UNDO = (
    Parameter(name="row", kind="number", default="0", says="Row of the file."),
    Parameter(name="mark", says="Of the row.", longest=16),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row with what is to be said of it, and the page of what it speaks of, where there is one."""

    row: CorrectionRow
    problems: tuple[str, ...]
    address: str | None
    is_new: bool

    @property
    def action(self) -> str:
        """What is done, a message of the catalogue."""
        action = self.row.cells.get("action", "").lower()
        return ACTION_NAMES.get(action, action)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsView:
    """The rows of the file, the newest first; `problem` where it cannot be read."""

    state: State
    rows: tuple[Shown, ...]
    others: tuple[CorrectionProblem, ...]
    problem: str = ""
    file: str = ""

    @property
    def new(self) -> Shown | None:
        """The row that was just made."""
        return next((shown for shown in self.rows if shown.is_new), None)


def view(visit: Visit) -> CorrectionsView:
    """What was corrected, and what could not be used of it."""
    path = visit.workspace.corrections
    try:
        rows, problem = rows_of(path), ""
    except UsageError as error:
        rows, problem = [], str(error)
    with visit.store() as store:
        events_today(visit.workspace, store)
        problems = store.entities.problems()
        known = {row.number: _address(visit, store, row) for row in rows}
    new = visit.state.number("row")
    shown = tuple(
        Shown(
            row=row,
            problems=tuple(sentence(p.problem, visit.language) for p in problems if p.row == row.number),
            address=known[row.number],
            is_new=row.number == new,
        )
        for row in reversed(rows)
    )
    numbers = {row.number for row in rows}
    others = tuple(p for p in problems if p.row not in numbers)
    return CorrectionsView(state=visit.state, rows=shown, others=others, problem=problem, file=path.name)


def _address(visit: Visit, store: Any, row: CorrectionRow) -> str | None:
    """The page of the entity that a row names by its id, or is joined to."""
    for cell in ("target", "entity"):
        value = row.cells.get(cell, "")
        if row.cells.get("kind", "") != "event" and len(value) == 16 and store.entities.get(value.lower()) is not None:
            return visit.to("entity", id=value.lower())
    return None


def as_json(shown: CorrectionsView) -> dict[str, Any]:
    """The rows, and what is wrong with them."""
    return {
        "corrections": [
            {"row": s.row.number, **{k: v for k, v in s.row.cells.items() if k}, "problems": list(s.problems)}
            for s in shown.rows
        ],
        "problems": [{"row": p.row, "problem": p.problem} for p in shown.others],
        **({"error": shown.problem} if shown.problem else {}),
    }


def correct(visit: Visit) -> str:
    """Write a correction down; it holds at once, and through every build. Raises Refusal for one that is no use: no row
    of it is left.
    """
    state = visit.state
    action = state.text("action")
    if not action:
        raise Refusal(400, msg("This correction cannot be made."))
    with visit.store() as store:
        entities_today(visit.workspace, store)
        entity = entity_at(store, state.text("id"))
        target = state.text("other") or state.text("target")
        named, note = entity.id, state.text("note") or entity.label
        if action == "split":
            if not state.text("article"):
                raise Refusal(400, msg("Choose the article that means somebody else."))
            named = f"{entity.name} ({state.text('article')})"
        elif action == "reject":
            target = ""
        elif action == "merge":
            target = _meant(store, target)
    cells = {"action": action, "kind": entity.kind, "entity": named, "target": target, "note": note}
    workspace = visit.workspace
    with workspace.writing():
        kept = Kept(workspace)
        try:
            number = add_row(workspace, cells)
        except UsageError as error:
            raise _impossible(visit, str(error)) from None
    if problem := _problem_of(visit, number):
        with workspace.writing():
            kept.put_back(number)
        raise _impossible(visit, problem)
    return visit.to("corrections", row=number)


def _impossible(visit: Visit, problem: str) -> Refusal:
    return Refusal(400, msg("This correction cannot be made."), sentence(problem, visit.language))


def _problem_of(visit: Visit, number: int) -> str:
    """What comes of a row, where it is no use beside the others and with the names of this corpus."""
    with visit.store() as store:
        entities_today(visit.workspace, store)
        return next((p.problem for p in store.entities.problems() if p.row == number), "")


def _meant(store: Any, target: str) -> str:
    """An id where one is given, in whatever case; else the name as typed."""
    found = store.entities.get(target.lower()) if len(target) == 16 else None
    return found.id if found is not None else target


def undo(visit: Visit) -> str:
    """Take a row out of the file; what it did is undone at once."""
    with visit.workspace.writing():
        drop_row(visit.workspace, visit.state.number("row"), visit.state.text("mark"))
    return visit.to("corrections")


RESOURCES = (
    Page(
        name="corrections",
        path="/corrections",
        template="corrections.html",
        view=view,
        as_json=as_json,
        parameters=(Parameter(name="row", kind="number", default="0", says="The row that was just made."),),
        summary="The user's corrections, and what could not be used of them.",
    ),
    Form(name="correct", path="/corrections/new", act=correct, fields=_FIELDS),
    Form(name="undo-correction", path="/corrections/undo", act=undo, fields=_UNDO),
)
