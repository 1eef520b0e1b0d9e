"""What only an engine in a folder has to stand: other writers, kills, faults of the disk, other versions."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path
from types import ModuleType

import pytest
from whoosh.index import FileIndex

from corpus.errors import WorkspaceError
from index import whoosh_backend, whoosh_storage
from index.backend import Backend
from index.preparing import prepare
from index.query import parse
from index.whoosh_backend import WhooshBackend
from index.whoosh_codec import Terms
from index.whoosh_schema import schema
from index.whoosh_storage import DurableStorage
from tests.index.sample import DOCUMENTS, analysed, segment

ROOT = Path(__file__).parents[2]


def ids(backend: Backend, ask: str) -> list[str]:
    return [hit.id for hit in backend.search(parse(ask, segment), limit=None).hits]


def filled(path: Path) -> WhooshBackend:
    backend = WhooshBackend.create(path)
    backend.update(DOCUMENTS[:5], marker="five")
    return backend


def test_opened_again_it_is_the_same(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    before = backend.search(parse("công an", segment))
    backend.close()
    again = WhooshBackend.open(tmp_path)
    assert again.search(parse("công an", segment)) == before
    assert again.marker == "five"
    again.close()


def test_a_commit_elsewhere_is_seen(tmp_path: Path) -> None:
    reader, writer = filled(tmp_path), WhooshBackend.open(tmp_path)
    assert ids(reader, "hoa") == ["a05"]
    writer.update(DOCUMENTS[8:9], deletions=["a01"])
    assert ids(reader, "hoa") == ["a09", "a05"]
    assert "a01" not in reader.ids()
    writer.update(DOCUMENTS[:1])
    assert "a01" in reader.ids()
    reader.close()
    writer.close()


def test_merging_segments_keeps_everything(tmp_path: Path) -> None:
    backend = WhooshBackend.create(tmp_path)
    for round_ in range(3):
        for document in DOCUMENTS:
            backend.update([document], marker=str(round_))
    assert backend.ids() == {document.id for document in DOCUMENTS}
    assert len(list(tmp_path.glob("*.seg"))) < 12
    assert len(list(tmp_path.glob("state_*.json"))) == 1
    backend.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: WhooshBackend.open(path / "nowhere"), "no index here"),
        (lambda path: WhooshBackend.create(path / "index"), "already"),
        (lambda path: WhooshBackend.create(path / "file"), "cannot be made"),
    ],
)
def test_wrong_folders(tmp_path: Path, make: object, said: str) -> None:
    filled(tmp_path / "index").close()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WorkspaceError, match=said) as caught:
        make(tmp_path)  # type: ignore[operator]
    assert "\n" not in str(caught.value)


def test_another_version_is_refused(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    state = tmp_path / f"state_{backend.generation}.json"
    state.write_text(json.dumps({"analysis": 0, "marker": None}))
    backend.close()
    with pytest.raises(WorkspaceError, match=r"another version.*rebuild"):
        WhooshBackend.open(tmp_path)


@pytest.mark.parametrize("pattern", ["*.toc", "*.seg", "state_*.json"])
def test_a_damaged_index_is_told_in_one_line(tmp_path: Path, pattern: str) -> None:
    filled(tmp_path).close()
    for path in tmp_path.glob(pattern):
        path.write_bytes(b"\x00\x01damaged")
    with pytest.raises(WorkspaceError, match="rebuild") as caught:
        WhooshBackend.open(tmp_path)
    assert "\n" not in str(caught.value)
    del caught
    gc.collect()


def test_damage_that_shows_only_in_the_postings_is_told_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = filled(tmp_path)

    def fail(*_: object) -> None:
        raise zlib.error("invalid block type")

    with monkeypatch.context() as patched:
        patched.setattr(Terms, "blocks", fail)
        with pytest.raises(WorkspaceError, match="rebuild"):
            backend.count(parse('"công an"'))
    assert backend.count(parse('"công an"')) == 4
    backend.close()


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    lock = FileIndex(DurableStorage(tmp_path), schema=schema()).lock("WRITELOCK")
    assert lock.acquire()
    with pytest.raises(WorkspaceError, match="another process is writing") as caught:
        backend.update(DOCUMENTS[5:6])
    assert "\n" not in str(caught.value)
    assert len(backend.ids()) == 5
    lock.release()
    backend.update(DOCUMENTS[5:6])
    assert len(backend.ids()) == 6
    backend.close()


def test_a_second_writer_waits_if_told_so(tmp_path: Path) -> None:
    filled(tmp_path).close()
    backend = WhooshBackend.open(tmp_path, lock_timeout=10)
    lock = FileIndex(DurableStorage(tmp_path), schema=schema()).lock("WRITELOCK")
    assert lock.acquire()
    timer = threading.Timer(0.2, lock.release)
    timer.start()
    backend.update(DOCUMENTS[5:6])
    timer.join()
    assert len(backend.ids()) == 6
    backend.close()


@pytest.mark.parametrize(
    ("where", "step"), [(whoosh_backend, "fields_of"), (whoosh_backend, "merge"), (whoosh_storage, "write_state")]
)
def test_a_failed_commit_leaves_the_last_one_and_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: ModuleType, step: str
) -> None:
    backend = filled(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(where, step, fail)
        with pytest.raises(WorkspaceError, match="No space left"):
            backend.update(DOCUMENTS[5:9], deletions=["a01"])
    assert (len(backend.ids()), backend.marker) == (5, "five")
    backend.update(DOCUMENTS[5:9], deletions=["a01"])
    assert len(backend.ids()) == 8
    backend.close()


def test_a_disk_full_at_the_last_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = filled(tmp_path)

    def fail(_: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(whoosh_storage, "sync_folder", fail)
        with pytest.raises(WorkspaceError, match="Input/output error"):
            backend.update(DOCUMENTS[5:9])
    assert len(backend.ids()) == 5
    backend.update(DOCUMENTS[5:9])
    assert len(backend.ids()) == 9
    backend.close()


def test_contents_are_on_the_disk_before_the_table_that_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = WhooshBackend.create(tmp_path)
    steps: list[str] = []
    rename = os.rename

    def synced(handle: int) -> None:
        steps.append("sync " + Path(f"/proc/self/fd/{handle}").readlink().suffix)

    def renamed(old: str, new: str) -> None:
        steps.append("rename " + Path(new).suffix)
        rename(old, new)

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc to see what is synced")
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", renamed)
    backend.update(DOCUMENTS)
    at = steps.index("rename .toc")
    assert {"sync .seg", "sync .json"} <= set(steps[:at])
    assert any(step.startswith("sync .") and step[6:].isdigit() for step in steps[:at])  # the new table, not yet named
    assert steps[at + 1] == "sync "  # the folder
    backend.close()


WRITER = """
import sys
from pathlib import Path
from types import ModuleType
from index.whoosh_backend import WhooshBackend
from index.preparing import prepare
from tests.index.sample import analysed, segment
backend = WhooshBackend.open(Path(sys.argv[1]))
for batch in range(1000):
    made = [prepare(analysed(f"k{i:02}", f"lô{batch}", f"Bản số{batch} công an. " * 40), segment) for i in range(30)]
    backend.update(made, marker=str(batch))
    print(batch, flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.11, 0.17, 0.23])
