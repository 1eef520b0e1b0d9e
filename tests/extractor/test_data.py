"""All language data: readable, NFC, without doubles or stray blanks, with its source; every file is used."""

from __future__ import annotations

import csv
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "extractor" / "data"
FILES = sorted(p for p in DATA.rglob("*") if p.is_file() and p.suffix in (".csv", ".toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(DATA)))
def test_text_of_the_file(path: Path) -> None:
    text = path.read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert "\u00a0" not in text
    assert text.endswith("\n")
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".toml"], ids=lambda p: str(p.relative_to(DATA)))
def test_rules_are_toml_without_doubled_phrases(path: Path) -> None:
    def lists(value: object) -> list[list[object]]:
        if isinstance(value, dict):
            return [found for child in value.values() for found in lists(child)]
        if isinstance(value, list):
            return [value, *(found for child in value for found in lists(child))]
        return []

    for entries in lists(tomllib.loads(path.read_text("utf-8"))):
        words = [entry for entry in entries if isinstance(entry, str)]
        assert not [word for word, count in Counter(words).items() if count > 1]


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".csv"], ids=lambda p: str(p.relative_to(DATA)))
def test_tables_are_rectangular_without_doubled_rows(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = list(csv.reader(lines))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [row for row, count in Counter(map(tuple, rows)).items() if count > 1]
    assert not [cell for row in rows for cell in row if cell != cell.strip()]


def test_every_file_is_named_by_the_code() -> None:
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "extractor").rglob("*.py"))
    unused = [p.name for p in FILES if p.stem not in code]
    assert unused == []
