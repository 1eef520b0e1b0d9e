"""An export is as many articles as were counted, or nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from diembao.export.writers import Form
from diembao.exporting import IncompleteExportError, Selection, export
from diembao.workspace import Workspace
from index.backend import Hits
from index.whoosh_backend import WhooshBackend

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
