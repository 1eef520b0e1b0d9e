"""The concordance."""

from __future__ import annotations

from index.kwic import Line, LineSort, concordance, dictionary_key
from index.query import parse
from tests.index.sample import segment

TEXTS = [
    ("t1", "Hôm qua, Công an tỉnh họp.\n\nBộ Công an dự."),
    ("t2", "Nhờ (công an) xã, bà con yên tâm; công an đã đến."),
]


def lines(sort: LineSort, ask: str = "công an", context: int = 2) -> list[str]:
    found = concordance(TEXTS, parse(ask, segment), sort=sort, context=context)
    return [f"{line.id}: {line.left} [{line.match}] {line.right}" for line in found]


def test_lines_in_the_order_of_the_texts() -> None:
    assert lines("text") == [
        "t1: Hôm qua, [Công an] tỉnh họp.",
        "t1: Bộ [Công an] dự.",
        "t2: Nhờ ( [công an] ) xã, bà",
        "t2: yên tâm; [công an] đã đến.",
    ]


def test_sorted_to_the_right() -> None:
    assert [line.split("]")[1] for line in lines("right")] == [" dự.", " đã đến.", " tỉnh họp.", " ) xã, bà"]


def test_sorted_to_the_left_nearest_first() -> None:
    assert [line.split("[")[0] for line in lines("left")] == ["t1: Bộ ", "t2: Nhờ ( ", "t1: Hôm qua, ", "t2: yên tâm; "]


def test_sorted_by_the_match() -> None:
    found = concordance([("x", "lấn lan lần làn")], parse("lan"), sort="match")
    assert [line.match for line in found] == ["lan", "làn", "lần", "lấn"]


def test_the_longest_of_overlapping_matches() -> None:
    found = concordance(TEXTS[:1], parse('"công an" OR "công an tỉnh"'), context=1)
    assert [line.match for line in found] == ["Công an tỉnh", "Công an"]


def test_offsets() -> None:
    (line,) = concordance([("x", "Bộ Công an.")], parse('"công an"'))
    assert line == Line(id="x", start=3, end=10, left="Bộ", match="Công an", right=".")


def test_no_context_and_no_hits() -> None:
    assert lines("text", context=0)[0] == "t1:  [Công an] "
    assert lines("text", "ngô") == []


def test_the_order_of_the_dictionary() -> None:
    words = ["a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "â", "ấ", "b", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "y"]
    assert sorted(set(words), key=dictionary_key) == words
    assert dictionary_key("HOÀ") == dictionary_key("hòa")
