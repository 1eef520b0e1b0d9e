"""The quick ways to words and codes find what the plain ones find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sample import load_articles
from corpus.text import canon, normalize
from extractor.mine.documents.numbered import lone, opened
from extractor.mine.documents.rules import rules
from extractor.mine.persons.lexicon import MARKED
from extractor.mine.persons.scan import scan
from extractor.mine.words import words_of

ARTICLES = [article.text() for article in load_articles()]
PIECES = [
    "Nghị định", "nghị định", "NĐ", "NĐ100", "Thông tư", "thông tư liên tịch", "công văn", "hỏa tốc", "kết luận", "số",
    "số:", "100", "36/2020/NĐ-CP", "35-CT/TW", "12", "198/2023/QH15", "năm 2020", "và", "Кiev", "²", "x²5", "5a", "_",
]  # fmt: skip
mixed = st.lists(st.sampled_from([*PIECES, " ", " ", " ", ",", "/", "-", "\n"]), max_size=30).map("".join)


@pytest.mark.parametrize("text", ARTICLES[:100], ids=lambda text: text[:20])
def test_words_of_articles(text: str) -> None:
    check_words(text)
    check_codes(text)


@given(st.text() | mixed)
def test_words_of_any_text(text: str) -> None:
    check_words(normalize(text))


@given(mixed)
def test_codes_of_any_text(text: str) -> None:
    check_codes(normalize(text))


@given(
    st.lists(st.sampled_from(["H'", "h", "-", "a", "'", "’", " ", "B", "1", "_", "K’", "-in", "Đ", "."])).map("".join)
)
def test_joined_syllables(text: str) -> None:
    found, low = scan(text), canon(text)
    assert found.words == [low[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert found.capitals == [i for i, start in enumerate(found.starts) if text[start].isupper()]
    assert found.gaps[:-1] == [text[end:start] for end, start in zip(found.ends, found.starts[1:], strict=False)]


@pytest.mark.parametrize("text", ARTICLES[:40], ids=lambda text: text[:20])
def test_phrases_of_a_kind(text: str) -> None:
    """The marked places miss none, and the longest phrase alone tells whether a longer one ends there."""
    found = scan(text)
    size = len(found.words)
    for kind in MARKED:
        every = [hit for i in range(size) if (hit := found.hit(i, kind)) is not None]
        assert found.hits(kind) == every
        first, last = size // 3, size // 2
        assert found.hits(kind, first, last) == [hit for hit in every if first <= hit.first < last]
    for last in range(1, size + 1):
        for kind in ("level", "named_after", "country"):
            hit = found.before(last, kind)
            longer = hit is not None and any(other.first < hit.first for other in found.ending[last])
            assert found.tail(last, kind) == (None if longer else hit)


def check_words(text: str) -> None:
    found, low = words_of(text), canon(text)
    spans = [match.span() for match in re.finditer(r"[^\W_]+", low)]
    assert list(zip(found.starts, found.ends, strict=True)) == spans
    assert found.words == [low[start:end] for start, end in spans]
    assert found.capitals == [i for i, (start, _) in enumerate(spans) if text[start].isupper()]
    assert found.figures == [i for i, word in enumerate(found.words) if not word.isalpha()]
    assert len(found.gaps) == len(spans) + 1


def check_codes(text: str) -> None:
    low, cut = canon(text), words_of(text)
    for quick, plain in ((opened, rules().numbered), (lone, rules().alone)):
        assert [m.span() for m in quick(low, cut, rules())] == [m.span() for m in plain.finditer(low)]
