"""tantivy: facets counted in several ways, and the terms that mistyped and unmarked words stand for."""

from __future__ import annotations

import itertools
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import lower, normalize
from index import tantivy_facets, tantivy_words
from index.backend import Backend, Facet
from index.distance import within
from index.documents import IndexDocument, Names, Text
from index.memory import MemoryBackend
from index.preparing import prepare
from index.query import parse
from index.tantivy_backend import TantivyBackend
from index.tokens import folded
from tests.index.sample import analysed, segment
from tests.index.test_tantivy import made


@pytest.mark.parametrize(("most", "known"), [(4, 1000), (60_000, 1000), (60_000, 7), (60_000, 2)])
def test_facets_are_exact_however_many_values_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, known: int
) -> None:
    memory, fast = MemoryBackend(), TantivyBackend.create(tmp_path)
    for batch in range(3):
        documents = [
            prepare(
                analysed(
                    f"f{batch}-{i}",
                    "Tin",
                    f"Tin số {i % 10}.",
                    units=tuple((f"Xã {k}", f"Xã {k}") for k in range(i % 40)),
                ),
                segment,
            )
            for i in range(batch, 60, batch + 1)
        ]
        memory.update(documents)
        fast.update(documents)
    monkeypatch.setattr(tantivy_facets, "_SPARE_VALUES", 1)
    monkeypatch.setattr(tantivy_facets, "_MOST_VALUES", most)
    monkeypatch.setattr(tantivy_facets, "_KNOWN", known)
    for ask in ("tin", "tin -3", "-3", "7", "5 OR 6 OR 7 OR 8 OR 9 OR 0"):  # of all, most, few and half of the articles
        for limit in (0, 1, 3, 20, 39, 60, None):
            for without in ((), ("f0-3", "f1-9")):
                asked: Any = {"kinds": ("unit", "source", "day"), "limit": limit, "without": without}
                assert fast.facets(parse(ask), **asked) == memory.facets(parse(ask), **asked), (ask, limit)
    fast.close()


@pytest.mark.parametrize(
    ("known", "asked", "others", "first"),
    [
        (2, {"X": 1, "Y": 2, "Z": 7}, {"X": 8, "Y": 8}, "Z"),  # not among the most frequent of all
        (3, {"Q": 8, "P": 10}, {"Q": 7, "P": 2, "a": 6, "b": 6, "c": 6}, "P"),  # not among those of the others
    ],
)
def test_the_first_value_is_first_however_frequent_others_are_elsewhere(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    known: int,
    asked: dict[str, int],
    others: dict[str, int],
    first: str,
) -> None:
    monkeypatch.setattr(tantivy_facets, "_KNOWN", known)
    backend = TantivyBackend.create(tmp_path)
    for word, size, counts in (("lúa", 12, asked), ("ngô", 8, others)):
        backend.update(
            IndexDocument(
                id=f"{word}{i}",
                source="s",
                title=Text(text=word, syl=word, fold=folded(word)),
                unit=Names(values=tuple(sorted(value for value, count in counts.items() if i < count))),
            )
            for i in range(size)
        )
    facets = backend.facets(parse("lúa"), kinds=["unit"], limit=1)
    assert facets["unit"] == (Facet(value=first, count=asked[first]),)
    backend.close()


def test_all_letters_that_are_folded_to_one_are_known() -> None:
    marked = tantivy_words._marked()
    assert {"đ", "d", "ð"} <= set(marked["d"])
    for letter in map(chr, range(sys.maxunicode)):
        if unicodedata.decomposition(letter):
            canonical = lower(normalize(letter))
            plain = folded(canonical)
            if len(canonical) == 1 and canonical.isalnum() and plain.isascii():
                assert canonical in marked[plain]


@given(st.text("aăâbđdm1", min_size=3, max_size=6), st.integers(0, 5), st.sampled_from("aăâbđdm1"))
def test_one_edit_is_at_most_one_edit(word: str, at: int, letter: str) -> None:
    """Misspelt words are looked up among these: all of them must be there."""
    edited = tantivy_words._edited(word, "aăâbđdm1")
    at %= len(word)
    made = {word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :], word[:at] + word[at + 1 :]}
    assert made | {word + letter, word[:at] + word[at : at + 2][::-1] + word[at + 2 :]} <= edited
    assert all(within(word, other, 1) is not None for other in edited)


def test_mistyped_words_among_many(tmp_path: Path) -> None:
    """Words are looked up where there are many, and read through where there are few: with the same result."""
    memory, fast = MemoryBackend(), TantivyBackend.create(tmp_path)
    words = ["".join(word) for word in itertools.product("lmn", "aàâ", "nt", "gh")]
    backends: tuple[Backend, Backend] = memory, fast
    for backend in backends:
        backend.update([made(word, "Mùa", f"{word} {word[::-1]}") for word in words])
        backend.update([made("zz", "Mùa", " ".join(f"{word}x{i}" for i in range(40) for word in words))])
    with fast._reading() as snapshot:
        for ask in ("làng~", "lang~", "nâth~", "gnal~", "lgan~", "lng~", "àng~", "lanhh~", "mat~2", "zanh~"):
            query = parse(ask)
            assert {hit.id for hit in fast.search(query, limit=None).hits} == {
                hit.id for hit in memory.search(query, limit=None).hits
            }, ask
        assert snapshot._leaves._known
    fast.close()
