"""Where the extra is not installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from corpus.errors import WorkspaceError
from diembao.engines import ENGINES, open_backend


def test_the_engine_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("index.tantivy")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(WorkspaceError, match=r"diembao\[fast\]") as caught, open_backend("tantivy", tmp_path):
        pass
    assert "\n" not in str(caught.value)


def test_engines_are_those_of_the_table(tmp_path: Path) -> None:
    for engine in ENGINES:
        with open_backend(engine, tmp_path / engine) as backend:
            assert backend.ids() == frozenset()
