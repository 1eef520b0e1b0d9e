"""Word segmentation with underthesea, with offsets into the text as it stands.

underthesea rewrites some spellings (`hoà` to `hòa`, `nghành` to `ngành`), so its words are laid over the text by the
pieces that its own tokenizer cuts, which keep their places: a word of three syllables takes the next three pieces.

The unit of segmentation is the paragraph: longer texts give slightly different words (the model sees neighbours), so
the unit is fixed here once and batching never changes it.
"""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Protocol

from corpus.spans import Spans

# Of one paragraph at a time: the model keeps features of all of them, two kilobytes each; no prose has such paragraphs.
_MOST_PIECES = 5000


class WordCutter(Protocol):
    """Cuts one paragraph: (start, end) of each word, offsets into the paragraph."""

    def __call__(self, paragraph: str) -> list[tuple[int, int]]:
        """(start, end) pairs, sorted and disjoint."""
        ...


def words(text: str, paragraphs: Spans, cut: WordCutter | None = None) -> Spans:
    """Word tokens of a normalised text, paragraph by paragraph. `cut` defaults to underthesea."""
    cut = cut or underthesea_words
    found: list[tuple[int, int]] = []
    for start, end in paragraphs.pairs():
        found.extend((start + s, start + e) for s, e in cut(text[start:end]))
    return Spans.of(found)


def underthesea_words(paragraph: str) -> list[tuple[int, int]]:
    """(start, end) of each word of one paragraph.

    >>> [("Công an tỉnh họp")[s:e] for s, e in underthesea_words("Công an tỉnh họp")]
    ['Công an', 'tỉnh', 'họp']
    """
    library = _library()
    standard = library.characters(paragraph)
    if len(standard) != len(paragraph):  # an exotic letter that underthesea spells with more characters
        standard = paragraph
    spans = [match.span() for match in library.pieces(standard)]
    if not spans:
        return []
    tags: list[str] = []
    for first in range(0, len(spans), _MOST_PIECES):
        pieces = [[library.token(standard[s:e])] for s, e in spans[first : first + _MOST_PIECES]]
        tags += ["B-W", *library.tags(pieces)[1:]]
    return list(_joined(spans, tags))


def _joined(spans: list[tuple[int, int]], tags: list[str]) -> Iterator[tuple[int, int]]:
    """Runs of pieces whose tags say `inside a word` as one span."""
    start, end = spans[0]
    for (s, e), tag in zip(spans[1:], tags[1:], strict=True):
        if tag == "I-W":
            end = e
        else:
            yield start, end
            start, end = s, e
    yield start, end


class _Library:
    """The parts of underthesea that word_tokenize is made of, in the same order of steps."""

    def __init__(self) -> None:
        with _side_door():
            normalize = importlib.import_module("underthesea.pipeline.text_normalize.token_normalize")
            characters = importlib.import_module("underthesea.pipeline.text_normalize.character_normalize")
            tokenizer = importlib.import_module("underthesea.pipeline.word_tokenize.regex_tokenize")
            segmenter = importlib.import_module("underthesea.pipeline.word_tokenize")
            segmenter.word_tokenize("a")  # loads the model, which imports once more
        self.characters = characters.normalize_characters_in_text
        self.token = normalize.token_normalize
        self.pieces = tokenizer.patterns.finditer
        self.tags = segmenter.word_tokenize_model.predict
        self.reference = segmenter.word_tokenize


@cache
def _library() -> _Library:
    return _Library()


@contextmanager
def _side_door() -> Iterator[None]:
    """Enters the package underthesea without its `__init__`, which loads taggers and agents for half a second.

    Its model files are plain pickles, which joblib reads with an unpickler written in Python, half a second more: while
    the door is open they are read by the standard one. Does nothing where underthesea is imported already; leaves no
    stand-in behind.
    """
    if "underthesea" in sys.modules:
        yield
        return
    spec = importlib.util.find_spec("underthesea")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("underthesea is not installed")
    package = types.ModuleType("underthesea")
    package.__path__ = list(spec.submodule_search_locations)
    package.__spec__ = spec
    sys.modules["underthesea"] = package
    reader = None if "joblib" in sys.modules else sys.modules.setdefault("joblib", _PickleReader("joblib"))
    try:
        # its two halves import each other: only this order works without the package's own __init__
        importlib.import_module("underthesea.pipeline.text_normalize.text_normalizer")
        yield
    finally:
        del sys.modules["underthesea"]
        if reader is not None:
            del sys.modules["joblib"]


class _PickleReader(types.ModuleType):
    """Stands in for joblib where only its `load` is asked for; anything else is joblib's own."""

    @staticmethod
    def load(path: str) -> object:
        """The object in a file of the installed underthesea; a file that is no plain pickle is left to joblib."""
        try:
            with Path(path).open("rb") as stream:
                return pickle.load(stream)
        except (pickle.UnpicklingError, EOFError, KeyError):
            return _joblib().load(path)

    def __getattr__(self, name: str) -> object:
        return getattr(_joblib(), name)


def _joblib() -> types.ModuleType:
    stand_in = sys.modules.pop("joblib", None)
    try:
        return importlib.import_module("joblib")
    finally:
        if isinstance(stand_in, _PickleReader):
            sys.modules["joblib"] = stand_in
