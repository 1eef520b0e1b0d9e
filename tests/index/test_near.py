"""Stretches in which words stand near each other, beside a search through every choice of places."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.kwic import concordance
from index.matches import find_matches
from index.near import MOST, Place, Window, windows
from index.nodes import EXACT, LOOSE
from index.query import parse
from index.snippets import snippets
from tests.index.sample import segment


def tried(operands: list[list[Place]], distance: int) -> dict[int, tuple[int, int]]:
    """Start to kind and end of the best stretch, every choice tried."""
    found: dict[int, tuple[int, int]] = {}
    for chosen in product(*operands):
        ordered = sorted(chosen)
        if any(left.end > right.start for left, right in pairwise(ordered)):
            continue
        start, end = ordered[0].start, max(place.end for place in ordered)
        if end - start - sum(place.end - place.start for place in ordered) <= distance:
            kind = min(place.kind for place in ordered)
            best = found.get(start)
            if best is None or (kind, -end) > (best[0], -best[1]):
                found[start] = kind, end
    return found


PLACES = st.lists(
    st.tuples(st.integers(0, 14), st.integers(1, 3), st.sampled_from([EXACT, LOOSE])).map(
        lambda made: Place(made[0], made[0] + made[1], made[2])
    ),
    max_size=5,
)


@given(st.lists(PLACES, min_size=1, max_size=4), st.integers(0, 6))
def test_the_shortest_stretch_from_each_start(operands: list[list[Place]], distance: int) -> None:
    found = windows(operands, distance)
    assert [window.start for window in found] == sorted({window.start for window in found})
    assert {window.start: (window.kind, window.end) for window in found} == tried(operands, distance)


def test_a_stretch_as_typed_comes_before_a_shorter_one() -> None:
    lua, ngo = [Place(0, 1, EXACT)], [Place(1, 2, LOOSE), Place(3, 4, EXACT)]
    assert windows([lua, ngo], 5) == [Window(0, 4, EXACT)]


def shown(ask: str, text: str) -> list[str]:
    return [text[match.start : match.end] for match in find_matches(text, parse(ask, segment).words)]


@pytest.mark.parametrize(
    ("ask", "text", "expected"),
    [
        ("lúa NEAR/2 ngô", "Ngô, khoai và lúa; ngô.", ["Ngô, khoai và lúa", "lúa; ngô"]),
        ("lúa NEAR/1 ngô", "Ngô, khoai và lúa.", []),
        ("lúa NEAR/0 ngô", "Lúa - ngô", ["Lúa - ngô"]),
        ("lúa NEAR/9 ngô", "Lúa.\n\nNgô.", []),
        ("lúa NEAR/99 ngô", "Lúa.\nNgô.", []),
        ("lúa NEAR lúa", "Lúa.", []),
        ("lúa NEAR/0 lúa", "Lúa lúa lúa.", ["Lúa lúa", "lúa lúa"]),
        ('"công an" NEAR/1 công', "công an", []),
        ('"công an" NEAR/1 công', "công an, công", ["công an, công"]),
        ("lúa NEAR/2 ngô NEAR/2 đỗ", "đỗ a lúa b ngô", ["đỗ a lúa b ngô"]),
        ("lúa NEAR/1 ngô NEAR/1 đỗ", "đỗ a lúa b ngô", []),
        ("lúa NEAR/3 (khoai OR ng*)", "lúa khoai; ngan, lúa", ["lúa khoai", "khoai; ngan, lúa", "ngan, lúa"]),
        ("lua NEAR/3 ngo~", "lúa và ngõ", ["lúa và ngõ"]),
    ],
)
def test_matches(ask: str, text: str, expected: list[str]) -> None:
    assert shown(ask, text) == expected


def test_a_stretch_is_shown_whole_in_passages_and_lines() -> None:
    text, query = "Vụ này lúa, ngô và khoai tốt.", parse("lúa NEAR/3 khoai")
    assert [snippet.marked("[", "]") for snippet in snippets(text, query)] == ["Vụ này [lúa, ngô và khoai] tốt."]
    assert [(line.left, line.match) for line in concordance([("x", text)], query)] == [("Vụ này", "lúa, ngô và khoai")]


def test_a_text_of_nothing_but_the_words_asked_for() -> None:
    """Six operands of two words, each word again and again: every place could begin a stretch in hundreds of ways."""
    lua, ngo = ([Place(i, i + 1, EXACT) for i in range(odd, 60_000, 2)] for odd in (0, 1))
    found = windows([lua, ngo] * 3, 99)
    assert found[:2] == [Window(0, 6, EXACT), Window(1, 7, EXACT)]
    assert len(found) == MOST
