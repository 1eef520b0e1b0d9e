"""How well the 60 questions of `tests/gold/questions.toml` are answered on the sample corpus, by either engine.

Recall is the share of the relevant articles found, nDCG@10 takes the grades as gains (Järvelin and Kekäläinen 2002);
articles that the file says may be found are passed over. Where order says nothing (`exact`) only the hits count.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import log2
from pathlib import Path
from typing import Any

import pytest

from corpus.sample.site import SampleSite
from diembao.demo import run_demo
from diembao.engines import open_backend
from diembao.searching import query_reader
from diembao.workspace import Workspace, open_workspace
from extractor.text.words import underthesea_words
from index.backend import Backend
from index.memory import MemoryBackend
from index.preparing import prepare
from index.syntax import QueryError

QUESTIONS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "gold" / "questions.toml").read_text("utf-8")
)["question"]
DEPTH = 10
# What articles are not yet read right: `điểm cầu Vân Sơn, … UBND tỉnh` of a province that only other articles call one
# (q41), and a quận put under a tỉnh (q42).
OPEN: set[str] = set()
OPEN_EXACT: set[str] = set()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("questions") / "workspace"
    run_demo(open_workspace(root, create=True))
    return open_workspace(root)


@pytest.fixture(scope="module")
def names(workspace: Workspace) -> dict[str, str]:
    """PAPER/SLUG of each article of the corpus."""
    urls = {
        edition.url(article): f"{paper}/{article.slug}"
        for paper, edition in SampleSite().editions.items()
        for article in edition.articles
    }
    with workspace.store() as store:
        found = {a.article.id: urls.get(a.article.url or "") for a in store.articles.get(store.articles.ids())}
    return {article: name for article, name in found.items() if name}


@pytest.fixture(scope="module", params=["memory", "whoosh", "tantivy"])
def engine(
    request: pytest.FixtureRequest, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backend]:
    if request.param == "whoosh":
        with open_backend("whoosh", workspace.index, create=False) as backend:
            yield backend
        return
    made: Backend = MemoryBackend()
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
        from index.tantivy_backend import TantivyBackend

        made = TantivyBackend.create(tmp_path_factory.mktemp("questions") / "tantivy")
    with workspace.store() as store:
        made.update(prepare(analysis, underthesea_words) for analysis in store.articles.get(store.articles.ids()))
    yield made
    made.close()


def ndcg(found: Sequence[str], gains: Mapping[str, int]) -> float:
    best = sorted(gains.values(), reverse=True)[:DEPTH]
    return _discounted([gains.get(name, 0) for name in found[:DEPTH]]) / _discounted(best)


def _discounted(gains: Collection[int]) -> float:
    return sum(gain / log2(place) for place, gain in enumerate(gains, 2))


def answers(engine: Backend, workspace: Workspace, names: Mapping[str, str], key: str) -> dict[str, list[str]]:
    """What is found by question, in order, without what is passed over."""
    read = query_reader(workspace)
    found = {}
    for question in QUESTIONS:
        aside = {*question.get("may", ()), *(question.get("also", ()) if key == "plain" else ())}
        try:
            hits = engine.search(read(question[key]), limit=None).hits
        except QueryError:  # what may not be typed without marks finds nothing
            hits = ()
        found[question["id"]] = [name for hit in hits if (name := names.get(hit.id)) and name not in aside]
    return found


def recalls(found: Mapping[str, Sequence[str]]) -> dict[str, float]:
    return {q["id"]: len(q["relevant"].keys() & set(found[q["id"]])) / len(q["relevant"]) for q in QUESTIONS}


def test_with_marks_everything_is_found_and_the_best_comes_first(
    engine: Backend, workspace: Workspace, names: Mapping[str, str]
) -> None:
    found = answers(engine, workspace, names, "query")
    assert {name for name, recall in recalls(found).items() if recall < 1} == OPEN
    ranked = [ndcg(found[q["id"]], q["relevant"]) for q in QUESTIONS if not q.get("exact", False)]
    assert sum(ranked) / len(ranked) >= 0.90


def test_without_marks_nothing_else_is_missed(engine: Backend, workspace: Workspace, names: Mapping[str, str]) -> None:
    found = answers(engine, workspace, names, "plain")
    assert {name for name, recall in recalls(found).items() if recall < 1} == OPEN


@pytest.mark.parametrize(
    ("key", "floor"),
    [
        pytest.param("query", 1.0, marks=pytest.mark.xfail(condition=bool(OPEN), strict=True, reason="q41")),
        ("query", 0.998),
        ("plain", 0.98),
    ],
)
def test_recall(engine: Backend, workspace: Workspace, names: Mapping[str, str], key: str, floor: float) -> None:
    found = recalls(answers(engine, workspace, names, key))
    assert sum(found.values()) / len(found) >= floor


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.get("exact", False)], ids=lambda q: q["id"])
def test_operators_find_these_and_no_others(
    engine: Backend, workspace: Workspace, names: Mapping[str, str], question: dict[str, Any]
) -> None:
    hits = engine.search(query_reader(workspace)(question["query"]), limit=None).hits
    if question["id"] in OPEN_EXACT:
        pytest.xfail("open")
    found = {name for hit in hits if (name := names.get(hit.id))}
    assert found - set(question.get("may", ())) == set(question["relevant"])
