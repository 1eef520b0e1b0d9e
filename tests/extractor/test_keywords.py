"""Keywords: compounds of the subject, no names, no dates, the same for the same text."""

from __future__ import annotations

import csv
import unicodedata
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Document
from corpus.mentions import Mention, Person, Unit
from corpus.text import canon
from extractor.keywords import MOST, keywords
from extractor.text.document import make_document

_TEXT = (
    "Sáng 10/5, Công an huyện Tam Lư tập huấn phòng chống ma tuý cho công an xã.\n\n"
    "Các xã góp ý văn kiện đại hội. Theo ban tổ chức, văn kiện đại hội đã qua ba lần sửa, nồng độ cồn chưa bàn. "
    "Ông Lò Văn Sánh nói ma túy vẫn len vào bản. Buổi tập huấn kéo dài hai giờ."
)


def _cut(paragraph: str) -> list[tuple[int, int]]:
    """A cutter of a dozen words, so that the test does not hang on a model."""
    words = ["Công an", "tập huấn", "phòng chống", "ma tuý", "ma túy", "văn kiện", "đại hội", "nồng độ", "Lò Văn Sánh"]
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(paragraph):
        if paragraph[at].isspace():
            at += 1
            continue
        word = next((w for w in words if paragraph.startswith(w, at)), None)
        end = at + len(word) if word else _end(paragraph, at)
        spans.append((at, end))
        at = end
    return spans


def _end(text: str, at: int) -> int:
    if not text[at].isalnum():
        return at + 1
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def _document(text: str) -> Document:
    return make_document(text, cut=_cut)


def _names() -> tuple[Mention, ...]:
    unit = _TEXT.index("Công an huyện Tam Lư")
    person = _TEXT.index("Lò Văn Sánh")
    return (
        Unit(
            start=unit,
            end=unit + 20,
            text="Công an huyện Tam Lư",
            value="Công an huyện Tam Lư",
            type="police",
            rule="t",
        ),
        Person(start=person, end=person + 11, text="Lò Văn Sánh", value="Lò Văn Sánh", rule="t"),
    )


def test_compounds_that_come_back_come_first() -> None:
    found = keywords(_document(_TEXT), _names())
    assert "văn kiện đại hội" in found
    assert "tập huấn" in found
    assert "đại hội" not in found  # stands only inside the longer one


def test_the_title_weighs() -> None:
    document = _document("Buổi tập huấn bàn về nồng độ.")
    assert keywords(document, ()) == ("nồng độ", "tập huấn")
    assert keywords(document, (), title="Tập huấn về gì") == ("tập huấn", "nồng độ")


def test_nothing_is_said_twice() -> None:
    found = keywords(_document(_TEXT * 2), _names())
    twos = [two for word in found for two in pairwise(canon(word).split())]
    assert len(twos) == len(set(twos))


def test_a_piece_of_a_repeated_clause_is_no_pair() -> None:
    clause = "Văn kiện đại hội tập huấn phòng chống ma túy."
    assert "đại hội tập huấn" not in keywords(_document(f"{clause}\n\n{clause}"), ())


def test_an_articles_line_depends_on_it_alone() -> None:
    first = keywords(_document(_TEXT), _names())
    keywords(_document("Nồng độ cồn. " * 20), ())
    assert keywords(_document(_TEXT), _names()) == first


def test_one_spelling_of_each() -> None:
    found = keywords(_document(_TEXT), _names())
    assert [w for w in found if canon(w) == canon("ma túy")] == ["ma tuý"]


def test_no_names_units_or_numbers() -> None:
    for word in keywords(_document(_TEXT), _names()):
        assert word == word.lower()
        assert canon("Lò Văn Sánh") not in canon(word)
        assert not any(c.isdigit() for c in word)


def test_at_most_ten_and_without_tokens_none() -> None:
    assert len(keywords(_document(" ".join(f"tập huấn {chr(97 + i)}a, ma túy {i}." for i in range(26))), ())) <= MOST
    assert keywords(make_document(_TEXT, tokens=False), ()) == ()


@settings(max_examples=60)
@given(st.text(alphabet='aăđĐẩ ma túy.,\n"(1', max_size=200))
def test_any_text_gives_the_same_words_twice(text: str) -> None:
    document = _document(text)
    found = keywords(document, ())
    assert found == keywords(document, ())
    assert len({canon(w) for w in found}) == len(found)


@pytest.mark.parametrize(("name", "key"), [("stopwords.csv", "word"), ("compounds.csv", "compound")])
def test_tables_are_nfc_sorted_and_unique(name: str, key: str) -> None:
    text = files("extractor").joinpath("data", name).read_text(encoding="utf-8")
    notes = [line for line in text.splitlines() if line.startswith("#")]
    words = [row[key] for row in csv.DictReader(line for line in text.splitlines() if line not in notes)]
    assert any(source in "".join(notes) for source in ("source:", "by hand"))
    assert len(words) >= (600 if key == "word" else 2000)
    assert text == unicodedata.normalize("NFC", text)
    assert words == sorted(set(words))
