"""tantivy: what an engine in a folder has to stand: other processes, threads, kills, damage, full disks."""

from __future__ import annotations

import gc
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import tantivy

from corpus.errors import WorkspaceError
from index import tantivy_backend, tantivy_files, tantivy_schema
from index.query import parse
from index.tantivy_backend import TantivyBackend
from tests.index.sample import DOCUMENTS, segment
from tests.index.test_tantivy import filled, ids, made

ROOT = Path(__file__).parents[2]


def test_opened_again_it_is_the_same(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    before = backend.search(parse("công an", segment))
    backend.close()
    assert backend.search(parse("công an", segment)) == before  # closed is not gone
    again = TantivyBackend.open(tmp_path)
    assert again.search(parse("công an", segment)) == before
    assert (again.marker, again.generation) == ("five", 1)
    again.close()
    backend.close()


def test_a_commit_elsewhere_is_seen(tmp_path: Path) -> None:
    reader, writer = filled(tmp_path), TantivyBackend.open(tmp_path)
    assert ids(reader, "hoa") == ["a05"]
    writer.update(DOCUMENTS[8:9], deletions=["a01"])
    assert ids(reader, "hoa") == ["a09", "a05"]
    assert "a01" not in reader.ids()
    reader.update(DOCUMENTS[:1], marker="two")
    assert ("a01" in writer.ids(), writer.marker) == (True, "two")
    reader.close()
    writer.close()


def test_many_commits_stay_few_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tantivy_backend, "_STATES", 7)
    backend = TantivyBackend.create(tmp_path)
    for round_ in range(2):
        for document in DOCUMENTS:
            backend.update([document], marker=f"{round_}{document.id}")
    assert backend.ids() == {document.id for document in DOCUMENTS}
    assert (backend.generation, backend.marker) == (40, "1a20")
    assert backend.count(parse("-xyz")) == backend.count(parse("*")) == 20
    with backend._reading() as snapshot:
        assert 1 <= snapshot.states() <= 8
    assert len(list(tmp_path.glob("*.store"))) < 12
    backend.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: TantivyBackend.open(path / "nowhere"), "no index here"),
        (lambda path: TantivyBackend.create(path / "index"), "already"),
        (lambda path: TantivyBackend.create(path / "file"), "cannot be made"),
    ],
)
def test_wrong_folders(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    filled(tmp_path / "index").close()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WorkspaceError, match=said) as caught:
        make(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("other", ["analysis", "layout"])
def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tantivy_backend, "State", lambda **known: replace(tantivy_schema.State(**known), **{other: 0}))  # type: ignore[arg-type]
        backend = TantivyBackend.create(tmp_path)
        backend.update(DOCUMENTS[:2])
        backend.close()
    with pytest.raises(WorkspaceError, match=r"another version.*rebuild --index"):
        TantivyBackend.open(tmp_path)


@pytest.mark.parametrize("pattern", ["meta.json", "*.term", "*.store", "*.fast", "*.idx", "*.pos"])
@pytest.mark.parametrize("how", ["gone", "short", "junk"])
def test_a_damaged_index_is_told_in_one_line(tmp_path: Path, pattern: str, how: str) -> None:
    filled(tmp_path).close()
    for path in tmp_path.glob(pattern):
        if how == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-30] if how == "short" else b"\x00\x01damaged")

    def use() -> None:
        backend = TantivyBackend.open(tmp_path)
        backend.search(parse('"công an"'))
        backend.facets(parse("*"), kinds=["unit"])

    with pytest.raises(WorkspaceError, match=r"rebuild --index|no index here") as caught:
        use()
    assert "\n" not in str(caught.value)
    del caught
    gc.collect()


@pytest.mark.parametrize("pattern", ["*.term", "*.store", "*.fast", "*.idx", "*.pos", "*.fieldnorm"])
@pytest.mark.parametrize("at", [0.02, 0.5, 0.98])
def test_a_changed_byte_is_told_before_it_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], pattern: str, at: float
) -> None:
    filled(tmp_path).close()
    for path in tmp_path.glob(pattern):
        content = bytearray(path.read_bytes())
        content[int(len(content) * at)] ^= 0x10
        path.write_bytes(content)
    for use in (TantivyBackend.open, lambda path: TantivyBackend(path).update(DOCUMENTS[5:6])):
        with pytest.raises(WorkspaceError, match=r"damaged.*rebuild --index|cannot be read.*rebuild --index") as caught:
            use(tmp_path)
        assert "\n" not in str(caught.value)
    assert "panicked" not in capfd.readouterr().err


def test_files_are_compared_where_they_changed_since_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def whole(path: Path) -> bool:
        compared.append(path.suffix)
        return True

    monkeypatch.setattr(tantivy_files, "_is_whole", whole)
    backend = filled(tmp_path / "index")
    for document in DOCUMENTS:
        backend.update([document], ["a01"])
        ids(backend, "công an")
    backend.close()
    TantivyBackend.open(tmp_path / "index").close()
    assert compared == []
    (tmp_path / "index" / "written.json").unlink()
    TantivyBackend.open(tmp_path / "index").close()
    assert set(compared) >= {".term", ".store", ".fast", ".idx", ".pos", ".fieldnorm"}
    compared.clear()
    shutil.copytree(tmp_path / "index", tmp_path / "copy", copy_function=shutil.copy)  # not with its times
    copy = TantivyBackend.open(tmp_path / "copy")
    assert compared != []
    compared.clear()
    ids(copy, "công an")
    assert compared == []
    copy.close()


