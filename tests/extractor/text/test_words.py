"""Our segmenter over underthesea's weights against underthesea itself: the same words, whatever the text."""

from __future__ import annotations

import importlib
import json
import pickle
import random
import shutil
import struct
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sample import load_articles
from corpus.text import normalize
from extractor.text import crf, pieces, words
from extractor.text.crf import Decoder, is_odd
from extractor.text.crf_model import UnknownModelError, read_model
from extractor.text.library import model_folder, rules, tagger
from extractor.text.words import cutter, fast_words, fault_of_fast_words, underthesea_words

SHARED = Path(__file__).parents[4] / "shared"
SIGNS = [*'.,:;!?()[]"“”‘’/-–—…%$&@#*+=<>_|~^', " ", "  ", "\u00a0", "\u3000", "\t", "...", "v.v", "H’Mông", "NĐ-CP"]
SIGNS += [
    "TP.HCM",
    "T.Ư",
    ":D",
    ":))",
    "e-mail",
    "43H-0530",
    "ThS.",
    "3x4",
    "12/5/2020",
    "1.000,5",
    "a@b.vn",
    "😀",
    "👩‍👧",
]


def syllables() -> list[str]:
    return [s for article in load_articles() for s in normalize(article.text()).split()]


SYLLABLES = sorted(set(syllables()))


def same(paragraph: str) -> None:
    assert fast_words(paragraph) == underthesea_words(paragraph), paragraph


def test_the_sample() -> None:
    for article in load_articles():
        for paragraph in normalize(article.text()).split("\n"):
            same(paragraph)


@pytest.mark.skipif(not (SHARED / "real").is_dir(), reason="the real articles are not part of the project")
def test_real_articles() -> None:
    lines = (SHARED / "real/articles.jsonl").read_text("utf-8").splitlines()
    for line in lines[::3]:
        for paragraph in json.loads(line)["body"]:
            same(normalize(paragraph))


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the real articles are not part of the project")
def test_the_seeds_whole_and_by_line() -> None:
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        text = normalize(path.read_text("utf-8"))
        for line in [text.replace("\n", " "), *text.splitlines()]:
            same(line)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SYLLABLES), max_size=60).map(" ".join))
def test_syllables_in_any_order(text: str) -> None:
    same(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SYLLABLES), st.sampled_from(SIGNS)), max_size=40), st.booleans())
def test_syllables_and_signs(parts: list[str], spaced: bool) -> None:
    same((" " if spaced else "").join(parts))


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_string(text: str) -> None:
    same(text)


def test_paragraphs_longer_than_the_library_is_asked_for_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_MOST_PIECES", 50)
    same(" ".join(random.Random(3).choices(SYLLABLES, k=333)))


def test_letters_are_taken_as_the_library_takes_them() -> None:
    """Small letters, digits and titles of every character that is not called odd."""
    library = importlib.import_module("underthesea_core").CRFFeaturizer(
        ["T[0].lower", "T[0].isdigit", "T[0].istitle"], set()
    )
    characters = [c for c in map(chr, range(0x21, 0x30000)) if c.isprintable() and not c.isspace()]
    known = [c for c in characters if not is_odd(c) and unicodedata.category(c) != "Cn"]
    assert len(known) > 90_000
    for c, (lower, digit, title) in zip(known, library.process([[[c] for c in known]])[0], strict=True):
        assert lower == f"T[0].lower={c.lower()}", c
        assert digit == f"T[0].isdigit={c.isascii() and c.isdigit()}", c
        assert title == f"T[0].istitle={crf._is_title(c)}", c


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts what goes to the library."""
    calls: list[int] = []
    library = words._asked

    def counted(tokens: Sequence[str]) -> list[bool]:
        calls.append(len(tokens))
        return library(tokens)

    monkeypatch.setattr(words, "_asked", counted)
    return calls


def test_the_library_is_not_asked_for_prose(asked: list[int]) -> None:
    for article in load_articles()[:10]:
        for paragraph in normalize(article.text()).split("\n"):
            fast_words(paragraph)
    assert not asked


def test_the_library_is_asked_where_a_letter_is_odd(asked: list[int]) -> None:
    assert fast_words("Công an ƛa") == underthesea_words("Công an ƛa")
    assert asked


def test_what_is_too_near_to_call_is_left_open() -> None:
    """Where the two paths are worth the same, a choice would be rounding's."""
    model = read_model(model_folder())
    _, to_inside, _, inside = model.transitions
    even = type(model)(weights={}, transitions=model.transitions, dictionary=frozenset())
    assert Decoder(even).inside(["a"]) is None
    tilted = type(model)(weights={"T[0]=a": 1.0}, transitions=model.transitions, dictionary=frozenset())
    assert Decoder(tilted).inside(["a"]) == [True]
    at_the_edge = type(model)(
        weights={"T[0]=a": to_inside - inside, "T[0]=b": 1.0}, transitions=model.transitions, dictionary=frozenset()
    )
    assert Decoder(at_the_edge).inside(["a", "b"]) is None


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crf, "_MOST", 40)
    monkeypatch.setattr(pieces, "_MOST", 10)
    segmenter = words._Segmenter(Decoder(read_model(model_folder())))
    draw = random.Random(1)
    for _ in range(20):
        text = " ".join(f"{s}," if draw.random() < 0.3 else s for s in draw.choices(SYLLABLES, k=60))
        assert segmenter(text) == underthesea_words(text)
        decoder = segmenter._inside.__self__  # type: ignore[attr-defined]
        assert 0 < max(len(decoder._triples), len(decoder._pairs), len(decoder._pairs.pieces)) <= 40
        assert max(len(segmenter._pieces._single), len(segmenter._pieces._several)) <= 10


