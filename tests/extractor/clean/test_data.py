"""The cleaner's data: one entry a line, NFC, sorted, nothing twice, letters that mean one thing."""

from __future__ import annotations

import unicodedata
from importlib.resources import files

import pytest

from extractor.clean.data import _arrays as arrays
from extractor.clean.data import class_words, function_words, legacy_letters, phrases, source_tags

FOLDER = files("extractor").joinpath("data", "clean")


_TOML = ["boilerplate.toml", "classes.toml", "phrases.toml", "rejects.toml"]
_CSV = ["function_words.csv", "legacy.csv", "source_tags.csv"]


@pytest.mark.parametrize("name", [*_TOML, *_CSV])
def test_is_nfc(name: str) -> None:
    text = FOLDER.joinpath(name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("name", _TOML)
def test_arrays_are_sorted_and_nothing_stands_twice(name: str) -> None:
    for group, entries in arrays(name).items():
        assert list(entries) == sorted(set(entries)), group


@pytest.mark.parametrize("name", _CSV)
def test_rows_are_sorted_and_nothing_stands_twice(name: str) -> None:
    lines = FOLDER.joinpath(name).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")][1:]
    assert rows == sorted(set(rows))


def test_lists_are_read() -> None:
    assert "sapo" in {word.strip("*") for word in class_words()["lead"]}
    assert "tin liên quan" in phrases("related")
    assert "đầu tư" in source_tags(bracketed=True) - source_tags(bracketed=False)
    assert "khong" in function_words()
    assert all(len(letter) == 1 for name in ("tcvn3", "vni") for letter in legacy_letters(name).values())
