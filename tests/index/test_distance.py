"""Edit distance, beside the plain table of Damerau."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.distance import within
from index.nodes import EXACT, LOOSE, Slot


def plain(left: str, right: str) -> int:
    table = [[i + j if 0 in (i, j) else 0 for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            changed = table[i - 1][j - 1] + (left[i - 1] != right[j - 1])
            table[i][j] = min(changed, table[i - 1][j] + 1, table[i][j - 1] + 1)
            if i > 1 and j > 1 and left[i - 2 : i] == right[j - 2 : j][::-1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


WORD = st.text("aáng", max_size=7)


@given(WORD, WORD, st.integers(0, 2))
def test_as_the_whole_table_says(left: str, right: str, most: int) -> None:
    distance = plain(left, right)
    assert within(left, right, most) == (distance if distance <= most else None)


@pytest.mark.parametrize(
    ("asked", "fuzzy", "syllable", "folded", "kind"),
    [
        ("lài", 1, "lài", "lai", EXACT),
        ("lài", 1, "lai", "lai", LOOSE),  # one letter, one edit: the tone
        ("lài", 1, "lợn", "lon", 0),
        ("lài", 1, "lợi", "loi", LOOSE),  # a vowel with its marks is one letter
        ("lài", 2, "lợn", "lon", LOOSE),
        ("lai", 1, "lợi", "loi", LOOSE),  # no marks typed: none compared
        ("lai", 1, "lễ", "le", 0),
        ("gaím", 1, "giám", "giam", 0),
        ("gaim", 1, "giám", "giam", LOOSE),
        ("iang", 1, "giang", "giang", LOOSE),  # the first letter, too
    ],
)
def test_what_a_fuzzy_slot_takes(asked: str, fuzzy: int, syllable: str, folded: str, kind: int) -> None:
    assert Slot.of(asked, fuzzy=fuzzy).match(syllable, folded) == kind
