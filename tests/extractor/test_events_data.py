"""The tables of the event reader: well-formed, sorted, without doubles, and faults named."""

from __future__ import annotations

import csv
import unicodedata
from importlib.resources import files

import pytest

from corpus.text import canon
from extractor.events.lexicon import Trigger, Triggers, lexicon
from extractor.events.view import word_spans

_FOLDER = files("extractor").joinpath("data", "events")


def _rows(name: str) -> list[list[str]]:
    return list(csv.reader(_FOLDER.joinpath(name).read_text(encoding="utf-8").splitlines()))[1:]


@pytest.mark.parametrize("name", ["triggers.csv", "cues.csv"])
def test_nfc_sorted_unique(name: str) -> None:
    rows = _rows(name)
    assert rows == sorted(rows)
    assert len({tuple(row) for row in rows}) == len(rows)
    assert all(cell == unicodedata.normalize("NFC", cell) == cell.strip() for row in rows for cell in row)


def test_no_trigger_twice_however_it_is_spelt() -> None:
    phrases = [canon(row[0]) for row in _rows("triggers.csv")]
    assert sorted(phrases) == sorted(set(phrases))


def test_types_stand_where_something_happens() -> None:
    for phrase, kind, type_ in _rows("triggers.csv"):
        assert bool(type_) == (kind in ("verb", "noun", "frame", "action")), phrase


def test_every_trigger_is_found_as_it_stands() -> None:
    triggers = lexicon().triggers
    for phrase, _, _ in _rows("triggers.csv"):
        low = canon(phrase)
        hits = list(triggers.scan(low, word_spans(low)))
        assert [(h.start, h.end) for h in hits] == [(0, len(low))], phrase


def test_longest_trigger_wins_and_words_stay_whole() -> None:
    triggers = Triggers([Trigger("bầu", "verb", "election"), Trigger("bầu không khí", "ignore", None)])
    low = canon("Bầu không khí vui khi xã bầu, không bầuu")
    assert [(low[h.start : h.end], h.kind) for h in triggers.scan(low, word_spans(low))] == [
        ("bầu không khí", "ignore"),
        ("bầu", "verb"),
    ]


def test_cues_end_and_begin_at_words() -> None:
    cues, low = lexicon().cues, "nhưng vào ngày mai"
    words = word_spans(low)
    assert cues.ends_at("preposition", low, words, 2) == 1
    assert cues.ends_at("preposition", low, words, 0) is None
    assert cues.starts_at("hypothetical", low, words, 0) is None
    assert cues.starts_at("preposition", low, words, 9) is None
    assert cues.first_in("preposition", low, words, 0, 4) == 1
