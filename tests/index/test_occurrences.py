"""Places of a query's words: the same as `find_matches` finds them, in bounded time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import normalize
from index.matches import find_matches
from index.occurrences import Finder, longest_first
from index.query import parse
from index.tokens import syllables
from tests.index.sample import ANALYSES, segment

QUERIES = (
    '"công an"',
    "cong an",
    "công an tỉnh",
    "công*",
    "cong*",
    "ky*",
    "kỳ*",
    "oà*",
    "hoà",
    '"hoa binh" OR hòa',
    "an",
    "dd*",
    "đại NEAR/5 hội",
    '"đại hội" NEAR/9 (bí OR "công an")',
    "a NEAR/3 b NEAR/3 c",
    "giám~",
    "lan~2",
    "giam~ NEAR/4 cong*",
    '"a a"',
    '"a a" OR "a b a"',
    "title:họp lead:sáng caption:công",
    'unit:"công an" OR person:lâm',
    "covid 19",
    "и",
    "quí* OR qui*",
    "th*",
    "khỏe OR thủy",
    "khoe thuy hoa",
    "kì",
    "ki NEAR hoa",
)
PIECES = st.sampled_from(
    ["công", "Công", "an", "ăn", "hoà", "hòa", "HOÀ", "kỳ", "kì", "đại", "hội", "giám", "lan", "a", "b", "c", "A", "oà",
     "òa", "dd", "19", "й", "họp", " ", " ", " ", "\n", "\n\n", "-", "_", ".", ", ", "’", "3kỳ", "x\u0306",
     "quý", "quí", "qúy", "thuỷ", "thủy", "khoẻ", "khỏe", "tho", "thy", "thi", "ky", "hoàn", "kỳx"]
)  # fmt: skip


def found(text: str, query: str, field: str = "body") -> list[tuple[int, int]]:
    return longest_first(
        (m.start, m.end)
        for m in find_matches(text, parse(query, segment).words, field)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("query", QUERIES)
def test_the_places_in_the_sample_are_those_of_the_snippets(query: str) -> None:
    finder = Finder(parse(query, segment).words)
    for analysis in ANALYSES:
        text = analysis.article.text
        assert finder.spans(text) == found(text, query), text
        assert finder.spans(text) == found(text, query), "asked twice"


@pytest.mark.parametrize("query", QUERIES)
def test_known_syllables_change_nothing(query: str) -> None:
    words = parse(query, segment).words
    forms = {form for analysis in ANALYSES for form in syllables(analysis.article.text)}
    finder = Finder(words, forms=forms)
    for analysis in ANALYSES:
        assert finder.spans(analysis.article.text) == found(analysis.article.text, query)


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(QUERIES))
@settings(max_examples=500, deadline=None)
def test_the_places_in_any_text_are_those_of_the_reference(text: str, query: str) -> None:
    text = normalize(text)
    words = parse(query, segment).words
    assert Finder(words).spans(text) == found(text, query)
    assert Finder(words, forms=frozenset(syllables(text))).spans(text) == found(text, query)
    assert Finder(words).matches(text) == find_matches(text, words)


@pytest.mark.parametrize("query", QUERIES)
def test_matches_tell_words_and_marks_as_the_reference_does(query: str) -> None:
    words = parse(query, segment).words
    for analysis in ANALYSES:
        for field, text in (("title", analysis.article.title or ""), ("body", analysis.article.text)):
            assert Finder(words, field).matches(text) == find_matches(text, words, field)  # type: ignore[arg-type]


def test_a_slip_is_found_in_every_spelling() -> None:
    words = parse("quíp~ OR hòan~ OR kìa~").words
    text = "Quý hoà kỳ quí hòa kì qúy"
    assert Finder(words, forms=frozenset(syllables(text))).spans(text) == found(text, "quíp~ OR hòan~ OR kìa~")
    assert len(Finder(words, forms=frozenset(syllables(text))).spans(text)) == 7


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_it(text: str) -> None:
    text = normalize(text)
    for query in ("công an", "an* OR lan~", "a NEAR b"):
        assert all(0 <= start < end <= len(text) for start, end in Finder(parse(query).words).spans(text))


def test_a_field() -> None:
    words = parse("title:họp đến").words
    assert Finder(words, "title").spans("họp, đến") == [(0, 3), (5, 8)]
    assert Finder(words, "body").spans("họp, đến") == [(5, 8)]
    assert Finder((), "body").spans("họp") == []


@pytest.mark.parametrize("piece", ["công ", "công an ", "a" * 50, "công an\n", "_-", "à "])
def test_hostile_texts_take_one_pass(piece: str) -> None:
    """A pattern that tried all ways would need hours for these."""
    text = piece * (400_000 // len(piece))
    Finder(parse('"công an" OR cong* OR "an công an tỉnh"').words).spans(text)


def test_the_longest_of_the_first() -> None:
    assert longest_first([(3, 5), (0, 2), (0, 4), (4, 6)]) == [(0, 4), (4, 6)]
