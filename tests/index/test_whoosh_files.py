"""The files of a Whoosh index: merged, damaged, cut short by a full disk, read while they are written."""

from __future__ import annotations

import gc
import threading
from array import array
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex

from corpus.errors import WorkspaceError
from index import whoosh_backend
from index.documents import IndexDocument, Text
from index.memory import MemoryBackend
from index.query import parse
from index.tokens import folded_stream
from index.whoosh_backend import WhooshBackend
from index.whoosh_codec import NARROW, WIDE, Block, Codec, Positions, widened
from index.whoosh_merge import merge
from index.whoosh_schema import schema
from index.whoosh_storage import DurableStorage
from tests.index.sample import DOCUMENTS, segment

ASKED = ("công an", '"công an"', "cong an", "an NEAR/3 công", "công*", "title:hội -lúa", "unit:công", "*")


def article(name: str, body: str) -> IndexDocument:
    return IndexDocument(id=name, source="a", body=Text(text=body, syl=body, fold=folded_stream(body)))


def filled(path: Path, *, commits: int = 5) -> WhooshBackend:
    backend = WhooshBackend.create(path)
    for at in range(commits):
        backend.update(DOCUMENTS[at::commits], marker=str(at))
    return backend


def sizes(path: Path) -> list[tuple[int, int]]:
    """The living and all documents of each segment."""
    reader = FileIndex(DurableStorage(path), schema=schema()).reader()
    found = [(leaf.doc_count(), leaf.doc_count_all()) for leaf, _ in reader.leaf_readers()]
    reader.close()
    return sorted(found)


def test_two_hundred_small_commits_leave_few_segments_and_the_same_hits(tmp_path: Path) -> None:
    whoosh, memory = WhooshBackend.create(tmp_path), MemoryBackend()
    most = 0
    for at in range(200):
        made = article(f"k{at % 150:03}", f"công an số{at % 7} bản{at} " + "lúa " * (at % 5))
        for backend in (whoosh, memory):
            backend.update([made], [f"k{at - 40:03}"] if at % 3 == 0 else [])
        most = max(most, len(list(tmp_path.glob("*.seg"))))
    assert most <= 13  # three of each size and the newest
    for ask in ("công an", "lúa -số3", '"an số1"', "lua NEAR/9 công", "bản1*"):
        assert whoosh.search(parse(ask), limit=None) == memory.search(parse(ask), limit=None)
    assert whoosh.vocabulary("body") == memory.vocabulary("body")
    whoosh.close()


def test_a_segment_mostly_deleted_is_copied_and_an_empty_one_dropped(tmp_path: Path) -> None:
    backend = WhooshBackend.create(tmp_path)
    backend.update([article(f"a{i}", f"lúa bản{i}") for i in range(8)])
    backend.update([article(f"b{i}", f"ngô bản{i}") for i in range(2)])
    backend.update([], ["a0", "a1", "a2", "a3", "a4", "b0", "b1"])
    assert sizes(tmp_path) == [(3, 3)]
    assert [hit.id for hit in backend.search(parse('"lúa bản6"')).hits] == ["a6"]
    assert backend.count(parse("ngô")) == 0
    assert "ngô" not in backend.vocabulary("body")
    backend.close()


def test_long_texts_have_their_places_beside_short_ones(tmp_path: Path) -> None:
    """A thousand paragraphs lie a hundred places apart: more than 16 bits, and still so after a merge."""
    tail = " | ".join(["xa tít"] * 1000)
    made = [article("long", f"{tail} | công an tỉnh họp"), article("short", "tỉnh họp công an")]
    made += [article(f"k{i}", "công an | tỉnh họp") for i in range(6)]
    whoosh, memory = WhooshBackend.create(tmp_path), MemoryBackend()
    for document in made:
        whoosh.update([document])
        memory.update([document])
        for ask in ('"an tỉnh"', '"cong an"', "họp NEAR/2 công", "họp NEAR/1 công", "họp an", "cong NEAR an NEAR hop"):
            assert whoosh.search(parse(ask), limit=None) == memory.search(parse(ask), limit=None), ask
    assert whoosh.count(parse('"tít xa"')) == 0
    whoosh.close()


def test_document_numbers_past_16_bits_widen_the_places() -> None:
    file = BytesIO()
    writer = Codec().postings_writer(StructFile(file))
    info = W3TermInfo()
    writer.start_postings(Positions(), info)
    places = array("I", [0 << NARROW | 5, 0 << NARROW | 9, 3 << NARROW | 1])
    writer.add_run((array("I", [0, 3]), array("I", [2, 1]), places), NARROW, 10)
    writer.add_run((array("I", [0, 3]), array("I", [2, 1]), places), NARROW, 70_000)
    writer.add_run((array("I", [1]), array("I", [1]), widened([1 << NARROW | 2])), WIDE, 70_003)
    writer.finish_postings()
    block = Block(file.getvalue(), len(file.getvalue()))
    assert (block.docs.tolist(), block.sizes.tolist()) == ([10, 13, 70_000, 70_003, 70_004], [2, 1, 2, 1, 1])
    found = [(place >> WIDE, place & 0xFFFF) for place in block.places]
    assert found == [(10, 5), (10, 9), (13, 1), (70_000, 5), (70_000, 9), (70_003, 1), (70_004, 2)]
    assert (block.shift, block.last) == (WIDE, 70_004)


