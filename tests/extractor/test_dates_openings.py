"""What follows the first word chooses the rules that are tried: no rule that fits may be left out."""

from __future__ import annotations

import re
from functools import cache

import pytest

from corpus.text import canon
from extractor.mine.dates.atoms import spots
from extractor.mine.dates.leads import leads_of
from extractor.mine.dates.lexicon import lexicon
from extractor.mine.dates.openings import Shapes, number_key
from tests.extractor.test_dates import GOLDEN, cases

_WORD = re.compile(r"(?<!\w)(?:\d+|[^\W\d_]+)")
_FILES = sorted(path.stem.removeprefix("dates_") for path in GOLDEN.glob("dates_*.toml"))


@cache
def every(word: str) -> Shapes:
    """All the rules of a word, whatever follows."""
    entry = lexicon().entries[word]
    return Shapes(entry.masks, entry.patterns, entry.phrases)


def told(shapes: Shapes, low: str, start: int) -> tuple[list[tuple[str, int]], int, str | None]:
    """What the rules find at `start`: the shapes and where they end, the end of what is masked, the phrase."""
    phrase = shapes.phrase(low, start)
    matches = [(pattern.id, match.end()) for pattern, match in shapes.matches(low, start)]
    return matches, shapes.masked(low, start), phrase.text if phrase else None


@pytest.mark.parametrize("name", _FILES)
def test_no_rule_that_fits_is_left_out(name: str) -> None:
    low = "\n".join(canon(case.text) for case in cases(name))
    entries, checked = lexicon().entries, 0
    for found in _WORD.finditer(low):
        start = found.start()
        word = number_key(low, start) if found[0][0].isdecimal() else found[0]
        if word in entries:
            shapes = entries[word].only or entries[word].shapes(low, start)
            assert told(shapes, low, start) == told(every(word), low, start), low[start : start + 40]
            checked += 1
    assert checked


@pytest.mark.parametrize("name", _FILES)
def test_where_a_rule_fits_a_candidate_is_seen(name: str) -> None:
    """But for numbers, of which most count something, and for what must stand behind another piece."""
    rules, low = lexicon(), "\n".join(canon(case.text) for case in cases(name))
    numbers = {"mốt", "lăm", "nhăm", "mươi", "tư", "một", "hai", "ba", "bốn", "sáu", "bảy", "bẩy", "tám", "chín"}
    numbers |= {"mười", "chục", "trăm"}
    for found in _WORD.finditer(low):
        entry = rules.entries.get(found[0])
        if entry is None or entry.trails or found[0] in numbers:
            continue
        matches, _, phrase = told(every(found[0]), low, found.start())
        if matches or phrase:
            assert rules.candidates.match(" " + low, found.start()), low[found.start() : found.start() + 40]


_JOINTS = ("{}", "{}5", "_{}", "({})", "{}_", "xx{}", "5{}", "-{}/7")


@pytest.mark.parametrize("name", _FILES)
def test_the_spots_are_those_of_the_candidates(name: str) -> None:
    """Looking at the words one by one finds what one pass of the expression over the text finds."""
    rules = lexicon()
    firsts = " ".join(joint.format(word) for word in sorted(rules.firsts) for joint in _JOINTS)
    for text in (*(case.text for case in cases(name)), firsts):
        spaced = " " + canon(text)
        every = [found.start() for found in rules.candidates.finditer(spaced)]
        assert [start for start in spots(text, rules) if rules.candidates.match(spaced, start)] == every


def test_a_lead_names_words_and_what_follows_them() -> None:
    names = {"<NUMBERS>": ["hai", "mười"], "<UNITS>": ["ngày"], "<HALVES>": ["nửa đầu"], "#": ["#year", "#/"]}
    days, units = frozenset({"#year", "#/", "mùng"}), frozenset({"ngày", "hai", "mười"})
    assert dict(leads_of("quý", names)) == {"quí": None}
    assert dict(leads_of("ngày|hôm #|mùng", names)) == {"ngày": days, "hôm": days}
    assert dict(leads_of("<NUMBERS> <UNITS>", names)) == {"hai": units, "mười": units}
    assert dict(leads_of("<HALVES>", names)) == {"nửa": frozenset({"đầu"})}


def test_a_mask_of_its_word_alone_asks_for_no_candidate() -> None:
    entry = lexicon().entries["hàng"]
    assert any(mask.covers_only("hàng") for mask in entry.masks)
    assert entry.followers is not None
