"""Properties: Vietnamese in any of its old encodings comes back letter by letter, and what is right stays as it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.sample import load_articles
from extractor.clean.decoding import decode
from extractor.clean.legacy import repair
from tests.extractor.clean.encodings import font, mojibake, mojibake_1258, viqr, windows_1258


def _has_letter(char: str) -> bool:
    """Whether all old encodings have the character."""
    return char.isascii() or char in "đĐ" or (char.isalpha() and unicodedata.normalize("NFD", char)[0].isascii())


_SENTENCES = sorted(
    {
        sentence.strip(" .") + "."
        for article in load_articles()
        for sentence in article.text().replace("\n", " ").split(". ")
        if 60 < len(sentence) < 300 and all(map(_has_letter, sentence))
    }
)
# VIQR writes the dot below and the hook as a full stop and a question mark, and đ as dd: before a capital or a digit,
# and in PGDĐT, nobody can tell them apart.
_AMBIGUOUS = re.compile("[\u0323\u0309][\u0302\u0306\u031b]?\\s+(?![a-zđ])|[dđDĐ]{2}")


def escaped_twice(text: str) -> str:
    """Letters as entities whose ampersand was escaped again."""
    return "".join(char if char.isascii() else f"&amp;#{ord(char)};" for char in text)


_TEXTS = st.lists(st.sampled_from(_SENTENCES), min_size=2, max_size=6, unique=True).map(" ".join)
_WAYS: dict[str, Callable[[str], bytes]] = {
    "windows-1258": windows_1258,
    "tcvn3": lambda text: font(text, "tcvn3"),
    "vni": lambda text: font(text, "vni"),
    "tcvn3 in utf-8": lambda text: font(text, "tcvn3").decode("latin-1").encode(),
    "vni in utf-8": lambda text: font(text, "vni").decode("latin-1").encode(),
    "viqr": viqr,
    "utf-8 read as cp1252": lambda text: mojibake(text).encode(),
    "utf-8 read as cp1258": lambda text: mojibake_1258(text).encode(),
    "utf-8 read as cp1258, decomposed": lambda text: unicodedata.normalize("NFD", mojibake_1258(text)).encode(),
    "utf-8 read as cp1258 twice": lambda text: mojibake_1258(mojibake_1258(text)).encode(),
    "entities escaped twice": lambda text: escaped_twice(text).encode(),
    "utf-16": lambda text: text.encode("utf-16-le"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
}


@pytest.mark.parametrize("way", _WAYS)
@settings(max_examples=40, deadline=None)
@given(text=_TEXTS)
def test_comes_back(way: str, text: str) -> None:
    assume(way != "viqr" or not _AMBIGUOUS.search(unicodedata.normalize("NFD", text)))
    found = decode(_WAYS[way](text)).text
    if "tcvn3" in way:  # toned capitals were a matter of the font
        assert found.lower() == text.lower()
    else:
        assert found == text


_TITLES: dict[str, Callable[[str], str]] = {
    "utf-8 read as cp1252": mojibake,
    "utf-8 read as cp1258": mojibake_1258,
    "tcvn3": lambda text: font(text, "tcvn3").decode("latin-1"),
    "vni": lambda text: font(text, "vni").decode("latin-1"),
    "windows-1258": lambda text: windows_1258(text).decode("cp1252", errors="replace"),
}
_HEADLINES = [
    "Công an tỉnh tổ chức hội nghị sơ kết công tác sáu tháng",
    "Lũ rút, đồng bào vùng hồ trở về nhà cũ",
    "Hàng nghìn người dự lễ hội đền làng",
    "Bão số 5 gây mưa lớn, nhiều tuyến đường sạt lở",
]


@pytest.mark.parametrize("way", _TITLES)
@pytest.mark.parametrize("frame", ["{}\n{}", "<html><head><title>{}</title></head><body><p>{}</p></body></html>"])
@settings(max_examples=10, deadline=None)
@given(title=st.sampled_from(_HEADLINES), text=_TEXTS)
def test_title_and_text_came_by_two_ways(way: str, frame: str, title: str, text: str) -> None:
    meant = frame.format(title, text)
    for written in (frame.format(_TITLES[way](title), text), frame.format(title, _TITLES[way](text))):
        found = decode(written.encode()).text
        assert found.lower() == meant.lower() if way == "tcvn3" else found == meant


_FOREIGN = [
    "François Truffaut và Käthe Kollwitz",
    "eo biển Øresund, Søren Kierkegaard",
    "São Paulo, MANHÃ",
    "«Le Maïs» số tháng 5",
    "5 µg/m³, 12 °C, hãng Ê® và Z™",
    "chú thích¹ và a¹, b²",
    "x^2 + a^n = e^x",
    "Zürich, Malmö, Þórshöfn",
]


@settings(max_examples=80, deadline=None)
@given(text=_TEXTS, foreign=st.sampled_from(_FOREIGN), apart=st.booleans())
def test_foreign_words_beside_right_text_stay(text: str, foreign: str, apart: bool) -> None:
    whole = f"{text}\n{foreign}\n{text}" if apart else f"{text} {foreign}. {text}"
    assert repair(whole) == (whole, "")


@settings(max_examples=80, deadline=None)
@given(text=_TEXTS)
def test_right_text_stays(text: str) -> None:
    assert repair(text) == (text, "")
    assert decode(text.encode()).text == text


@settings(max_examples=80, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=300))
def test_nothing_but_the_form_changes_in_what_is_no_vietnamese(text: str) -> None:
    found, reading = repair(text)
    if not reading and not {"\u00d0", "\u00f0"} & set(text):
        assert found == text
