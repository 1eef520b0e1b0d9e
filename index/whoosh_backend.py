"""The embedded engine that needs nothing but Python: Whoosh 2.7.4 in a folder.

Good to about 20,000 articles. What was measured, and which faults of Whoosh are walked round here, is in
`docs/decisions/`: batches are de-duplicated (it would keep both copies), deletions go by document number, commits are
synced, the lock is given back when a commit fails, and no analyser of its own is used.
"""

from __future__ import annotations

import pickle
import struct
import threading
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from whoosh.index import TOC, EmptyIndexError, FileIndex, LockError

from corpus.errors import DiembaoError, WorkspaceError
from index.backend import NO_FILTERS, Changes, Facet, FacetKind, Filters, Hit, Hits, Sort
from index.documents import ANALYSIS, IndexDocument
from index.nodes import WordField
from index.query import Query
from index.ranking import top
from index.whoosh_codec import Codec
from index.whoosh_merge import merge
from index.whoosh_schema import fields_of, schema
from index.whoosh_search import Segment, Snapshot
from index.whoosh_storage import DurableStorage, State, clean, damaged, read_state

_POOL_MB = 256  # postings sorted in memory before they go to disk; more gains nothing, 32 is half as fast
_TRIES = 10
_LAYOUT = 3
"""Version of the files, as ANALYSIS is that of what is in them."""
_DAMAGE = (OSError, EOFError, pickle.UnpicklingError, struct.error, zlib.error)
_MEND = "run `diembao rebuild --index`"
_UNREADABLE = f"cannot be read; {_MEND}"


