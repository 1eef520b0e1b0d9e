"""The words of a text, and what persons, ranks and posts are read from them."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from corpus.text import canon, normalize
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import SYLLABLE
from extractor.mine.persons.scan import LOWER, scan
from extractor.mine.words import words_of

PIECES = (
    "Công an",
    "H'Hen",
    "K’",
    "Jong-un",
    "Ma-rốc",
    "PGS.TS",
    "5K'a2",
    "đồng chí",
    "Đ/c",
    "ông",
    "TP. Huế",
    "\n",
    "-",
    "_",
    "’",
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
).map(normalize)


@given(TEXTS)
def test_words_and_gaps_give_the_text_back(text: str) -> None:
    found = words_of(text)
    rebuilt = "".join(gap + word for gap, word in zip(found.gaps, [*found.words, ""], strict=True))
    assert rebuilt == canon(text)
    assert [canon(text)[s:e] for s, e in zip(found.starts, found.ends, strict=True)] == found.words
    assert found.capitals == [i for i, s in enumerate(found.starts) if text[s].isupper()]


@given(TEXTS)
def test_syllables_are_those_of_the_pattern(text: str) -> None:
    found = scan(text)
    spans = [m.span() for m in SYLLABLE.finditer(text)]
    assert list(zip(found.starts, found.ends, strict=True)) == spans
    assert found.words == [canon(text)[s:e] for s, e in spans]
    assert found.gaps[:-1] == [text[e:s] for (_, e), (s, _) in itertools.pairwise(spans)]
    assert [i for i, shape in enumerate(found.shapes) if shape != LOWER] == found.capitals


@given(TEXTS)
def test_phrases_are_the_same_from_both_ends(text: str) -> None:
    found = scan(text)
    size = len(found.words)
    starting = {hit for i in range(size) for hit in map(_span, found.starting[i])}
    ending = {hit for i in range(size + 1) for hit in map(_span, found.ending[i])}
    assert starting == ending
    marked = {(h.first, kind) for kind in found.marks for h in found.hits(kind)}
    assert marked == {(first, k) for first, _, kinds in starting for k in kinds if k in found.marks}


def _span(hit: Hit) -> tuple[int, int, frozenset[str]]:
    return hit.first, hit.last, hit.phrase.kinds
