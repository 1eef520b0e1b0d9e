"""The concordance."""

from __future__ import annotations

import pytest

from index.kwic import Line, LineSort, Occurrence, concordance, dictionary_key, in_order, occurrences_in, sample
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


def order(sort: LineSort, text: str = "b x\n\nc b x d e\n\na b x d a\n\na c x d") -> list[str]:
    return [line.left + "|" + line.right for line in concordance([("t", text)], parse("x"), sort=sort)]


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("left", ["b|", "c b|d e", "a b|d a", "a c|d"]),
        ("left2", ["b|", "a b|d a", "c b|d e", "a c|d"]),
        ("right", ["b|", "c b|d e", "a b|d a", "a c|d"]),
        ("right2", ["b|", "a c|d", "a b|d a", "c b|d e"]),
    ],
)
def test_sorted_by_so_many_words_and_then_as_they_come(sort: LineSort, wanted: list[str]) -> None:
    assert order(sort) == wanted


def test_a_word_longer_than_the_glance_is_sorted_whole() -> None:
    long, longer = "y" * 99 + "a", "y" * 99 + "b"
    text = f"{longer} x {longer}\n{long} x {long}"
    assert [line.start for line in concordance([("t", text)], parse("x"), sort="left3")] == [305, 101]
    assert [line.start for line in concordance([("t", text)], parse("x"), sort="right3")] == [305, 101]


def test_a_sample_depends_on_the_seed_and_the_places_only() -> None:
    every = [Occurrence(f"a{n % 7}", n, n + 1) for n in range(200)]
    drawn = sample(every, 20, 1)
    assert len(drawn) == 20
    assert drawn == sorted(drawn, key=every.index)
    assert set(sample(every[::-1], 20, 1)) == set(drawn)
    assert set(sample(every, 20, 2)) != set(drawn)
    assert sample(every, 500, 1) == every
    assert set(sample(every, 10, 1)) < set(drawn)


def test_mentions_have_values() -> None:
    found = in_order(
        occurrences_in("t", "Bộ họp, tỉnh họp", [(0, 2, "Bộ A"), (8, 12, "Tỉnh B")], sort="match"), "match"
    )
    assert [(x.start, x.value) for x in found] == [(0, "Bộ A"), (8, "Tỉnh B")]
