"""The weights of underthesea's model of words, read from its files (CRFsuite's format).

The layout is that of CRFsuite 0.12 (Okazaki 2007), `crf1d_model.c` and `cqdb.c`: a header of offsets, features of
twenty bytes each, and two tables of strings.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from struct import calcsize, error, iter_unpack, unpack_from

from extractor.text.library import MODEL_FILES, unpickled

_BEGIN, _INSIDE = "B-W", "I-W"
_FORMAT, _VERSION = b"lCRF", 100
_FEATURE = "<IIId"  # type (0: of an attribute, 1: of a transition), source, label, weight
_ONES = ("T[-2]", "T[-1]", "T[0]", "T[1]", "T[2]")
_TWOS = ("T[-2,-1]", "T[-1,0]", "T[0,1]", "T[1,2]")
_THREES = ("T[-2,0]", "T[-1,1]", "T[0,2]")
_TEMPLATES = {
    *(f"{template}{test}" for template in (*_ONES, *_TWOS) for test in ("", ".lower", ".is_in_dict")),
    *(f"{template}{test}" for template in _THREES for test in ("", ".is_in_dict")),
    *(f"{template}.isdigit" for template in ("T[-1]", "T[0]", "T[1]")),
    *(f"{template}.istitle" for template in (*_ONES, "T[0,1]", "T[0,2]")),
}


class UnknownModelError(Exception):
    """The file holds no model of the kind that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What `inside` is worth more than `begin`, by feature as the library writes it (`T[0,1].lower=công an`).

    `transitions` are begin to begin, begin to inside, inside to begin, inside to inside; `dictionary` are the words
    that `is_in_dict` knows, in small letters.
    """

    weights: Mapping[str, float]
    transitions: tuple[float, float, float, float]
    dictionary: Set[str]


def read_model(folder: Path) -> Model:
    """The model in a folder of underthesea's. Raises UnknownModelError for any other, OSError where there is none."""
    features, words, weights = (folder / name for name in MODEL_FILES)
    templates = unpickled(features)
    if not isinstance(templates, list) or set(templates) != _TEMPLATES or len(templates) != len(_TEMPLATES):
        raise UnknownModelError("it asks for other features")
    dictionary = unpickled(words)
    if not isinstance(dictionary, set):
        raise UnknownModelError("its dictionary is no set")
    try:
        return _model(weights.read_bytes(), dictionary)
    except (error, IndexError, ValueError) as fault:
        raise UnknownModelError(f"its weights cannot be read: {fault}") from fault


def _model(data: bytes, dictionary: set[str]) -> Model:
    magic, _, _, version, _, labels, attributes, features, names, values = unpack_from("<4sI4s7I", data)
    if (magic, version, labels) != (_FORMAT, _VERSION, 2) or data[features : features + 4] != b"FEAT":
        raise UnknownModelError("its weights are in another format")
    found = _strings(data, names)
    if sorted(found) != [_BEGIN, _INSIDE]:
        raise UnknownModelError("it has other labels")
    inside = found.index(_INSIDE)
    worth = [0.0] * attributes
    moves = dict.fromkeys(product((False, True), repeat=2), 0.0)
    count = unpack_from("<I", data, features + 8)[0]
    for kind, source, label, weight in iter_unpack(_FEATURE, data[features + 12 :][: count * calcsize(_FEATURE)]):
        if kind:
            moves[source == inside, label == inside] += weight
        elif label == inside:
            worth[source] += weight
        else:
            worth[source] -= weight
    begin, to_inside, to_begin, goes_on = moves.values()
    if begin + goes_on > to_inside + to_begin:
        raise UnknownModelError("its labels go on rather than change")  # the decoder knows the other case only
    return Model(
        weights=dict(zip(_strings(data, values), worth, strict=True)),
        transitions=(begin, to_inside, to_begin, goes_on),
        dictionary=dictionary,
    )


def _strings(data: bytes, at: int) -> list[str]:
    """The strings of a CQDB, a table of CRFsuite's, by number."""
    magic, _, _, _, count, back = unpack_from("<4s5I", data, at)
    if magic != b"CQDB":
        raise UnknownModelError("its names are in another format")
    places = [at + place for place in unpack_from(f"<{count}I", data, at + back)]
    index = data.index
    return [data[place + 8 : index(b"\0", place + 8)].decode() for place in places]
