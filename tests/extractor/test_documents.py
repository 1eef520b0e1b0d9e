"""Documents cited, by their golden table."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from extractor.mine.documents import find_documents

TABLE = Path(__file__).parents[1] / "golden" / "documents.toml"
with TABLE.open("rb") as file:
    CASES = [row for group in tomllib.load(file).values() for row in group["cases"]]


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0])
def test_documents(row: list[str]) -> None:
    assert [f"{ref.text} = {ref.value}" for ref in find_documents(row[0])] == row[1:]