@pytest.mark.parametrize("junk", ["", "[]", '{"a": 1}', "{", "7"])
def test_a_damaged_note_only_costs_time(tmp_path: Path, junk: str) -> None:
    filled(tmp_path).close()
    (tmp_path / "written.json").write_text(junk)
    backend = TantivyBackend.open(tmp_path)
    assert len(backend.ids()) == 5
    backend.close()


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    """A user who may write anywhere is kept out by a folder where the lock should be."""
    filled(tmp_path).close()
    for lock in tmp_path.glob(".tantivy*.lock"):
        lock.unlink()
        lock.mkdir()
    for use in (TantivyBackend.open, lambda path: TantivyBackend(path).update(DOCUMENTS[5:6])):
        with pytest.raises(WorkspaceError, match="needs a folder that can be written to") as caught:
            use(tmp_path)
        assert "\n" not in str(caught.value)


def test_damage_behind_an_open_index_is_told_as_well(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    other = TantivyBackend.open(tmp_path)
    other.update(DOCUMENTS[5:6])
    other.close()
    shutil.rmtree(tmp_path)
    with pytest.raises(WorkspaceError, match="rebuild --index"):
        backend.count(parse("*"))
    with pytest.raises(WorkspaceError, match="rebuild --index"):
        backend.update(DOCUMENTS)
    backend.close()


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    holder: Any = tantivy.Index.open(str(tmp_path)).writer(20_000_000, 1)
    with pytest.raises(WorkspaceError, match="another process is writing") as caught:
        backend.update(DOCUMENTS[5:6])
    assert "\n" not in str(caught.value)
    assert len(backend.ids()) == 5
    holder.wait_merging_threads()
    backend.update(DOCUMENTS[5:6])
    assert len(backend.ids()) == 6
    backend.close()


@pytest.mark.parametrize("step", ["document_of", "State"])
def test_a_failed_commit_leaves_the_last_one_and_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    backend = filled(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tantivy_backend, step, fail)
        with pytest.raises(WorkspaceError, match="No space left"):
            backend.update(DOCUMENTS[5:9], deletions=["a01"])
    assert (len(backend.ids()), backend.marker) == (5, "five")
    backend.update(DOCUMENTS[5:9], deletions=["a01"])
    assert len(backend.ids()) == 8
    backend.close()


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    """Files that cannot grow, as tantivy's own threads meet them in the middle of a commit."""
    resource = pytest.importorskip("resource")
    backend = filled(tmp_path)
    many = [made(f"m{i}", "Mùa", " ".join(f"lúa{i}x{k}" for k in range(300))) for i in range(200)]
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, limits[1]))
    try:
        with pytest.raises(WorkspaceError, match="cannot be written") as caught:
            backend.update(many, deletions=["a01"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "\n" not in str(caught.value)
    assert (len(backend.ids()), backend.marker) == (5, "five")
    backend.update(many, deletions=["a01"])
    assert len(backend.ids()) == 204
    backend.close()


WRITER = """
import sys
from pathlib import Path
from index.tantivy_backend import TantivyBackend
from index.preparing import prepare
from tests.index.sample import analysed, segment
backend = TantivyBackend.open(Path(sys.argv[1]))
for batch in range(1000):
    made = [prepare(analysed(f"k{i:02}", f"lô{batch}", f"Bản số{batch} công an. " * 40), segment) for i in range(30)]
    backend.update(made, marker=str(batch))
    print(batch, flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.011, 0.02, 0.032, 0.05, 0.11, 0.17])
def test_a_killed_writer_leaves_a_whole_commit_and_no_lock(tmp_path: Path, delay: float) -> None:
    TantivyBackend.create(tmp_path).close()
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process:
        said = int(process.stdout.readline())
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        said = max([said, *map(int, process.stdout.read().split())])
    backend = TantivyBackend.open(tmp_path)
    marker = int(backend.marker or -1)
    assert marker >= said  # what was reported is there
    assert len(backend.ids()) == 30
    assert backend.count(parse(f"title:lô{marker}")) == 30  # one batch, whole
    assert backend.generation == marker + 1
    backend.update(DOCUMENTS)
    assert len(backend.ids()) == 30 + len(DOCUMENTS)
    backend.close()


def test_many_threads_search_while_one_writes(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    faults: list[BaseException] = []
    ends: list[list[float]] = []

    def search() -> None:
        try:
            times = [time.perf_counter()]
            for ask in ("công an", "cong*", "lúa", "unit:công", "published:2021", "lài~", "công NEAR/3 tinh") * 8:
                assert {"a01"} <= backend.ids()
                ids(backend, ask)
                times.append(time.perf_counter())
            ends.append(times)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for document in DOCUMENTS:
        backend.update([document])
    for thread in threads:
        thread.join()
    assert faults == []
    assert all(earlier <= later for times in ends for earlier, later in pairwise(times))
    backend.close()


def test_a_reader_is_not_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    backend.count(parse("*"))
    with backend._guard:  # as while another thread commits
        found: list[int] = []
        thread = threading.Thread(target=lambda: found.append(backend.count(parse("*"))))
        thread.start()
        thread.join(10)
        assert found == [5]
    backend.close()


def test_no_file_stays_open(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    for document in DOCUMENTS:
        backend.update([document])
        ids(backend, "công an")
    backend.close()
    del backend
    gc.collect()
    folder = Path("/proc/self/fd")
    if folder.exists():
        held = [str(entry.readlink()) for entry in folder.iterdir() if entry.is_symlink() and entry.exists()]
        assert not [path for path in held if path.startswith(str(tmp_path))]
