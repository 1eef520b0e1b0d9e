"""Abbreviations: the golden table and properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.mentions import Abbreviation
from extractor.gazetteer import table
from extractor.mine.abbreviations import annotate_abbreviations
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from tests.extractor.mine.golden import Row, document, rows

CASES, NEGATIVES = rows("abbreviations.toml")
PIECES = ["an ninh trật tự", "(ANTT)", "ANTT", "(", ")", "KT-XH", "T.Ư", "Phòng PC04", "(PC04)", "aNTQ", "\n", ","]


def short_forms(text: str) -> list[Abbreviation]:
    return list(annotate_abbreviations(document(text), Cues(text), Context()))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["text"])
def test_golden(row: Row) -> None:
    expected = [tuple(cell.strip() for cell in line.split("|")) for line in row["found"]]
    assert [(found.text, found.value) for found in short_forms(row["text"])] == expected


@pytest.mark.parametrize("row", NEGATIVES, ids=lambda row: row["text"])
def test_golden_nothing(row: Row) -> None:
    assert [found.text for found in short_forms(row["text"])] == []


def test_every_short_form_has_a_golden_row() -> None:
    found = {line.split("|")[0].strip() for row in CASES for line in row["found"]}
    assert {row["short"] for row in table("abbreviations")} - found == set()


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map(" ".join))
def test_spans_slice_and_do_not_overlap(text: str) -> None:
    last = 0
    for found in short_forms(text):
        assert text[found.start : found.end] == found.text
        assert found.start >= last
        last = found.end
