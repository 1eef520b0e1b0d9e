"""Log-likelihood and log ratio against figures from the literature and from hand."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from index.keyness import Part, keys, log_likelihood, log_ratio

# Dunning 1993, table 2: G², and the four cells for A B, A not B, B not A, neither.
DUNNING = [
    (270.72, 110, 2442, 111, 29114),
    (263.90, 29, 13, 123, 31612),
    (256.84, 31, 23, 139, 31584),
    (167.23, 10, 0, 3, 31764),
]


@pytest.mark.parametrize(("wanted", "both", "first", "second", "neither"), DUNNING)
def test_the_table_of_dunning(wanted: float, both: int, first: int, second: int, neither: int) -> None:
    assert round(log_likelihood(both, both + first, second, second + neither), 2) == wanted


def test_by_hand() -> None:
    """Ten of 100 words here, ten of 300 there: 2 (10 ln 2 + 90 ln 90/95 + 10 ln 2/3 + 290 ln 290/285)."""
    wanted = 2 * (10 * math.log(2) + 90 * math.log(90 / 95) + 10 * math.log(2 / 3) + 290 * math.log(290 / 285))
    assert log_likelihood(10, 100, 10, 300) == pytest.approx(wanted)
    assert wanted == pytest.approx(6.1088, abs=1e-4)
    assert log_ratio(10, 100, 10, 300) == pytest.approx(math.log2(3))


def test_equal_shares_are_no_surprise() -> None:
    assert log_likelihood(10, 1000, 20, 2000) == pytest.approx(0)
    assert log_ratio(10, 1000, 20, 2000) == 0


def test_no_occurrence_counts_as_half_a_one() -> None:
    assert log_ratio(4, 1000, 0, 1000) == 3
    assert log_likelihood(4, 1000, 0, 1000) == pytest.approx(2 * (4 * math.log(2) + 996 * math.log(996 / 998)
                                                             + 1000 * math.log(1000 / 998)))  # fmt: skip


def part(words: int, counts: Mapping[str, int], articles: int = 5) -> Part:
    return Part(counts=counts, articles=dict.fromkeys(counts, articles), words=words)


def test_keys_are_ordered_by_surprise_and_have_floors() -> None:
    study = part(1000, {"hiếm": 2, "nhiều": 50, "vừa": 20, "đều": 10, "vắng": 20})
    reference = part(10_000, {"nhiều": 10, "vừa": 10, "đều": 100, "khác": 900})
    found = keys(study, reference)
    assert [key.item for key in found] == ["nhiều", "vắng", "vừa"]
    assert [key.count_rest for key in found] == [10, 0, 10]
    assert [key.item for key in keys(study, reference, least_count=30)] == ["nhiều"]
    assert [key.item for key in keys(study, reference, is_wanted=lambda item: item != "nhiều")] == ["vắng", "vừa"]
    assert keys(part(1000, study.counts, articles=1), reference) == []


def test_equal_ones_are_ordered_by_name() -> None:
    assert [key.item for key in keys(part(100, {"b": 20, "a": 20, "c": 20}), part(1000, {}))] == ["a", "b", "c"]


def test_an_empty_side_has_no_keys() -> None:
    assert keys(part(0, {}), part(10, {"a": 1})) == []
    assert keys(part(10, {"a": 9}), part(0, {})) == []
