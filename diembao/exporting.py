"""Exporting a corpus, or what a query finds, whole: which articles, in which order, and whether all came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

from corpus.analysis import Analysis
from corpus.codec import SCHEMA
from corpus.errors import WorkspaceError
from corpus.store import SCHEMA_VERSION, Store
from corpus.store.database import database_faults
from diembao.engines import open_backend
from diembao.export.manifest import RIGHTS, File, as_bytes, file_of
from diembao.export.placing import Place, place_of, put_in_place, workshop
from diembao.export.wacz import Records
from diembao.export.writers import Form, Writer, open_writer
from diembao.filtering import NOTHING_ASKED, Asked
from diembao.folding import fold_today
from diembao.intake import Progress
from diembao.merging import merged_of_today
from diembao.searching import parse_query
from diembao.workspace import Workspace
from index.documents import ANALYSIS
from index.query import Query

Order = Literal["date", "id"]
ORDERS: tuple[Order, ...] = get_args(Order)
_ORDERED = {
    "date": "SELECT id FROM articles ORDER BY published_first IS NULL, published_first, id",
    "id": "SELECT id FROM articles ORDER BY id",
}


class IncompleteExportError(WorkspaceError):
    """Not every article that was counted came out; nothing was put in place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to export: the whole corpus, or what `query` and filters find.

    `strict` is how words without marks are read; `folded` leaves copies and versions of an article out.
    """

    query: str | None = None
    asked: Asked = NOTHING_ASKED
    strict: bool = False
    folded: bool = False
    order: Order = "date"

    @property
    def whole(self) -> bool:
        """Whether it is every article: then no index is needed."""
        return (self.query or "*").strip() in ("", "*") and self.asked == NOTHING_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: the folder, its files, and what the manifest says."""

    place: Place
    files: tuple[File, ...]
    manifest: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """`ids` None means every article; `undated` and `folded` count what a date filter and folding left out."""

    ids: frozenset[str] | None = None
    undated: int = 0
    folded: int = 0


@dataclass(slots=True)
class _Tally:
    """What passed by while the files were written."""

    first: date | None = None
    last: date | None = None
    undated: int = 0
    inferred: int = 0
    sources: Counter[str] = field(default_factory=Counter)

    def count(self, analysis: Analysis) -> None:
        article = analysis.article
        self.sources[article.source] += 1
        if article.published is None:
            self.undated += 1
            return
        self.inferred += article.published.method == "inferred"
        span = article.published.span
        self.first = min(self.first or span.first, span.first)
        self.last = max(self.last or span.last, span.last)


def export(
    workspace: Workspace,
    selection: Selection,
    form: Form,
    output: Path,
    *,
    created: datetime,
    progress: Progress | None = None,
) -> Exported:
    """Write the articles, all of them, and a manifest. The same corpus gives the same bytes, but for `created`.

    Files appear in `output` only when all are whole. Raises UsageError and QueryError for what was asked wrongly,
    IncompleteExportError where more or less came out than was counted, WorkspaceError where nothing can be read.
    """
    place = place_of(output, form)
    query = None if selection.whole else parse_query(selection.query or "*", workspace, strict=selection.strict)
    with workspace.store() as store, database_faults(store.path), workshop(place) as made:
        chosen = _chosen(workspace, store, selection, query)
        if form.format == "ftm":
            merged_of_today(workspace, store)
        store.connection.execute("BEGIN")  # one state of the corpus, whoever builds meanwhile
        total = store.articles.count() if chosen.ids is None else len(chosen.ids)
        tally = _Tally()
        paths = {name: made / file for name, file in place.names.items()}
        writer = open_writer(form, paths, store, Records(folder=workspace.archive, whole=selection.whole))
        try:
            for done, analysis in enumerate(_articles(store, selection, chosen), 1):
                tally.count(analysis)
                writer.write(analysis)
                if progress and done % 100 == 0:
                    progress(done, total)
            writer.finish()
        finally:
            writer.close()
        _check(workspace, total, writer)
        files = tuple(file_of(paths[name], place.names[name], rows) for name, rows in writer.rows().items())
        manifest = _manifest(workspace, store, selection, form, chosen, writer, tally, files, created)
        (made / place.manifest).write_bytes(as_bytes(manifest))
        store.connection.execute("COMMIT")
        put_in_place(made, place)
    return Exported(place=place, files=files, manifest=manifest)


