"""Places: the golden table and properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.mentions import Place
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.places import annotate_places
from tests.extractor.mine.golden import Row, context_of, document, rows

CASES, NEGATIVES = rows("places.toml")
PIECES = ["phường", "TP.", "Hà Nội", "quận", "12", "đường", "Lê Lợi", ", ", "(", "P.", "tỉnh", "Ý", "\n", "30/4", "Q."]


def places(text: str, context: Context | None = None) -> list[Place]:
    return list(annotate_places(document(text), Cues(text), context or Context()))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["text"])
def test_golden(row: Row) -> None:
    expected = [tuple(cell.strip() for cell in line.split("|")) for line in row["places"]]
    assert [(p.text, p.value, p.code or "") for p in places(row["text"], context_of(row))] == expected


@pytest.mark.parametrize("row", NEGATIVES, ids=lambda row: row["text"])
def test_golden_nothing(row: Row) -> None:
    assert [place.text for place in places(row["text"])] == []


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map(" ".join))
def test_spans_slice_and_do_not_overlap(text: str) -> None:
    last = 0
    for place in places(text):
        assert text[place.start : place.end] == place.text
        assert place.start >= last
        last = place.end
