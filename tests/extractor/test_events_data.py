"""The tables of the event reader: well-formed, sorted, without doubles, and faults named."""

from __future__ import annotations

import csv
import unicodedata
from importlib.resources import files

import pytest

from corpus.text import canon
from extractor.events.lexicon import Trigger, Triggers, lexicon
from extractor.events.view import word_spans
from tests.extractor.test_events import events_of

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


def _told(phrase: str, kind: str) -> list[set[str]]:
    """The types of the events that carrier sentences with the phrase tell."""
    day, unit = "{D:2022-05-10|Sáng 10/5}", "{U:Công an tỉnh Vân Sơn}"
    post = "{Q:Trưởng Phòng Hậu cần|Lò Văn Sánh|Phòng Hậu cần}"
    if kind == "noun":
        carriers = [
            f"{day}, {unit} tổ chức {phrase}.",
            f"{phrase[0].upper()}{phrase[1:]} của {unit} diễn ra {day}.",
            f"{day} xảy ra {phrase} ở {{L:Đà Lạt}}.",
        ]
    else:
        carriers = [f"{day}, {unit} {phrase} {{P:Lò Văn Sánh}}, {post}.", f"{day}, {{P:Lò Văn Sánh}} {phrase} {post}."]
    return [{event.type for event in events_of(carrier, "2022-05-12")} for carrier in carriers]


@pytest.mark.parametrize("kind", ["verb", "noun"])
def test_every_verb_and_noun_tells_its_type(kind: str) -> None:
    silent = [
        row[0] for row in _rows("triggers.csv") if row[1] == kind and not any(row[2] in t for t in _told(*row[:2]))
    ]
    assert silent == []


@pytest.mark.parametrize("kind", ["ignore", "state", "speech"])
def test_what_is_no_doing_tells_no_type(kind: str) -> None:
    rows = [row[0] for row in _rows("triggers.csv") if row[1] == kind]
    assert [phrase for phrase in rows if _told(phrase, kind)[0] - {"other"}] == []
