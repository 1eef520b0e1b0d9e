from pathlib import Path

import pytest

from corpus.errors import WorkspaceError
from diembao.workspace import default_root, open_workspace, tombstone


def test_made_once_then_opened(tmp_path: Path) -> None:
    made = open_workspace(tmp_path / "w", create=True)
    assert made.archive.is_dir()
    assert open_workspace(tmp_path / "w") == made
    assert made.settings.engine == "whoosh"


def test_the_current_folder_counts_where_it_is_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_root() == tmp_path / "diembao-workspace"
    open_workspace(None, create=True)
    monkeypatch.chdir(tmp_path / "diembao-workspace")
    assert default_root() == tmp_path / "diembao-workspace"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("layout = 99", "newer diembao"),
        ("layout = 'x'", "a number is needed"),
        ("", "a number is needed"),
        ("layout = ", "workspace.toml"),
        ("layout = 1\nindex = 3", "a table is needed"),
        ("layout = 1\n[index]\nengine = 3", "a text in quotes"),
        ("layout = 1\n[build]\ntokenizer = 'quick'", "'quick' is none; they are fast, underthesea"),
    ],
)
def test_faulty_settings_are_said_in_one_line(tmp_path: Path, settings: str, message: str) -> None:
    (tmp_path / "workspace.toml").write_text(settings, "utf-8")
    with pytest.raises(WorkspaceError, match=message) as caught:
        open_workspace(tmp_path)
    assert "\n" not in str(caught.value)


def test_missing_or_foreign_folders_are_left_alone(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no workspace there"):
        open_workspace(tmp_path / "none")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(WorkspaceError, match="not empty"):
        open_workspace(tmp_path, create=True)
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)

    def second() -> None:
        with workspace.writing():
            pass

    with workspace.writing(), pytest.raises(WorkspaceError, match="another diembao"):
        second()
    second()


def test_tombstones_are_hashes(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)
    stone = tombstone("url", "http://bao.example/tin?utm_source=x")
    assert stone == tombstone("url", "http://bao.example/tin")
    workspace.forget([stone])
    workspace.forget([stone])
    assert workspace.forgotten() == {stone}
    assert "bao" not in (workspace.root / "forgotten.txt").read_text("utf-8")
