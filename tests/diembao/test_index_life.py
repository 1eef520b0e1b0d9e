"""The index as something that can be lost: made anew, moved to another engine, killed, damaged; the store stays."""

import gc
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from textwrap import dedent

import pytest

from corpus.errors import WorkspaceError
from corpus.importers import FieldMap
from diembao.build import build
from diembao.engines import ENGINES, open_backend
from diembao.indexing import rebuild_index, settings_with
from diembao.intake import add
from diembao.searching import parse_query, search
from diembao.workspace import Workspace, open_workspace
from index.backend import Changes
from index.documents import IndexDocument
from index.whoosh_backend import WhooshBackend
from tests.diembao.conftest import Command
from tests.diembao.test_build import NOW, dump

QUERIES = ("đại hội", "dai hoi", '"công an tỉnh"', 'unit:"Công an tỉnh"', "công* -tàu", "published:2020", "*")
needs_tantivy = pytest.mark.skipif(
    "tantivy" not in ENGINES or find_spec("tantivy") is None, reason="the extra `fast` is not installed"
)


def answers(workspace: Workspace) -> list[list[str]]:
    """The hits of some queries, sorted: how engines rank is theirs."""
    workspace = open_workspace(workspace.root)
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
        queries = [parse_query(query, workspace) for query in QUERIES]
        return [sorted(hit.id for hit in backend.search(query, limit=None).hits) for query in queries]


def content(workspace: Workspace) -> str:
    """A digest of all that the store holds, but for its list of what waits for the index."""
    with workspace.store() as store:
        rows = [line for line in store.connection.iterdump() if 'INTO "index_queue"' not in line]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def test_the_index_is_made_anew_from_the_store(diembao: Command, own: Workspace) -> None:
    before, kept = answers(own), content(own)
    assert before[0]
    shutil.rmtree(own.archive)  # it is not needed
    told = diembao("rebuild", "--index", "--workspace", own.root)
    assert (told.code, "53 articles in a new index of whoosh" in told.err) == (0, True)
    assert answers(own) == before
    assert content(own) == kept
    assert [path.name for path in own.indexes.iterdir()] == ["whoosh-2"]


def test_an_index_that_does_not_hold_every_article_is_not_put_in_use(
    own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, folder, whole = answers(own), own.index, WhooshBackend.update

    def forgetful(self: WhooshBackend, documents: Iterable[IndexDocument] = ()) -> Changes:
        return whole(self, list(documents)[1:])

    monkeypatch.setattr(WhooshBackend, "update", forgetful)
    with pytest.raises(WorkspaceError, match="does not hold every article; nothing was changed"):
        rebuild_index(own)
    assert open_workspace(own.root).index == folder
    assert answers(own) == before


def test_what_waits_for_the_index_is_in_the_new_one(diembao: Command, own: Workspace) -> None:
    with own.store() as store, store.transaction():
        store.articles.queue_some(store.articles.ids()[:5], ["gone"])
    assert diembao("rebuild", "--index", "--workspace", own.root).code == 0
    with own.store() as store:
        assert store.articles.queue() == ([], [])


def test_while_another_writes_it_is_said_and_nothing_changes(diembao: Command, own: Workspace) -> None:
    with own.writing():
        assert "another diembao" in one_line(diembao, own, "rebuild", "--index")
    assert [path.name for path in own.indexes.iterdir()] == ["whoosh-1"]


def test_an_index_of_an_older_layout_is_replaced(diembao: Command, own: Workspace) -> None:
    before = answers(own)
    for path in own.index.iterdir():
        path.rename(own.indexes / path.name)
    own.index.rmdir()
    assert "diembao build" in one_line(diembao, own, "search", "*")
    assert diembao("build", "--workspace", own.root).code == 0
    assert answers(own) == before
    assert [path.name for path in own.indexes.iterdir()] == ["whoosh-1"]


@needs_tantivy
def test_another_engine_gives_the_same_answers(diembao: Command, own: Workspace) -> None:
    before, kept = answers(own), content(own)
    settings = own.settings_path.read_text("utf-8")
    assert diembao("rebuild", "--index", "--engine", "tantivy", "--workspace", own.root).code == 0
    assert own.settings_path.read_text("utf-8") == settings.replace('"whoosh"', '"tantivy"')
    assert [path.name for path in own.indexes.iterdir()] == ["tantivy-1"]
    assert answers(own) == before
    assert diembao("build", "--workspace", own.root).code == 0
    assert answers(own) == before
    assert diembao("doctor", "--workspace", own.root).code == 0
    assert diembao("rebuild", "--index", "--engine", "whoosh", "--workspace", own.root).code == 0
    assert own.settings_path.read_text("utf-8") == settings
    assert (answers(own), content(own)) == (before, kept)


@needs_tantivy
def test_build_notices_that_the_settings_name_another_engine(diembao: Command, own: Workspace) -> None:
    before = answers(own)
    text = own.settings_path.read_text("utf-8")
    own.settings_path.write_text(text.replace('"whoosh"', '"tantivy"'), "utf-8")
    told = diembao("search", "*", "--workspace", own.root)
    assert (told.code, "diembao build" in told.err) == (2, True)
    assert "53 taken in" in diembao("build", "--workspace", own.root).err
    assert answers(own) == before
    assert [path.name for path in own.indexes.iterdir()] == ["tantivy-1"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--index", "--engine", "lucene"), "'lucene' is not one of whoosh"),
        (("--index", "--engine", "../x"), "is not one of whoosh"),
        (("--engine", "whoosh"), "--engine goes with --index"),
    ],
)
def test_wrong_engines_are_one_line_and_change_nothing(
    diembao: Command, own: Workspace, arguments: tuple[str, ...], said: str
) -> None:
    before = sorted(path.name for path in own.index.iterdir())
    told = diembao("rebuild", *arguments, "--workspace", own.root)
    assert (told.code, len(told.err.splitlines())) == (2, 1)
    assert said in told.err
    assert sorted(path.name for path in own.index.iterdir()) == before
    assert open_workspace(own.root).settings.engine == "whoosh"


