"""From the history of a unit to files: its lines as text, and who held its posts as a picture."""

from __future__ import annotations

from corpus.store import Store
from diembao.export.careers import CareersView
from diembao.export.labels import Language
from diembao.pictures_careers import draw_holders
from diembao.terminal import printable
from diembao.timeline_output import corpus_facts
from diembao.unit_history import UnitHistory
from diembao.unit_history_forms import to_csv, to_json
from diembao.unit_history_text import to_text

ENDINGS: dict[str, tuple[str, ...]] = {
    "text": (".txt",),
    "json": (".json",),
    "csv": (".csv",),
    "svg": (".svg",),
    "png": (".png",),
}
PICTURES = ("svg", "png")


def as_text(history: UnitHistory, form: str, *, bom: bool = False) -> str:
    """The history as lines, JSON or CSV."""
    if form == "json":
        return to_json(history)
    text = printable(to_csv(history) if form == "csv" else to_text(history))
    return f"\ufeff{text}" if bom else text


def drawn(store: Store, history: UnitHistory, form: str, title: str | None, language: Language) -> bytes:
    """Who held the unit's posts. Raises UsageError where nobody is known, and where vl-convert is missing."""
    view = CareersView(
        careers=(), heading=title or history.entity.label, corpus=corpus_facts(store.connection), language=language
    )
    return draw_holders(view, [leader.post for leader in history.leaders], "svg" if form == "svg" else "png")
