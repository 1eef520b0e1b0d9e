"""What a command imports before it does anything: the start of a process is most of what a short one takes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.diembao.counted import filled
from tests.index.sample import ANALYSES

_OUR_HEAVY = (
    "corpus.codec",
    "corpus.mentions",
    "corpus.sites",
    "crawler",
    "extractor.mine",
    "extractor.clean",
    "extractor.events",
)
_HEAVY = (
    "underthesea_core",
    "joblib",
    "numpy",
    "sklearn",
    "bs4",
    "lxml",
    "requests",
    "warcio",
    "rensa",
    "rich",
    "pyarrow",
)


def imported(arguments: Sequence[str]) -> set[str]:
    """The modules that a process of this command line has imported at its end."""
    code = (
        "import sys\nfrom diembao.cli import cli\n"
        "try:\n    cli(sys.argv[1:], standalone_mode=False)\n"
        "finally:\n    print('\\n' + ' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def heavy(modules: set[str], forbidden: Sequence[str]) -> list[str]:
    """Those of the modules that are, or lie in, one of the forbidden."""
    return sorted(m for m in modules if any(m == name or m.startswith(f"{name}.") for name in forbidden))


def test_help_imports_no_more_than_the_command_line() -> None:
    modules = imported(["--help"])
    assert "diembao.commands.search" in modules  # else nothing is shown by the rest
    assert heavy(modules, (*_HEAVY, *_OUR_HEAVY, "extractor", "index", "whoosh", "tantivy", "corpus.store")) == []


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_a_search_for_words_imports_no_miner_and_no_library_of_theirs(engine: str, tmp_path: Path) -> None:
    workspace = filled(tmp_path / "w", ANALYSES, engine=engine)
    modules = imported(["search", "--workspace", str(workspace.root), "hội nghị"])
    other = "tantivy" if engine == "whoosh" else "whoosh"
    assert engine in modules
    assert "underthesea" not in modules  # of the package only the rules for pieces are read
    assert heavy(modules, (*_HEAVY, *_OUR_HEAVY, other, "extractor.resolve.persons", "diembao.entities")) == []
