"""What becomes of an analysed article on its way to an engine."""

from __future__ import annotations

import pickle

import pytest

from index.documents import IndexDocument
from index.preparing import prepare
from index.tokens import bigrams, stream, syllable_spans, syllables
from tests.index.sample import ANALYSES, DOCUMENTS, analysed, segment


def test_the_three_forms_of_a_text() -> None:
    document = prepare(analysed("x", "Kỳ họp", "Hoà Bình: họp HĐND.\n\nKhoá 18-NQ/TW"), segment)
    assert document.body.syl == "hòa bình họp hđnd | khóa 18 nq tw"
    assert document.body.fold == "hoa binh hop hdnd | khoa 18 nq tw"
    assert document.body.words == "hòa_bình họp hđnd khóa 18_nq_tw"
    assert (document.title.syl, document.title.words) == ("kì họp", "kì họp")


def test_a_lead_has_the_words_of_the_body() -> None:
    text = "Công an tỉnh họp. Nông dân gặt lúa."
    assert prepare(analysed("x", "", text, lead="Công an tỉnh họp."), segment).lead.words == "công_an tỉnh họp"
    assert prepare(analysed("x", "", text, lead="Lời dẫn khác."), segment).lead.words == "lời dẫn khác"
    assert (
        prepare(analysed("x", "", text, lead="Công an tỉnh họp.", whole=False), segment).lead.syl == "công an tỉnh họp"
    )


def test_a_body_without_tokens_is_segmented_here() -> None:
    document = prepare(analysed("x", "", "Công an tỉnh.\n\nNông dân.", whole=False), segment)
    assert document.body.words == "công_an tỉnh nông_dân"


def test_captions_are_parted() -> None:
    assert prepare(analysed("x", "", "", captions=("Công.", "—", "An.")), segment).caption.syl == "công | an"


def test_names_have_all_spellings_and_values_once() -> None:
    units = (("Công an tỉnh", "Công an tỉnh Lai Châu"), ("CÔNG AN TỈNH", "Công an tỉnh Lai Châu"))
    names = prepare(analysed("x", "", "", units=units), segment).unit
    assert names.values == ("Công an tỉnh Lai Châu",)
    assert names.syl == "công an tỉnh | công an tỉnh lai châu"


def test_private_persons_are_left_out() -> None:
    document = prepare(analysed("x", "", "", persons=("Lâm Văn Quyết",), suspects=("Vàng A Chu",)), segment)
    assert document.person.values == ("Lâm Văn Quyết",)
    assert "chu" not in document.person.syl


def test_terms_are_found_with_what_they_count() -> None:
    document = prepare(analysed("x", "", "", terms=(("lần thứ XV", "15", "Đại hội Đoàn"),)), segment)
    assert "đại hội đoàn lần thứ xv" in document.term.syl.split(" | ")


@pytest.mark.parametrize(
    ("published", "first", "last", "instant"),
    [
        (None, None, None, None),
        ("2020", "2020-01-01", "2020-12-31", 1577811600),
        ("2020-02", "2020-02-01", "2020-02-29", 1580490000),
        ("2020-02-29", "2020-02-29", "2020-02-29", 1582909200),
        ("2020-02-29T00:30:00+07:00", "2020-02-29", "2020-02-29", 1582911000),
        ("2020-02-28T17:30:00Z", "2020-02-28", "2020-02-28", 1582911000),
        ("2020-02-29T00:30:00", "2020-02-29", "2020-02-29", 1582911000),
        ("0001", "0001-01-01", "0001-12-31", -62135622000),
        ("9999-12-31T23:59:59-12:00", "9999-12-31", "9999-12-31", 253402343999),
    ],
)
def test_dates(published: str | None, first: str | None, last: str | None, instant: int | None) -> None:
    document = prepare(analysed("x", "", "", published=published), segment)
    assert (document.published, document.first, document.last, document.instant) == (published, first, last, instant)


def test_types_and_dates_spoken_of() -> None:
    assert DOCUMENTS[1].types == ("congress", "election")
    assert DOCUMENTS[0].mentioned == (("2022-05-10", "2022-05-10"),)


def test_documents_travel_between_processes_and_are_always_the_same() -> None:
    for analysis, document in zip(ANALYSES, DOCUMENTS, strict=True):
        again: IndexDocument = pickle.loads(pickle.dumps(document))
        assert again == document == prepare(analysis, segment)


def test_streams() -> None:
    assert syllables("H'Hen Niê, T.Ư; 2.700 m² a_b") == ["h", "hen", "niê", "t", "ư", "2", "700", "m²", "a", "b"]
    assert stream(["", "…"]) == ""
    assert list(bigrams("a b | c")) == ["a_b"]
    assert syllable_spans("Kỳ\n\n họp") == [(0, 2, "kì"), (2, 5, "|"), (5, 8, "họp")]