@pytest.mark.parametrize("engine", ["../archive", "a/b", "", "..", "x y"])
def test_no_setting_leads_out_of_the_folder_of_indexes(own: Workspace, engine: str) -> None:
    own.settings_path.write_text(f'layout = 1\n[index]\nengine = "{engine}"\n', "utf-8")
    with pytest.raises(WorkspaceError, match="engine"):
        open_workspace(own.root)


def test_an_engine_that_is_not_installed_says_what_to_install(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "swift", ("index.swift_backend", "Swift", "fast"))
    with pytest.raises(WorkspaceError, match=r"pip install 'diembao\[fast\]'"):
        rebuild_index(own, engine="swift")
    assert [path.name for path in own.indexes.iterdir()] == ["whoosh-1"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('layout = 1\n[index]\nengine = "whoosh"  # klein\n', 'layout = 1\n[index]\nengine = "swift"  # klein\n'),
        ("layout = 1\r\n[index]\r\n  engine='whoosh'\r\n", 'layout = 1\r\n[index]\r\n  engine="swift"\r\n'),
        ("layout = 1\n[index]\n[crawl]\n", 'layout = 1\n[index]\nengine = "swift"\n[crawl]\n'),
        ("layout = 1", 'layout = 1\n\n[index]\nengine = "swift"\n'),
        ('layout = 1\n[crawl]\nengine = "x"\n', 'layout = 1\n[crawl]\nengine = "x"\n\n[index]\nengine = "swift"\n'),
        ('layout = 1\n[index]\nengine = "swift"\n', None),
    ],
)
def test_settings_change_in_one_word_only(tmp_path: Path, text: str, wanted: str | None) -> None:
    (tmp_path / "w.toml").write_bytes(text.encode())
    changed = settings_with(tmp_path / "w.toml", "swift")
    assert changed == wanted


