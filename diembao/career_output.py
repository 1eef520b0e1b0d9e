"""From careers to files: which bytes each format of `diembao career` has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from corpus.careers import Career
from corpus.codec import dumps
from corpus.errors import UsageError
from corpus.store import Store
from diembao.career_rows import csv_of, object_of, text_of
from diembao.evidence import Evidence
from diembao.export.careers import COLUMNS, CareersView, rows_of, to_html
from diembao.export.labels import Language
from diembao.terminal import printable
from diembao.timeline_output import corpus_facts

ENDINGS: dict[str, tuple[str, ...]] = {
    "text": (".txt",),
    "json": (".json",),
    "csv": (".csv",),
    "html": (".html", ".htm"),
    "parquet": (".parquet",),
    "svg": (".svg",),
    "png": (".png",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """How careers are to be shown; `asked` are the filters as typed, by option."""

    title: str | None = None
    language: Language = "en"
    bom: bool = False
    asked: tuple[tuple[str, str], ...] = ()


def as_text(store: Store, careers: Sequence[Career], form: str, looks: Looks) -> str:
    """The formats that are text, as standard output has them."""
    if form == "json":
        return dumps([object_of(store, career) for career in careers])
    if form == "csv":
        return ("\ufeff" if looks.bom else "") + csv_of(store, careers)
    if form == "html":
        return to_html(_view(store, careers, looks), Evidence(store))
    return "\n".join(text_of(store, careers))


def as_bytes(store: Store, careers: Sequence[Career], form: str, looks: Looks) -> bytes:
    """The careers as a file has them. Raises UsageError where a package is missing, or there is nothing to draw."""
    if form in ("svg", "png"):
        from diembao.pictures_careers import draw_careers

        return draw_careers(_view(store, careers, looks), "svg" if form == "svg" else "png")
    if form == "parquet":
        from diembao.export.parquet import table_bytes

        return table_bytes(COLUMNS, rows_of(careers, Evidence(store)))
    text = as_text(store, careers, form, looks)
    if form != "json":
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        text = mark + printable(text)
    return f"{text}\n".encode("utf-8", "replace")


def _view(store: Store, careers: Sequence[Career], looks: Looks) -> CareersView:
    names = list(dict.fromkeys(career.person.split(" (")[0] for career in careers))  # without what tells bearers apart
    if not names:
        raise UsageError("there is no career to show")
    return CareersView(
        careers=tuple(careers),
        heading=looks.title or ", ".join(names[:3]) + ", …" * (len(names) > 3),
        asked=looks.asked,
        corpus=corpus_facts(store.connection),
        version=version("diembao"),
        language=looks.language,
    )
