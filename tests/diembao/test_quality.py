"""The quality ratchet: F1 on the hand-made gold may not fall below the floors that stand beside it."""

import json
from pathlib import Path

import pytest

from diembao.evaluate import Score, evaluate
from diembao.gold import pairs_with_store
from diembao.workspace import Workspace

GOLD = Path(__file__).parents[1] / "gold"
FLOORS: dict[str, dict[str, float]] = json.loads((GOLD / "floors.json").read_text("utf-8"))
FLOORS.pop("timelines")  # see test_timelines_quality.py


@pytest.fixture(scope="module")
def scores(demo_root: Path) -> dict[str, dict[str, Score]]:
    from diembao.workspace import open_workspace

    found = {}
    with open_workspace(demo_root).store() as store:
        for name in FLOORS:
            pairs = pairs_with_store(GOLD / name, store)
            assert all(article is not None for _, article in pairs)
            found[name] = evaluate(pairs)[0]
    return found


@pytest.mark.parametrize(("name", "measure"), [(name, measure) for name in FLOORS for measure in FLOORS[name]])
def test_no_figure_falls(scores: dict[str, dict[str, Score]], name: str, measure: str) -> None:
    score = scores[name][measure]
    assert score.gold > 0
    assert score.f1 >= FLOORS[name][measure], f"{name} {measure}: {score.f1:.4f}"


def test_the_gold_is_large_enough_to_mean_something() -> None:
    lines = [json.loads(line) for line in (GOLD / "sample.jsonl").read_text("utf-8").splitlines()]
    marked = [line for line in lines if "mentions" in line]
    assert len(lines) >= 48
    assert len(marked) >= 24
    for line in marked:
        position = 0
        for mention in line["mentions"]:
            assert mention["text"] in line["text"]
            position = max(position, line["text"].index(mention["text"]))


def test_what_the_gold_drops_stands_in_no_text(demo: Workspace) -> None:
    with demo.store() as store:
        pairs = pairs_with_store(GOLD / "sample.jsonl", store)
    dropped = [(text, found) for gold, found in pairs for text in gold["dropped"] if found is not None]
    assert len(dropped) > 150
    for text, found in dropped:
        assert text not in found["text"].split("\n\n"), found["url"]
        if len(text) > 30:
            assert text not in found["text"], found["url"]


def test_every_article_has_an_own_line(demo: Workspace) -> None:
    with demo.store() as store:
        urls = {row[0] for row in store.connection.execute("SELECT url FROM articles")}
    lines = [json.loads(line) for line in (GOLD / "sample.jsonl").read_text("utf-8").splitlines()]
    assert {line["url"] for line in lines} == urls
