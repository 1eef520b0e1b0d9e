"""Terms by their golden table."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpus.mentions import Term
from extractor.mine.terms import find_terms, national_congress_year

TABLE = Path(__file__).parents[1] / "golden" / "terms.toml"
with TABLE.open("rb") as file:
    CASES = [row for group in tomllib.load(file).values() for row in group["cases"]]


def shown(term: Term) -> str:
    of = f" of {term.of}" if term.of else ""
    return f"{term.text} = {'relative' if term.relative else term.value}{of}"


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0])
def test_terms(row: list[str]) -> None:
    assert [shown(term) for term in find_terms(row[0])] == row[1:]


def test_years_and_ordinals_are_fields() -> None:
    ordinal, years = find_terms("Đại hội Đảng bộ tỉnh lần thứ XX, nhiệm kỳ 2020-2025")
    assert (ordinal.ordinal, ordinal.from_year) == (20, None)
    assert (years.from_year, years.to_year, years.ordinal) == (2020, 2025, None)


def test_national_congresses() -> None:
    assert [national_congress_year(n) for n in (6, 10, 14, 40)] == [1986, 2006, 2026, None]