def test_settings_of_another_form_are_left_to_the_user(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text('layout = 1\nindex = { engine = "whoosh" }\n')
    with pytest.raises(WorkspaceError, match="yourself"):
        settings_with(tmp_path / "w.toml", "swift")


def one_line(diembao: Command, workspace: Workspace, *arguments: str) -> str:
    told = diembao(*arguments, "--workspace", workspace.root)
    assert (told.code, told.out) == (2, ""), told
    assert len(told.err.splitlines()) == 1, told.err
    return told.err


def test_an_index_of_another_analysis_is_told_with_what_to_type(diembao: Command, own: Workspace) -> None:
    kept = content(own)
    (state,) = own.index.glob("state_*.json")
    state.write_text(json.dumps({**json.loads(state.read_text()), "analysis": 0}))
    for arguments in (("search", "đại"), ("build",), ("export", "đại", "--output", str(own.root / "x"))):
        said = one_line(diembao, own, *arguments)
        assert "another version" in said
        assert "diembao rebuild" in said
    assert "diembao rebuild" in diembao("doctor", "--workspace", own.root).out
    assert diembao("rebuild", "--index", "--workspace", own.root).code == 0
    assert (answers(own)[0] != [], content(own)) == (True, kept)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files that an engine gave up reading
@pytest.mark.parametrize("engine", ["whoosh", pytest.param("tantivy", marks=needs_tantivy)])
def test_a_damaged_index_is_told_in_one_line_and_made_again(diembao: Command, own: Workspace, engine: str) -> None:
    """Each file of the index in turn, in each way; the store stays the same to the last row, and the index heals."""
    rebuild_index(own, engine=engine)
    own = open_workspace(own.root)
    before, kept, folder, sound = answers(own), content(own), own.index, own.root / "sound"
    shutil.copytree(folder, sound)
    names = sorted(path.name for path in sound.iterdir() if path.stat().st_size)
    assert names
    for name, damage in product(names, ("gone", "empty", "cut", "noise", "zeros")):
        shutil.rmtree(folder)
        shutil.copytree(sound, folder)
        hurt(folder / name, damage)
        told = diembao("search", "đại hội", "--facets", "--limit", 0, "--workspace", own.root)
        if told.code:  # a file may be one that is not needed to read
            assert (told.code, len(told.err.splitlines())) == (2, 1), f"{name} {damage}: {told}"
            assert re.search(r"diembao (re)?build", told.err), told.err
        else:
            assert f"{len(before[0])} hits" in told.err
    gc.collect()
    assert content(own) == kept
    assert diembao("rebuild", "--index", "--workspace", own.root).code == 0
    assert (answers(own), content(own)) == (before, kept)


def hurt(path: Path, damage: str) -> None:
    data = path.read_bytes()
    match damage:
        case "gone":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "noise":
            path.write_bytes(hashlib.shake_256(b"x").digest(len(data)))
        case _:
            path.write_bytes(bytes(len(data)))


KILLED = """
    import os, shutil, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path

    from diembao.build import build
    from diembao.indexing import rebuild_index
    from diembao.workspace import open_workspace
    from extractor.analyse import stage_key
    from extractor.text.words import underthesea_words

    stage_key(), underthesea_words("Công an tỉnh")  # loaded once, for all children
    template, folder, work = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

    def run(root, steps):
        def counted(call):
            def step(where, *arguments, **options):
                nonlocal steps
                steps -= isinstance(where, int) or "index" in str(where)
                if steps == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(where, *arguments, **options)
            return step

        # whatever the disk remembers of the index: files synced, renamed, replaced, removed
        for name in ("fsync", "rename", "replace", "unlink", "rmdir", "mkdir"):
            setattr(os, name, counted(getattr(os, name)))
        workspace = open_workspace(root)
        if work == "build":
            build(workspace, now=datetime(2026, 1, 1, tzinfo=UTC), jobs=1)
        else:
            rebuild_index(workspace, engine=work)

    for steps in range(1, 200):
        root = folder / str(steps)
        shutil.copytree(template, root)
        child = os.fork()
        if child == 0:
            run(root, steps)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:  # it came to its end
            break
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of six articles, three of them in the index."""
    root = tmp_path_factory.mktemp("small") / "w"
    workspace = open_workspace(root, create=True)
    for count in (3, 6):
        add(workspace, [dump(root.parent / "a.jsonl", count)], FieldMap({}), now=lambda: NOW)
        if count == 3:
            build(workspace, now=NOW, jobs=1)
    return root


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process at each step")
@pytest.mark.parametrize(
    ("work", "counts"), [("build", {3, 6}), ("whoosh", {3}), pytest.param("tantivy", {3}, marks=needs_tantivy)]
)
def test_killed_at_any_step_there_is_an_index_to_read(small: Path, tmp_path: Path, work: str, counts: set[int]) -> None:
    """Each copy was killed one step later than the one before; the last ran through."""
    subprocess.run([sys.executable, "-c", dedent(KILLED), small, tmp_path, work], check=True, timeout=300)
    copies = sorted(tmp_path.iterdir(), key=lambda path: int(path.name))
    assert 5 < len(copies) < 199, len(copies)
    seen = set()
    for root in copies:
        workspace = open_workspace(root)
        seen.add(search(workspace, parse_query("*")).total)
        if int(root.name) % 6 and root != copies[-1]:
            continue  # making them whole again takes its time
        build(workspace, now=NOW, jobs=1)
        assert search(open_workspace(root), parse_query('"hội nghị"')).total == 6
        assert [path.name for path in workspace.indexes.iterdir()] == [workspace.index.name]
    assert seen == counts
