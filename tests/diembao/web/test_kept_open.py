"""While a site is served its index stays open, for all threads; what another build has put in its place is seen."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.errors import WorkspaceError
from diembao.engines import kept_open, open_backend
from diembao.workspace import Workspace


def opened(workspace: Workspace) -> object:
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
        assert backend.ids()
        return backend


def test_an_index_is_opened_once_within(demo: Workspace) -> None:
    with kept_open(), ThreadPoolExecutor(4) as pool:
        found = set(pool.map(opened, [demo] * 12))
        assert len(found) == 1
        with kept_open():
            assert opened(demo) in found
        assert opened(demo) in found, "an inner one has ended, the outer one has not"
    assert opened(demo) not in found
    assert opened(demo) is not opened(demo)


def test_an_index_in_the_place_of_another_is_opened(own: Workspace) -> None:
    with kept_open():
        before, name = opened(own), own.index.name
        shutil.copytree(own.index, own.next_index)
        assert own.index.name != name
        assert opened(own) is not before


def test_what_is_not_there_is_told(own: Workspace) -> None:
    with kept_open():
        opened(own)
        shutil.rmtree(own.indexes)
        with pytest.raises(WorkspaceError, match="no index"):
            opened(own)