class WhooshBackend:
    """A `Backend` and `Engine`: an index in a folder of its own. Use `create` or `open`."""

    def __init__(self, path: Path, index: FileIndex, lock_timeout: float) -> None:
        self._path = path
        self._index = index
        self._lock_timeout = lock_timeout
        self._guard = threading.RLock()  # Whoosh readers share file positions
        self._writing = threading.Lock()
        self._snapshot: Snapshot | None = None

    @staticmethod
    def exists(path: Path) -> bool:
        """Whether there is an index in `path`; what a failed creation left behind is none."""
        return path.is_dir() and any(path.glob("_MAIN_*.toc"))  # not opened: a damaged one is there, too

    @classmethod
    def create(cls, path: Path, *, lock_timeout: float = 0.0) -> Self:
        """A new empty index in `path`. Raises WorkspaceError where there is one, or the folder cannot be made."""
        with _told(path, "cannot be made"):
            path.mkdir(parents=True, exist_ok=True)
            storage = DurableStorage(path, _state(None, {}))
            if storage.index_exists():
                raise WorkspaceError(f"{path}: there is an index already; open it, or delete the folder")
            index = FileIndex.create(storage, schema())
        return cls(path, index, lock_timeout)

    @classmethod
    def open(cls, path: Path, *, lock_timeout: float = 0.0) -> Self:
        """The index in `path`; `lock_timeout` is how many seconds `update` waits for another writer.

        Raises WorkspaceError where there is no index, or one made by another version.
        """
        storage = DurableStorage(path)
        with _told(path, _UNREADABLE, storage):
            try:
                index = FileIndex(storage, schema=schema())
            except EmptyIndexError:
                if any(path.glob("MAIN_*.seg")):
                    raise WorkspaceError(f"{path}: the index has lost a file; {_MEND}") from None
                raise WorkspaceError(f"{path}: there is no index here; build one first (diembao build)") from None
            backend = cls(path, index, lock_timeout)
            backend._fresh()
        return backend

    @property
    def generation(self) -> int:
        """See `Backend.generation`."""
        with self._reading() as snapshot:
            return snapshot.generation

    @property
    def marker(self) -> str | None:
        """See `Backend.marker`."""
        with self._reading() as snapshot:
            return snapshot.state.marker

    def update(
        self, documents: Iterable[IndexDocument] = (), deletions: Iterable[str] = (), *, marker: str | None = None
    ) -> Changes:
        """See `Backend.update`. The batch is held in memory: some hundreds or a few thousand articles at a time."""
        new = {document.id: document for document in documents}
        with self._writing, _told(self._path, "cannot be written"):
            storage = DurableStorage(self._path)
            try:
                changes = self._write(storage, new, set(deletions), marker)
            except BaseException:  # Whoosh keeps files and lock when a commit raises, for the life of the process
                storage.abandon()
                raise
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
            result = snapshot.result(query.root, filters.tree())
            page = result.page(sort, offset, limit, recent=recent)
            hits = tuple(Hit(id=snapshot.rows[doc].id, score=score) for doc, score in page)
            return Hits(total=len(result.found), undated=result.undated, hits=hits)

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
            found = snapshot.result(query.root, filters.tree()).found
            found = found - {snapshot.numbers[article] for article in without if article in snapshot.numbers}
            return {kind: top(snapshot.values(found, kind), limit) for kind in kinds}

    def count(self, query: Query, filters: Filters = NO_FILTERS) -> int:
        """See `Backend.count`."""
        with self._reading() as snapshot:
            return len(snapshot.result(query.root, filters.tree()).found)

    def ids(self) -> frozenset[str]:
        """See `Backend.ids`."""
        with self._reading() as snapshot:
            return frozenset(snapshot.numbers)

    def vocabulary(self, field: WordField) -> Mapping[str, int]:
        """See `Backend.vocabulary`."""
        with self._reading() as snapshot:
            return snapshot.vocabulary(field)

    def close(self) -> None:
        """See `Backend.close`."""
        with self._guard:
            if self._snapshot is not None:
                self._snapshot.close()
                self._snapshot = None

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """The newest generation, for one thread at a time; what damaged files raise is told."""
        with self._guard:
            try:
                yield self._fresh()
            except _DAMAGE as error:
                raise WorkspaceError(f"{self._path}: the index {_UNREADABLE}: {error}") from error

    def _fresh(self) -> Snapshot:
        """The newest generation, opened anew where another commit was made, here or elsewhere."""
        if self._snapshot is not None and self._snapshot.generation == self._index.latest_generation():
            return self._snapshot
        with _told(self._path, _UNREADABLE, self._index.storage):
            known = {segment.name: segment for segment in self._snapshot.segments} if self._snapshot else {}
            snapshot = self._opened(known)
        self.close()
        self._snapshot = snapshot
        return snapshot

    def _opened(self, known: Mapping[str, Segment]) -> Snapshot:
        for _ in range(_TRIES):
            generation = self._index.latest_generation()
            with suppress(FileNotFoundError):  # another process commits at this very moment, or something is missing
                snapshot = self._opened_at(generation, known)
                if snapshot is not None:
                    return snapshot
            if generation == self._index.latest_generation():
                break
        raise WorkspaceError(f"{self._path}: the index has lost a file; {_MEND}")

    def _opened_at(self, generation: int, known: Mapping[str, Segment]) -> Snapshot | None:
        """That generation, None where it is gone by now."""
        state = read_state(self._path, generation)
        if state is None:
            return None
        if (state.analysis, state.layout) != (ANALYSIS, _LAYOUT):
            raise WorkspaceError(f"{self._path}: made by another version; {_MEND}")
        if not state.sound:
            raise WorkspaceError(f"{self._path}: the state file of the index is damaged; {_MEND}")
        self._check([f"_MAIN_{generation}.toc"], state)
        segments = TOC.read(self._index.storage, self._index.indexname, schema=schema()).segments
        self._check([s.make_filename(".seg") for s in segments if s.segment_id() not in known], state)
        reader = self._index.reader()
        if generation == self._index.latest_generation():
            return Snapshot(reader, generation, state, known)
        reader.close()
        return None

    def _check(self, names: Iterable[str], state: State) -> None:
        if name := damaged(self._path, names, state.sums):
            raise WorkspaceError(f"{self._path}: the index {_UNREADABLE}: {name} is not as it was written")

    def _writer(self, storage: DurableStorage) -> Any:
        try:
            index = FileIndex(storage, schema=schema())
            return index.writer(limitmb=_POOL_MB, codec=Codec(), timeout=self._lock_timeout)
        except LockError:
            raise WorkspaceError(f"{self._path}: another process is writing the index; wait for it to end") from None

    def _write(
        self,
        storage: DurableStorage,
        new: Mapping[str, IndexDocument],
        deletions: set[str],
        marker: str | None,
    ) -> Changes:
        writer = self._writer(storage)
        with self._reading() as snapshot:  # of the generation that the writer follows: the lock is held
            numbers, state = snapshot.numbers, snapshot.state
        gone = deletions & numbers.keys() - new.keys()
        if not new and not gone and marker in (None, state.marker):
            writer.cancel()
            return Changes(written=0, deleted=0)
        for article in gone | (new.keys() & numbers.keys()):
            writer.delete_document(numbers[article])
        for document in new.values():
            writer.add_document(**fields_of(document))
        storage.state = _state(marker if marker is not None else state.marker, state.sums)
        writer.commit(mergetype=merge)
        clean(self._path, writer.generation)
        return Changes(written=len(new), deleted=len(gone))


def _state(marker: str | None, sums: Mapping[str, int]) -> State:
    return State(analysis=ANALYSIS, layout=_LAYOUT, marker=marker, sums=sums)


@contextmanager
def _told(path: Path, trouble: str, storage: DurableStorage | None = None) -> Iterator[None]:
    """Faults of disk and files as one line that says which index, and what to do; then `storage` is let go of."""
    try:
        yield
    except DiembaoError:
        raise
    except Exception as error:
        if storage is not None:
            storage.release()
        raise WorkspaceError(f"{path}: the index {trouble}: {type(error).__name__}: {error}") from error
