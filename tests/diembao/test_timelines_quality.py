"""Events and their merging on `tests/gold/timelines` may not get worse."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.diembao.timeline_scoring import GOLD, Result, built, events_found, records, score

FLOORS = json.loads((Path(__file__).parents[1] / "gold" / "floors.json").read_text("utf-8"))["timelines"]
BLIND = GOLD / "blind2"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return score(events_found(built(tmp_path_factory.mktemp("timelines") / "w")))


def test_events_are_read(result: Result) -> None:
    assert result.reading.f1 >= FLOORS["events"]


def test_what_is_planned_is_told_from_what_happened(result: Result) -> None:
    assert result.status.recall >= FLOORS["status"]


def test_what_several_articles_tell_is_merged(result: Result) -> None:
    precision, _, f1 = result.merging()
    assert f1 >= FLOORS["merging"]
    assert precision >= FLOORS["merging.precision"]


def test_traps(result: Result) -> None:
    assert len(result.trapped) <= FLOORS["traps"]


def test_the_second_blind_set_is_sound() -> None:
    texts = {article["id"]: article for article in records("articles.jsonl", BLIND)}
    for line in records("events.jsonl", BLIND):
        for told in line.get("reports", [line]):
            assert texts[told["article"]][told["in"]].count(told["sentence"]) == 1
            assert all(end is None or date.fromisoformat(end) for end in told["span"])


def test_events_of_the_second_blind_set_are_read(tmp_path: Path) -> None:
    found = events_found(built(tmp_path / "w", BLIND))
    result, floors = score(found, BLIND), FLOORS["blind2"]
    assert result.reading.f1 >= floors["events"]
    assert result.status.recall >= floors["status"]
    assert len(result.trapped) <= floors["traps"]