def copy_of_the_model(folder: Path) -> Path:
    shutil.copytree(model_folder(), folder)
    return folder


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("features.bin", lambda data: pickle.dumps(["T[0]"])),
        ("dictionary.bin", lambda data: pickle.dumps(["a"])),
        ("models.bin", lambda data: data[:1000]),
        ("models.bin", lambda data: b"XXXX" + data[4:]),
        ("models.bin", lambda data: data[:12] + struct.pack("<I", 101) + data[16:]),
        ("models.bin", lambda data: data.replace(b"B-W", b"B-X")),
        ("models.bin", lambda data: b""),
    ],
)
def test_a_model_of_another_kind_is_not_read(tmp_path: Path, file: str, damage: Callable[[bytes], bytes]) -> None:
    folder = copy_of_the_model(tmp_path / "model")
    data = (folder / file).read_bytes()
    (folder / file).write_bytes(damage(data))
    with pytest.raises(UnknownModelError):
        read_model(folder)


@pytest.fixture
def another_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the model that is used in the place of the installed one."""
    folder = copy_of_the_model(tmp_path / "model")
    monkeypatch.setattr(words, "model_folder", lambda: folder)
    words._segmenter.cache_clear()
    yield folder
    words._segmenter.cache_clear()


def test_an_unknown_model_of_the_known_kind_is_compared_first(another_model: Path, asked: list[int]) -> None:
    """One weight changed so that the words differ from the library's: then the library cuts them."""
    path = another_model / "models.bin"
    data = bytearray(path.read_bytes())
    struct.pack_into("<d", data, len_to_weight(data), 50.0)
    path.write_bytes(data)
    assert fast_words("Công an tỉnh") == underthesea_words("Công an tỉnh")
    assert asked
    assert fault_of_fast_words()


def len_to_weight(data: bytearray) -> int:
    """Where the weight of the second feature stands: inside, for a piece two places after the beginning."""
    features = struct.unpack_from("<I", data, 28)[0]
    return int(features) + 12 + 20 + 12


def test_a_model_that_is_compared_well_is_used(another_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_COMPARED", "")
    assert words._segmenter() is not None
    assert fault_of_fast_words() == ""


def test_the_installed_model_is_the_one_that_was_compared() -> None:
    assert words._digest(model_folder()) == words._COMPARED
    assert fault_of_fast_words() == ""


def test_either_tokenizer_by_name() -> None:
    assert cutter("fast") is fast_words
    assert cutter("underthesea") is underthesea_words


def test_a_query_needs_no_model_of_the_library() -> None:
    """In a process of its own: cutting a query loads neither underthesea's package nor its own decoder."""
    code = (
        "import sys; from extractor.text.words import fast_words; fast_words('Công an tỉnh');"
        "print(sorted(m for m in sys.modules if m in ('underthesea', 'underthesea_core', 'joblib', 'numpy')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_library_as_it_is() -> None:
    """The reference really is the library's own path."""
    from underthesea import word_tokenize

    for article in load_articles()[:5]:
        for paragraph in normalize(article.text()).split("\n"):
            ours = [paragraph[s:e].split() for s, e in underthesea_words(paragraph)]
            assert [len(w) for w in ours if len(w) > 1] == [
                len(w.split()) for w in word_tokenize(paragraph) if " " in w
            ]
    assert rules().token("nghành") == "ngành"
    assert tagger()([["Công"], ["an"]]) == ["B-W", "I-W"]
