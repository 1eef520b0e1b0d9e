"""Keeping the entity tables in step with articles and corrections. Which question: are the entities those of today?

What changed is resolved anew with whatever it touches, all else stays: a corpus that grew has the same entities as one
that was built at once. What is read from an article is never changed by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from corpus.entities import CorrectionProblem, Resolution
from corpus.errors import NewerVersionError, WorkspaceError
from corpus.store import Store
from diembao.collecting import uncollected
from diembao.corrections import FILE_NAME, Corrections, read_corrections
from diembao.resolving_articles import read_articles
from diembao.workspace import Workspace
from extractor.resolve.version import RESOLVER

_MOST = 0.5  # of all articles: where more have changed, making all at once is quicker


def refresh_entities(workspace: Workspace, store: Store) -> bool:
    """Resolve anew where anything changed; whether it did. The caller holds the workspace's write lock."""
    corrections = _corrections(workspace)
    state = _state(workspace, store, corrections)
    if store.entities.state() == state:
        return False
    known = (store.entities.state() or "").startswith(f"{RESOLVER} ")
    with uncollected(), store.transaction():
        fresh, former = _changes(store)
        whole = not known or len(fresh) > _MOST * store.articles.count()
        if whole:
            store.entities.clear()
            store.resolution.clear()
            fresh, former = _changes(store)
        problems = _refreshed(store, corrections, fresh, former, whole=whole)
        store.entities.settle(problems, state)
    return True


def _changes(store: Store) -> tuple[dict[str, str], list[str]]:
    """The articles that are new or changed since the entities were made, with their digests; those changed or gone."""
    fresh: dict[str, str] = {}
    former: list[str] = []
    before = store.resolution.articles()
    old = next(before, None)
    for article, digest in _digests(store):
        while old is not None and old[0] < article:
            former.append(old[0])
            old = next(before, None)
        if old is not None and old[0] == article:
            if old[1] != digest:
                former.append(article)
                fresh[article] = digest
            old = next(before, None)
        else:
            fresh[article] = digest
    if old is not None:
        former += [old[0], *(article for article, _ in before)]
    return fresh, former


def _digests(store: Store) -> Iterator[tuple[str, str]]:
    for article in store.entities.articles_state():
        yield article[0], hashlib.sha256("\t".join(article).encode()).hexdigest()[:16]


def _refreshed(
    store: Store, corrections: Corrections, fresh: Mapping[str, str], former: list[str], *, whole: bool
) -> list[CorrectionProblem]:
    from diembao.resolving import Touched, Units  # take long to load: only for who makes entities
    from diembao.resolving_persons import Persons, leave
    from extractor.resolve.corrections import consistent

    rows, problems = consistent(corrections.rows)
    touched = Touched()
    for article_id in former:
        touched.leave(store.resolution.drop_article(article_id))
        leave(store.resolution.drop_persons(article_id), touched)
        store.resolution.forget_asked("article", article_id)
        store.resolution.forget_asked("short", article_id)
    for article in read_articles(store, fresh):
        touched.come(store, article, fresh[article.article_id])
    units = Units(store, rows, whole=whole)
    units.refresh(touched)
    persons = Persons(store, rows, units, whole=whole)
    persons.refresh(touched)
    found = {*corrections.problems, *problems, *units.problems, *persons.problems}
    return sorted(found, key=lambda p: (p.row, p.problem))


def entities_of_today(workspace: Workspace, store: Store) -> None:
    """The same before reading; for this connection only where another writes, or the corpus may only be read."""
    corrections = _corrections(workspace)
    if store.entities.state() == _state(workspace, store, corrections):
        return
    try:
        with workspace.writing():
            refresh_entities(workspace, store)
    except NewerVersionError:
        raise
    except WorkspaceError:
        store.entities.hold(_resolved(store, corrections))


def correction_lines(problems: tuple[CorrectionProblem, ...]) -> list[str]:
    """One line a problem, for the user."""
    return [f"{FILE_NAME}{f', row {p.row}' if p.row else ''}: {p.problem}" for p in problems]


def _corrections(workspace: Workspace) -> Corrections:
    return read_corrections(workspace.corrections, workspace.forgotten())


def _resolved(store: Store, corrections: Corrections) -> Resolution:
    """All entities at once, in memory."""
    from extractor.resolve.entities import resolve_entities  # takes long to load: only for who makes them

    with uncollected():
        made = resolve_entities(read_articles(store, store.articles.ids()), corrections.rows)
    problems = sorted({*corrections.problems, *made.problems}, key=lambda p: (p.row, p.problem))
    return Resolution(entities=made.entities, problems=tuple(problems))


def _state(workspace: Workspace, store: Store, corrections: Corrections) -> str:
    digest = hashlib.sha256(f"{corrections.rows!r}\n{corrections.problems!r}\n".encode())
    for part in sorted(workspace.forgotten()):
        digest.update(part.encode())
    for article in store.entities.articles_state():
        digest.update("\t".join(article).encode())
    return f"{RESOLVER} {digest.hexdigest()}"
