"""Histories of units on `tests/gold/timelines` may not get worse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.diembao.timeline_scoring import built
from tests.diembao.unit_scoring import PARTS, Result, histories, score

FLOORS = json.loads((Path(__file__).parents[1] / "gold" / "floors.json").read_text("utf-8"))["timelines"]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return score(histories(built(tmp_path_factory.mktemp("units") / "w")))


@pytest.mark.parametrize("part", PARTS)
def test_histories_are_read(result: Result, part: str) -> None:
    assert result.of(part).f1 >= FLOORS[f"unit.{part}"]
