"""The tables of docs/dates.md are run: a document that lies fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractor.mine.dates import find_dates
from extractor.mine.terms import find_terms

_PAGE = (Path(__file__).parents[2] / "docs/dates.md").read_text("utf-8")
_READ, _REST = _PAGE.split("## How a date without a year gets one")
_UNDATED, _TERMS = _REST.split("## Terms of office and congresses")


def rows(part: str) -> list[list[str]]:
    """The cells of a part's tables, without heads."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    return [cells for cells in lines if any("`" in cell for cell in cells)]


def marked(cell: str) -> list[str]:
    return re.findall(r"`([^`]*)`", cell)


@pytest.mark.parametrize(("family", "text", "value", "days"), rows(_READ), ids=lambda cell: cell)
def test_what_is_read(family: str, text: str, value: str, days: str) -> None:
    (found,) = find_dates(f"{marked(text)[0]}.", published="2022-05-11")
    assert found.value == marked(value)[0]
    assert (f"{found.range.first}..{found.range.last}" if found.range else "") == days


@pytest.mark.parametrize(("text", "values"), rows(_UNDATED), ids=lambda cell: cell)
def test_undated_texts(text: str, values: str) -> None:
    assert [found.value for found in find_dates(marked(text)[0])] == marked(values)


@pytest.mark.parametrize(("text", "values"), rows(_TERMS), ids=lambda cell: cell)
def test_terms(text: str, values: str) -> None:
    assert [found.value for found in find_terms(marked(text)[0])] == marked(values)


def test_the_page_has_its_tables() -> None:
    assert len(rows(_READ)) > 35
    assert len(rows(_TERMS)) == 6
    for trap in ("9/10 chi bộ", "đường 30/4", "Công viên 23/9", "36/2020/NĐ-CP", "31/6", "anh Quốc Khánh"):
        assert f"`{trap}`" in _TERMS
        assert find_dates(f"Có {trap}.", published="2022-05-11") == ()
