"""An export is as many articles as were counted, or nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import WorkspaceError
from diembao.export.writers import Form
from diembao.exporting import IncompleteExportError, Selection, export
from diembao.workspace import Workspace
from index.backend import Hits
from index.whoosh_backend import WhooshBackend
from tests.diembao.conftest import Command

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_export_of_fewer_articles_than_were_counted_is_not_written(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = WhooshBackend.search

    def one_lost(self: WhooshBackend, *arguments: Any, **named: Any) -> Hits:
        hits = whole(self, *arguments, **named)
        return replace(hits, hits=hits.hits[1:])

    monkeypatch.setattr(WhooshBackend, "search", one_lost)
    with pytest.raises(IncompleteExportError, match="were counted"):
        export(demo, Selection(query="đại hội"), Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    assert not list(tmp_path.iterdir())


def test_articles_that_the_index_has_not_taken_in_are_told(diembao: Command, own: Workspace, tmp_path: Path) -> None:
    with own.store() as store, store.transaction():
        store.articles.queue_some(store.articles.ids()[:3], [])
    told = diembao("export", "đại hội", "--output", tmp_path / "a.jsonl", "--workspace", own.root)
    assert (told.code, "3 articles are not in the index yet" in told.err) == (0, True)
    manifest = json.loads((tmp_path / "a.manifest.json").read_text("utf-8"))
    assert manifest["counts"]["waiting_for_index"] == 3
    assert manifest["versions"].keys() == {"diembao", "schema", "store", "rules", "analysis", "engine"}


def test_copies_are_left_out_and_counted(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    with demo.store() as store:
        extra = store.connection.execute("SELECT sum(articles - 1) FROM duplicate_clusters").fetchone()[0]
    done = export(demo, Selection(folded=True), Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    counts = done.manifest["counts"]
    assert (counts["hits"], counts["copies_left_out"], counts["articles"]) == (53, extra or 0, 53 - (extra or 0))


def test_a_writer_that_lost_an_article_is_found_out(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diembao.export.writers.JsonLines.rows", lambda self: {"articles": 52})
    with pytest.raises(IncompleteExportError, match="53 articles were counted, 52 written"):
        export(demo, Selection(), Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    assert list(tmp_path.iterdir()) == []
    assert issubclass(IncompleteExportError, WorkspaceError)
