"""All hits of a search to take away, complete, sent while they are made; and searches to keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.codec import to_json
from corpus.jsonline import dumps
from corpus.store.database import database_faults
from diembao.engines import open_backend
from diembao.export.abridged import abridged
from diembao.export.cells import as_cell
from diembao.export.writing import write_files
from diembao.folding import fold_today
from diembao.saved import Search, read_rows, save
from diembao.sheets import Sheet, read_sheet, sheet_text
from diembao.web.citing import FORMS, Work, csl
from diembao.web.filters import ASKING, asked_of, query_of
from diembao.web.pages.search import PARAMETERS as SEARCH
from diembao.web.pages.search import order_of
from diembao.web.parameters import Parameter
from diembao.web.refusals import Refusal, msg
from diembao.web.resources import Answer, Download, Form, Visit
from diembao.web.tables import csv_lines, packed, whole

COLUMNS = ("id", "published", "published_method", "source", "title", "url", "words", "copies")
_PARAMETERS = (*ASKING, next(p for p in SEARCH if p.name == "sort"))
_CHUNK = 400
_Chunks = Callable[[Visit, "_Hits"], Iterator[bytes]]
_NAME = Parameter(name="name", says="Name of the search.", longest=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hits:
    """Ids in order, and how many copies each stands for."""

    ids: tuple[str, ...]
    copies: dict[str, int]


def _hits(visit: Visit) -> _Hits:
    """All hits. Raises Refusal where the index counts other than it finds."""
    state = visit.state
    query = query_of(visit)
    filters = asked_of(state).filters(visit.workspace, strict=state.has("strict"))
    order, recent = order_of(state)
    workspace = visit.workspace
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, visit.store() as store:
        found = backend.search(query, filters, sort=order, limit=None, recent=recent)
        ids = tuple(hit.id for hit in found.hits)
        if len(ids) != found.total:
            raise Refusal(503, msg("The index counts other than it finds; run diembao build."))
        if state.text("copies") == "shown":
            return _Hits(ids=ids, copies={})
        taken = fold_today(workspace, store, ids)
        return _Hits(ids=taken.kept, copies={kept: len(folded) for kept, folded in taken.folded.items()})


def _answer(type_: str, name: str, chunks: _Chunks) -> Callable[[Visit], Answer]:
    def answer(visit: Visit) -> Answer:
        hits = _hits(visit)
        headers = {"x-total-count": str(len(hits.ids))}
        return Answer(body=packed(chunks(visit, hits)), type=type_, name=name, headers=headers)

    return answer


def _csv(visit: Visit, hits: _Hits) -> Iterator[bytes]:
    def rows() -> Iterator[Sequence[str]]:
        for row in _rows(visit, hits.ids, "published, published_method, source, title, url, words"):
            yield [as_cell(row[c]) for c in COLUMNS[:-1]] + [str(hits.copies.get(row["id"], 0))]

    yield from csv_lines(COLUMNS, rows(), total=len(hits.ids))


def _rows(visit: Visit, ids: Sequence[str], columns: str) -> Iterator[Any]:
    """Rows of the articles in the order of the ids, read from one state of the corpus."""
    with visit.store() as store, database_faults(store.path):
        store.connection.execute("BEGIN")
        for at in range(0, len(ids), _CHUNK):
            chunk = ids[at : at + _CHUNK]
            marks = ",".join("?" * len(chunk))
            found = store.connection.execute(f"SELECT id, {columns} FROM articles WHERE id IN ({marks})", chunk)
            rows = {row["id"]: row for row in found}
            yield from (rows[i] for i in chunk if i in rows)
        store.connection.execute("COMMIT")


def _jsonl(visit: Visit, hits: _Hits) -> Iterator[bytes]:
    """The contract's object a line; where texts are not shown whole, without them."""
    shown = to_json if visit.full_text else abridged
    written = 0
    with visit.store() as store, database_faults(store.path):
        store.connection.execute("BEGIN")
        for analysis in store.articles.get(hits.ids):
            yield f"{dumps(shown(analysis))}\n".encode()
            written += 1
        store.connection.execute("COMMIT")
    whole(written, len(hits.ids))


def _works(visit: Visit, hits: _Hits) -> Iterator[Work]:
    written = 0
    for row in _rows(visit, hits.ids, "record"):
        written += 1
        yield Work.of(json.loads(row["record"]))
    whole(written, len(hits.ids))


def _citations(form: str) -> _Chunks:
    def chunks(visit: Visit, hits: _Hits) -> Iterator[bytes]:
        for work in _works(visit, hits):
            yield FORMS[form](work, visit.language).encode() + (b"\n" if form == "bib" else b"")

    return chunks


def _csl(visit: Visit, hits: _Hits) -> Iterator[bytes]:
    yield b"["
    for n, work in enumerate(_works(visit, hits)):
        yield (b",\n" if n else b"\n") + dumps(csl(work)).encode()
    yield b"\n]\n"


def _save(visit: Visit) -> str:
    """Keep a search under its name, in the place of one of that name."""
    state = visit.state
    asked = asked_of(state)
    asked.filters()
    query_of(visit)
    kept = Search(
        name=state.text("name"),
        query=state.text("q") or "*",
        asked=asked,
        strict=state.has("strict"),
        folded=state.text("copies") == "folded",
    )
    with visit.workspace.writing():
        save(visit.workspace.searches, kept)
    return visit.at(state, "search")


def _drop(visit: Visit) -> str:
    """Forget a saved search."""
    name = visit.state.text("name")
    if not name:
        raise Refusal(400, msg("Which search?"))
    path = visit.workspace.searches
    with visit.workspace.writing():
        gone = {row.number - 1 for row in read_rows(path) if row.name == name} if path.exists() else set()
        if not gone:
            raise Refusal(404, msg("No search is saved under this name."))
        sheet = read_sheet(path)
        rows = tuple(row for n, row in enumerate(sheet.rows) if n not in gone)
        header = rows.index(sheet.rows[sheet.header])
        write_files({path: sheet_text(Sheet(rows, header, sheet.separator)).encode("utf-8-sig")})
    return visit.to("search")


def _download(name: str, path: str, type_: str, says: str, chunks: _Chunks) -> Download:
    return Download(
        name=f"hits-{name}",
        path=f"/search.{path}",
        answer=_answer(f"{type_}; charset=utf-8", f"diembao.{path}", chunks),
        type=type_,
        parameters=_PARAMETERS,
        long=True,
        summary=says,
    )


RESOURCES = (
    _download("csv", "csv", "text/csv", "All hits as a table, an article a row.", _csv),
    _download("jsonl", "jsonl", "application/x-ndjson", "All hits whole, an article a line (the contract).", _jsonl),
    _download("bib", "bib", "text/x-bibtex", "All hits as BibTeX.", _citations("bib")),
    _download("csl", "csl.json", "application/vnd.citationstyles.csl+json", "All hits as CSL-JSON.", _csl),
    _download("txt", "txt", "text/plain", "All hits as citations in words.", _citations("txt")),
    Form(name="save-search", path="/searches", act=_save, fields=(*ASKING, _NAME)),
    Form(name="drop-search", path="/searches/delete", act=_drop, fields=(_NAME,)),
)