def _chosen(workspace: Workspace, store: Store, selection: Selection, query: Query | None) -> _Chosen:
    """Count and name the articles, before anything is written."""
    undated = folded = 0
    ids: tuple[str, ...] | None = None
    if query is not None:
        with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
            filters = selection.asked.filters(workspace, strict=selection.strict)
            hits = backend.search(query, filters, sort="oldest", limit=None)
        ids, undated = tuple(hit.id for hit in hits.hits), hits.undated
        if len(ids) != hits.total:
            raise IncompleteExportError(f"{hits.total} articles were counted and {len(ids)} found; nothing was written")
    if selection.folded:
        fold = fold_today(workspace, store, ids if ids is not None else tuple(store.articles.ids()))
        ids, folded = fold.kept, fold.hidden
    return _Chosen(ids=None if ids is None else frozenset(ids), undated=undated, folded=folded)


def _articles(store: Store, selection: Selection, chosen: _Chosen) -> Iterator[Analysis]:
    rows = store.connection.execute(_ORDERED[selection.order])
    ids = [row[0] for row in rows if chosen.ids is None or row[0] in chosen.ids]
    return store.articles.get(ids)


def _check(workspace: Workspace, total: int, writer: Writer) -> None:
    written = writer.rows()["articles"]
    if written != total:
        raise IncompleteExportError(
            f"{workspace.root}: {total} articles were counted, {written} written; nothing was put in place; "
            "index and database do not agree, run `diembao build`"
        )


def _manifest(
    workspace: Workspace,
    store: Store,
    selection: Selection,
    form: Form,
    chosen: _Chosen,
    writer: Writer,
    tally: _Tally,
    files: tuple[File, ...],
    created: datetime,
) -> dict[str, Any]:
    put, drop = store.articles.queue()
    return {
        "created": created.isoformat(timespec="seconds"),
        "format": form.format,
        "full_text": form.full_text,
        "query": None if selection.whole else selection.query or "*",
        "strict": selection.strict,
        "filters": selection.asked.said(),
        "order": selection.order,
        "folded": selection.folded,
        "versions": {
            "diembao": version("diembao"),
            "schema": SCHEMA,
            "store": SCHEMA_VERSION,
            "rules": _rules(store, chosen),
            "analysis": ANALYSIS,
            **({} if selection.whole else {"engine": workspace.settings.engine}),
        },
        "counts": {
            "hits": writer.rows()["articles"] + chosen.folded,
            "copies_left_out": chosen.folded,
            "undated_left_out": chosen.undated,
            "waiting_for_index": 0 if selection.whole else len(put) + len(drop),
            **writer.rows(),
            **writer.more(),
        },
        "dates": {
            "first": tally.first.isoformat() if tally.first else None,
            "last": tally.last.isoformat() if tally.last else None,
            "undated": tally.undated,
            "inferred": tally.inferred,
        },
        "sources": dict(sorted(tally.sources.items())),
        "files": [{"name": f.name, "rows": f.rows, "bytes": f.bytes, "sha256": f.sha256} for f in files],
        "rights": RIGHTS,
    }


def _rules(store: Store, chosen: _Chosen) -> dict[str, int]:
    """The versions of rules and data by which the articles were read, each with the number of articles."""
    rows = store.connection.execute("SELECT a.id, i.stage FROM articles a JOIN inputs i ON i.id = a.input_id")
    found = Counter(row[1] or "unknown" for row in rows if chosen.ids is None or row[0] in chosen.ids)
    return dict(sorted(found.items()))
