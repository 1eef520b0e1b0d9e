"""The parts of underthesea that its `word_tokenize` is made of, without what its package loads besides.

`import underthesea` loads taggers and agents for a third of a second and more; the rules that cut pieces take two
hundredths, and the model of words is read only where it is asked for.
"""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import re
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_MODEL = "pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"


MODEL_FILES = ("features.bin", "dictionary.bin", "models.bin")
"""Templates of features, a set of words, weights."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What underthesea does before it asks its model, in the order of its steps.

    `characters` mends odd letters of a text, `pieces` finds syllables, numbers and signs in it (matches in order),
    `token` spells a piece as the model knows it.
    """

    characters: Callable[[str], str]
    pieces: Callable[[str], Iterator[re.Match[str]]]
    token: Callable[[str], str]


@cache
def rules() -> Rules:
    """underthesea's own rules. Raises ImportError where it is not installed."""
    with _side_door():
        normalize = importlib.import_module("underthesea.pipeline.text_normalize.token_normalize")
        characters = importlib.import_module("underthesea.pipeline.text_normalize.character_normalize")
        tokenizer = importlib.import_module("underthesea.pipeline.word_tokenize.regex_tokenize")
    return Rules(
        characters=characters.normalize_characters_in_text,
        pieces=tokenizer.patterns.finditer,
        token=normalize.token_normalize,
    )


@cache
def tagger() -> Callable[[Sequence[Sequence[str]]], list[str]]:
    """underthesea's own model, loaded: from the pieces of a text, one a list, to a tag each, `B-W` or `I-W`."""
    with _side_door():
        segmenter = importlib.import_module("underthesea.pipeline.word_tokenize")
        segmenter.word_tokenize("a")  # loads the model, which imports once more
    predict: Callable[[Sequence[Sequence[str]]], list[str]] = segmenter.word_tokenize_model.predict
    return predict


def model_folder() -> Path:
    """Where the files of the model are. Raises ImportError where underthesea is not installed."""
    return Path(_locations()[0]) / _MODEL


def unpickled(path: Path) -> Any:
    """The object in a file of the installed underthesea; a file that is no plain pickle is left to joblib."""
    try:
        with path.open("rb") as stream:
            return pickle.load(stream)
    except (pickle.UnpicklingError, EOFError, KeyError):
        return _joblib().load(path)


def _locations() -> list[str]:
    spec = importlib.util.find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("underthesea is not installed")
    return list(spec.submodule_search_locations)


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
    package = types.ModuleType("underthesea")
    package.__path__ = _locations()
    package.__spec__ = importlib.util.find_spec("underthesea")
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
        """See `unpickled`."""
        return unpickled(Path(path))

    def __getattr__(self, name: str) -> object:
        return getattr(_joblib(), name)


def _joblib() -> types.ModuleType:
    stand_in = sys.modules.pop("joblib", None)
    try:
        return importlib.import_module("joblib")
    finally:
        if isinstance(stand_in, _PickleReader):
            sys.modules["joblib"] = stand_in