@pytest.mark.parametrize("at", [0.0, 0.2, 0.4, 0.6, 0.8, 0.999])
@pytest.mark.parametrize("pattern", ["*.toc", "*.seg", "state_*.json"])
def test_one_flipped_bit_is_told_in_one_line(tmp_path: Path, pattern: str, at: float) -> None:
    filled(tmp_path, commits=1).close()
    (path,) = tmp_path.glob(pattern)
    data = bytearray(path.read_bytes())
    data[int(at * len(data))] ^= 1
    path.write_bytes(data)
    with pytest.raises(WorkspaceError, match="rebuild --index") as caught:
        WhooshBackend.open(tmp_path)
    assert "\n" not in str(caught.value)
    del caught
    gc.collect()


@pytest.mark.parametrize("pattern", ["*.toc", "*.seg", "state_*.json"])
def test_a_missing_file_is_told_in_one_line(tmp_path: Path, pattern: str) -> None:
    filled(tmp_path).close()
    for path in tmp_path.glob(pattern):
        path.unlink()
    with pytest.raises(WorkspaceError, match="rebuild --index") as caught:
        WhooshBackend.open(tmp_path)
    assert "\n" not in str(caught.value)
    del caught
    gc.collect()


def test_damage_under_an_open_index_is_told_at_the_next_commit(tmp_path: Path) -> None:
    reader, writer = filled(tmp_path), WhooshBackend.open(tmp_path)
    writer.update([article("x", "lúa")])
    writer.close()
    (path,) = tmp_path.glob("*.toc")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(WorkspaceError, match="rebuild --index"):
        reader.count(parse("lúa"))
    reader.close()
    gc.collect()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.0])
def test_a_disk_that_fills_up_leaves_the_last_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    """Every write of a commit that merges is counted on a copy; then one of them fails."""
    write = StructFile.__init__

    def commit(path: Path, most: float) -> tuple[int, Exception | None]:
        count = 0

        def begun(self: Any, file: Any, *args: Any, **options: Any) -> None:
            write(self, file, *args, **options)
            if getattr(file, "mode", "rb") != "rb":
                self.write = counted(self.write)

        def counted(call: Callable[[bytes], int]) -> Callable[[bytes], int]:
            def step(data: bytes) -> int:
                nonlocal count
                count += 1
                if count > most:
                    raise OSError(28, "No space left on device")
                return call(data)

            return step

        backend = filled(path, commits=4)
        before = {ask: backend.search(parse(ask, segment), limit=None) for ask in ASKED}
        failed = None
        with monkeypatch.context() as patched:
            patched.setattr(StructFile, "__init__", begun)
            try:
                backend.update([article("new", "lúa")], ["a01"], marker="new")
            except WorkspaceError as error:
                failed = error
        if failed:
            assert "No space left" in str(failed)
            assert {ask: backend.search(parse(ask, segment), limit=None) for ask in ASKED} == before
            assert backend.marker == "3"
            backend.update([article("new", "lúa")], ["a01"], marker="new")
        assert backend.ids() == {"new", *(document.id for document in DOCUMENTS)} - {"a01"}
        backend.close()
        assert sorted(each.suffix for each in path.iterdir()) == ["", ".json", *[".seg"] * 2, ".toc"]
        return count, failed

    count, failed = commit(tmp_path / "whole", float("inf"))
    assert failed is None
    assert count > 100
    assert commit(tmp_path / "cut", int(share * (count - 1)))[1] is not None


def test_readers_go_on_while_a_commit_is_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = filled(tmp_path)
    at_work, go_on = threading.Event(), threading.Event()

    def slowly(writer: Any, segments: list[Any]) -> list[Any]:
        at_work.set()
        assert go_on.wait(20)
        return merge(writer, segments)

    monkeypatch.setattr(whoosh_backend, "merge", slowly)
    thread = threading.Thread(target=backend.update, args=([article("new", "lúa")],), kwargs={"marker": "new"})
    thread.start()
    assert at_work.wait(20)
    assert "new" not in backend.ids()  # through the object that writes, and through another
    other = WhooshBackend.open(tmp_path)
    assert other.ids() == backend.ids()
    with pytest.raises(WorkspaceError, match="another process is writing"):
        other.update([article("second", "lúa")])
    assert backend.marker == "4"
    go_on.set()
    thread.join(20)
    assert backend.marker == other.marker == "new"
    assert "new" in other.ids() & backend.ids()
    backend.close()
    other.close()


def test_an_index_in_a_folder_that_cannot_be_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path).close()
    opened = open

    def reading(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if set(mode) & set("wa+x") and str(file).startswith(str(tmp_path)):
            raise PermissionError(30, "Read-only file system", str(file))
        return opened(file, mode, *args, **options)

    monkeypatch.setattr("builtins.open", reading)
    before = sorted(path.name for path in tmp_path.iterdir())
    backend = WhooshBackend.open(tmp_path)
    assert backend.count(parse("công an")) > 2
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    with pytest.raises(WorkspaceError, match="cannot be written") as caught:
        backend.update([article("new", "lúa")])
    assert "\n" not in str(caught.value)
    assert len(backend.ids()) == len(DOCUMENTS)
    backend.close()
    del caught
    gc.collect()
