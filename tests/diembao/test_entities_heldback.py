"""The held-back passages on units, ranks, persons and posts: no F1 may fall below what was reached."""

import json
from pathlib import Path

import pytest

from corpus.article import Given, RawPage
from corpus.codec import to_json
from diembao.evaluate import Score, evaluate
from extractor.analyse import analyse

_GOLD = Path(__file__).parents[1] / "gold"
_FLOORS = {  # a little below what was reached
    "a": {
        "unit.surface": 0.98,
        "unit.strict": 0.915,
        "rank.strict": 0.99,
        "person.stated": 0.965,
        "position.surface": 0.97,
        "position.strict": 0.85,
    },
    "b": {
        "unit.surface": 0.985,
        "unit.strict": 0.93,
        "rank.strict": 0.99,
        "person.stated": 0.98,
        "position.surface": 0.985,
        "position.strict": 0.83,
    },
}


def scored(name: str) -> dict[str, Score]:
    pairs = []
    for line in (_GOLD / f"entities_heldback_{name}.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        given = Given(origin_id=gold["origin_id"], published=gold["published"])
        found = analyse(RawPage(body=gold["text"].encode(), kind="text", source=gold["source"], given=given))
        pairs.append(({"origin_id": gold["origin_id"], "mentions": gold["mentions"]}, to_json(found)))
    return evaluate(pairs)[0]


@pytest.mark.parametrize("name", _FLOORS)
def test_no_figure_falls(name: str) -> None:
    scores = scored(name)
    assert scores["unit.surface"].gold >= 390
    assert scores["person.stated"].gold >= 170
    reached = {measure: round(scores[measure].f1, 4) for measure in _FLOORS[name]}
    assert all(reached[measure] >= floor for measure, floor in _FLOORS[name].items()), reached
