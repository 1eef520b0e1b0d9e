"""A workspace of few articles whose numbers can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpus.analysis import Analysis
from corpus.archive import Location
from corpus.article import RawPage
from corpus.store.rows import article_rows
from diembao.engines import open_backend
from diembao.workspace import Workspace, open_workspace
from index.preparing import prepare
from tests.index.sample import segment


def filled(root: Path, analyses: Iterable[Analysis], *, engine: str = "whoosh") -> Workspace:
    """A workspace with these articles in store and index, as `build` would have left them."""
    settings = open_workspace(root, create=True).settings_path
    settings.write_text(settings.read_text("utf-8").replace('engine = "whoosh"', f'engine = "{engine}"'), "utf-8")
    workspace = open_workspace(root)
    made = list(analyses)
    with workspace.store() as store, open_backend(workspace.settings.engine, workspace.index) as backend:
        with store.transaction():
            for number, analysis in enumerate(made):
                page = RawPage(body=str(number).encode(), kind="text", source=analysis.article.source)
                store.inputs.add(page, Location("a.warc.gz", number))
                input_id = store.connection.execute("SELECT max(id) FROM inputs").fetchone()[0]
                store.inputs.settle(input_id, "stored", "s", article_id=analysis.article.id)
                store.articles.put(article_rows(analysis), input_id)
        backend.update(prepare(analysis, segment) for analysis in made)
    return workspace