def test_a_killed_writer_leaves_a_whole_commit_and_no_lock(tmp_path: Path, delay: float) -> None:
    WhooshBackend.create(tmp_path).close()
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process:
        said = int(process.stdout.readline())
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        said = max([said, *map(int, process.stdout.read().split())])
    backend = WhooshBackend.open(tmp_path)
    marker = int(backend.marker or -1)
    assert marker >= said  # what was reported is there
    assert len(backend.ids()) == 30
    assert backend.count(parse(f"title:lô{marker}")) == 30  # one batch, whole
    backend.update(DOCUMENTS)
    assert len(backend.ids()) == 30 + len(DOCUMENTS)
    backend.close()


def test_many_threads_search_while_one_writes(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    faults: list[BaseException] = []

    def search() -> None:
        try:
            for ask in ("công an", "cong*", "lúa", "unit:công", "published:2021") * 8:
                assert {"a01"} <= backend.ids()
                ids(backend, ask)
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
    backend.close()


def test_no_file_stays_open(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    for document in DOCUMENTS:
        backend.update([document])
        ids(backend, "công an")
    backend.close()
    gc.collect()  # an open file would warn here, and warnings are errors
    folder = Path("/proc/self/fd")
    if folder.exists():
        held = [str(entry.readlink()) for entry in folder.iterdir() if entry.is_symlink() and entry.exists()]
        assert not [path for path in held if path.startswith(str(tmp_path))]


def test_words_of_any_script_and_length(tmp_path: Path) -> None:
    backend = WhooshBackend.create(tmp_path)
    odd = "Straße ΑΒΓ 漢字 ไทย ﬁn x\u0301\u0323 " + "dài" * 3000 + " \U0001d400 ١٢٣ İstanbul"
    backend.update([prepare(analysed("odd", odd, odd, source="tệp \udcff.txt"), segment)])
    for ask in ("straße", "αβγ", "漢字", '"漢字"', "dài" * 3000, "ISTANBUL", "İstanbul", "١٢٣", "fin OR ﬁn"):
        assert ids(backend, ask) == ["odd"], ask[:20]
    backend.close()
