"""A workspace of the sample site, made once, and the command line as users call it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from diembao.cli import main
from diembao.demo import run_demo
from diembao.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class Told:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Command = Callable[..., Told]


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's workspace: to be read, never written."""
    root = tmp_path_factory.mktemp("demo") / "diembao-workspace"
    run_demo(open_workspace(root, create=True))
    return root


@pytest.fixture
def demo(demo_root: Path) -> Workspace:
    return open_workspace(demo_root)


@pytest.fixture
def own(demo_root: Path, tmp_path: Path) -> Workspace:
    """A copy of the demo's workspace that a test may change."""
    shutil.copytree(demo_root, tmp_path / "own")
    return open_workspace(tmp_path / "own")


@pytest.fixture
def diembao(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `diembao ARGUMENTS…` in this process, through the entry point that users call."""

    def run(*arguments: object) -> Told:
        monkeypatch.setattr(sys, "argv", ["diembao", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        code = ended.value.code
        return Told(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run
