"""The engine for more than some ten thousand articles: tantivy in a folder (the extra `diembao[fast]`).

The same hits as the other engines. Of the order the protocol's promises hold: as typed before under other marks, more
of the rare words, nearer the title and in shorter texts before less, words side by side before words far apart, newer
before older where that is asked for; equal scores by date, then id (of more than 1,000 equal ones only the same order
every time until the next commit). The score is tantivy's BM25, added up over the fields, so that neighbours may change
places against the embedded engine (`index.tantivy_ranking`). Sorted by date, hits have no score.

tantivy syncs what it writes before it names it, keeps its lock through the system, so that a killed writer leaves none,
and lets readers be. Marker and generation are in the index itself (`index.tantivy_schema.State`).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import tantivy

from corpus.errors import DiembaoError, WorkspaceError
from index.backend import NO_FILTERS, Changes, Facet, FacetKind, Filters, Hits, Sort
from index.documents import ANALYSIS, IndexDocument
from index.nodes import WordField
from index.query import Query
from index.tantivy_files import Marks, compare, marks, note, noted
from index.tantivy_schema import LAYOUT, STATE, State, digest_of, document_of, register, safe, schema
from index.tantivy_search import Snapshot

_HEAP = 256_000_000  # bytes of postings before a segment is written
_MANY = 4000  # articles of a commit from which on two threads take them in: two segments, which merge the sooner
_STATES = 50  # commits after which the older ones' states are deleted: a deletion makes a segment slower to count
_UNREADABLE = "cannot be read; make it anew from the corpus (diembao rebuild --index)"
_LOCKED_OUT = "Failed to acquire Lockfile: IoError"  # tantivy's words where it may not write


class TantivyBackend:
    """A `Backend` and `Engine`: an index in a folder of its own. Use `create` or `open`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.RLock()
        self._index: tantivy.Index | None = None
        self._snapshot: tuple[tuple[int, ...], Snapshot] | None = None
        self._whole: Marks = {}

    @staticmethod
    def exists(path: Path) -> bool:
        """Whether there is an index in `path`."""
        return _meta(path).is_file()

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new empty index in `path`. Raises WorkspaceError where there is one, or the folder cannot be made."""
        with _told(path, "cannot be made"):
            path.mkdir(parents=True, exist_ok=True)
            if cls.exists(path):
                raise WorkspaceError(f"{path}: there is an index already; open it, or delete the folder")
            tantivy.Index(schema(), path=str(path), reuse=False)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index in `path`. Raises WorkspaceError where there is none, or one made by another version."""
        if not cls.exists(path):
            raise WorkspaceError(f"{path}: there is no index here; build one first (diembao build)")
        backend = cls(path)
        with backend._reading():
            return backend

    @property
    def generation(self) -> int:
        """See `Backend.generation`."""
        with self._reading() as snapshot:
            return snapshot.state.generation if snapshot.state else 0

    @property
    def marker(self) -> str | None:
        """See `Backend.marker`."""
        with self._reading() as snapshot:
            return snapshot.state.marker if snapshot.state else None

    def update(
        self, documents: Iterable[IndexDocument] = (), deletions: Iterable[str] = (), *, marker: str | None = None
    ) -> Changes:
        """See `Backend.update`. The batch is held in memory: some thousands of articles at a time.

        An article that is in the index as given is left as it is: tantivy's scores count what is deleted as well,
        until segments merge, and writing again would change them.
        """
        new = {document.id: document for document in documents}
        with self._guard, _told(self._path, "cannot be written"):
            writer = self._writer(2 if len(new) >= _MANY else 1)
            try:
                changes = self._write(writer, new, set(deletions), marker)
            except BaseException:
                with suppress(Exception):
                    writer.rollback()
                raise
            finally:
                with suppress(Exception):
                    writer.wait_merging_threads()  # and give the lock back, whoever still holds the writer
            self._whole = marks(self._path, _segments(self._path))
            note(self._path, self._whole)
        return changes

    def search(
        self,
        query: Query,
        filters: Filters = NO_FILTERS,
        *,
        sort: Sort = "relevance",
        limit: int | None = 10,
        offset: int = 0,
        recent: bool = False,
    ) -> Hits:
        """See `Backend.search`."""
        with self._reading() as snapshot:
            return snapshot.search(query.root, filters.tree(), sort, limit, offset, recent=recent)

    def facets(
        self,
        query: Query,
        filters: Filters = NO_FILTERS,
        *,
        kinds: Sequence[FacetKind],
        limit: int | None = 20,
        without: Collection[str] = (),
    ) -> Mapping[FacetKind, tuple[Facet, ...]]:
        """See `Backend.facets`."""
        with self._reading() as snapshot:
            return snapshot.facets(query.root, filters.tree(), kinds, limit, without)

    def count(self, query: Query, filters: Filters = NO_FILTERS) -> int:
        """See `Backend.count`."""
        with self._reading() as snapshot:
            return snapshot.count(query.root, filters.tree())

    def ids(self) -> frozenset[str]:
        """See `Backend.ids`."""
        with self._reading() as snapshot:
            return snapshot.ids()

    def vocabulary(self, field: WordField) -> Mapping[str, int]:
        """See `Backend.vocabulary`."""
        with self._reading() as snapshot:
            return snapshot.vocabulary(field)

    def close(self) -> None:
        """See `Backend.close`."""
        with self._guard:
            self._snapshot = self._index = None

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """The newest state; what damaged files raise is told. Threads read side by side."""
        with _told(self._path, _UNREADABLE):
            yield self._fresh()

    def _fresh(self) -> Snapshot:
        """The newest state, opened anew where another commit was made, here or elsewhere."""
        seen = _stamp(self._path)
        known = self._snapshot
        if known is not None and known[0] == seen:
            return known[1]
        with self._guard:
            seen = _stamp(self._path)
            segments = _segments(self._path)
            self._compare(segments)
            if self._index is None:
                self._index = register(tantivy.Index.open(str(self._path)))
                self._index.config_reader("manual")
            self._index.reload()
            searcher = self._index.searcher()
            snapshot = Snapshot(searcher, self._index.schema, deletions=any(segments.values()))
            state = snapshot.state
            if (state.analysis, state.layout) != (ANALYSIS, LAYOUT) if state else searcher.num_docs:
                raise WorkspaceError(f"{self._path}: made by another version; make it anew (diembao rebuild --index)")
            self._snapshot = seen, snapshot
            return snapshot

    def _compare(self, segments: Iterable[str]) -> None:
        """Raises WorkspaceError where a file has changed since it was written."""
        found = marks(self._path, segments)
        known = {**noted(self._path), **self._whole}
        compare(self._path, [name for name, mark in found.items() if known.get(name) != mark])
        self._whole = found

    def _writer(self, threads: int) -> Any:
        with self._reading():
            assert self._index is not None
        try:
            return self._index.writer(_HEAP, threads)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise WorkspaceError(f"{self._path}: another process is writing the index; wait for it to end") from None

    def _write(self, writer: Any, new: Mapping[str, IndexDocument], deletions: set[str], marker: str | None) -> Changes:
        snapshot = self._fresh()  # of the state that the writer follows: the lock is held
        state = snapshot.state or State()
        known = snapshot.digests({*new, *deletions})
        gone = (deletions & known.keys()) - new.keys()
        changed = False
        for article in gone:
            writer.delete_documents_by_term("id", safe(article))
        for document in new.values():
            digest = digest_of(document)
            if known.get(document.id) == digest:
                continue
            if document.id in known:
                writer.delete_documents_by_term("id", safe(document.id))
            writer.add_document(document_of(document, digest))
            changed = True
        if not changed and not gone and marker in (None, state.marker):
            return Changes(written=len(new), deleted=0)
        if snapshot.states() > _STATES:
            writer.delete_documents_by_term("id", STATE)
        marker = marker if marker is not None else state.marker
        writer.add_document(State(generation=state.generation + 1, marker=marker).document())
        writer.commit()
        return Changes(written=len(new), deleted=len(gone))


@contextmanager
def _told(path: Path, trouble: str) -> Iterator[None]:
    """Faults of disk, files and tantivy (which panics beside Python's exceptions) as one line."""
    try:
        yield
    except (DiembaoError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if _LOCKED_OUT in str(error):
            trouble = "needs a folder that can be written to, even to be read (tantivy keeps a lock there)"
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise WorkspaceError(f"{path}: the index {trouble}: {reason}") from error


def _meta(path: Path) -> Path:
    """The file that names the segments: written last and renamed into place."""
    return path / "meta.json"


def _segments(path: Path) -> Mapping[str, object]:
    """The segments that the file names, each with what is deleted in it."""
    return {segment["segment_id"]: segment["deletes"] for segment in json.loads(_meta(path).read_bytes())["segments"]}


def _stamp(path: Path) -> tuple[int, ...]:
    """Tells one version of that file from another."""
    status = _meta(path).stat()
    return status.st_mtime_ns, status.st_ino, status.st_size
