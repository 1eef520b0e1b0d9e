"""Words and shingles of a text as they are compared, and the bands by which likely duplicates are found.

A shingle is five syllables in a row (Broder 1997, On the resemblance and containment of documents). MinHash signatures
of 128 values are cut into 64 bands of two (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4): two texts
whose shingles have a Jaccard similarity of 0.25 share a band in 98 of 100 cases, of 0.3 in 998 of 1,000, of 0.01 in
less than one of 100. Bands only propose: `likeness` looks at the words themselves.

Syllables are hashed with BLAKE2b, so that the hash is the same on every machine; rensa makes the signature of these
hashes, which depends on its algorithm's version alone (part of `SCHEME`), never on the order of the shingles.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from collections.abc import Collection, Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from corpus.duplicates import Fingerprint
from corpus.text import canon, normalize

SHINGLE = 5  # syllables
PERMUTATIONS = 128
ROWS = 2  # values a band
_SEED = 1
_VERSION = 2
_BASE = 0xD1342543DE82EF95  # odd, without pattern
_FIGURES = "0123456789., "
_MASK = 2**64 - 1
_MOST = 1 << 15  # syllables remembered
_GOLDEN = 0x9E3779B97F4A7C15  # tells equal values of different bands apart


def words(text: str) -> list[str]:
    """The syllables of a text in their compared form; numbers without points and leading noughts.

    >>> words("Ngày 05/6, HOÀ BÌNH: 1.200 hộ, 1,5 tỷ đồng") == words("ngày 5-6 Hòa Bình, 1200 hộ, 1.500 triệu đồng")
    True
    """
    found = word_pattern().findall(canon(normalize(text)))
    return [compared(word) if word[0].isdigit() else word for word in found]


@cache
def word_pattern() -> re.Pattern[str]:
    """A syllable, a number (`1.200` and `1,2 nghìn` are one), or either part of `10h30` and `m3`, in canonical text."""
    not_before = _scales()["not_before"]
    scales = "|".join(rf"{word}\b(?! (?:{'|'.join(not_before[word])})\b)" for word in _scales()["power"])
    return re.compile(
        rf"[^\W\d_]+|(?:\d{{1,3}}(?:\.\d{{3}}){{1,4}}|\d{{1,6}})(?:,\d{{1,3}})? ?(?:{scales})"
        r"|\d{1,3}(?:\.\d{3})+(?!\d)|\d+"
    )


@cache
def _scales() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("extractor").joinpath("data", "number_scales.toml").read_text(encoding="utf-8"))


def compared(word: str) -> str:
    """A canonical word as it is compared: `05` is `5`, `1.200` is `1200`, `1,2 triệu` is `1200000`."""
    if not word[0].isdigit():
        return word
    if not word[-1].isdigit() and (scale := word.lstrip(_FIGURES)) in _scales()["power"]:
        whole, _, decimals = word[: -len(scale)].rstrip().partition(",")
        word = whole + decimals + "0" * (_scales()["power"][scale] - len(decimals))
    return word.replace(".", "").lstrip("0") or "0"


def shingles(syllables: Sequence[str]) -> frozenset[str]:
    """All runs of five syllables; of a shorter text the whole; of an empty one nothing."""
    if len(syllables) < SHINGLE:
        return frozenset([" ".join(syllables)] if syllables else [])
    return frozenset(" ".join(syllables[i : i + SHINGLE]) for i in range(len(syllables) - SHINGLE + 1))


def fingerprint(article_id: str, text: str, credit: str | None = None) -> Fingerprint:
    """The fingerprint of a text: the same whatever else is in the corpus, and whatever the machine."""
    syllables = words(text)
    hashes = _hashes(syllables)
    return Fingerprint(
        article_id=article_id,
        text=blake2b(" ".join(syllables).encode(), digest_size=16).digest(),
        sketch=tuple(sorted({value >> 32 & ~1 | digit for value, digit in hashes.items()})),
        bands=bands(hashes),
        credit=credit,
    )


def _hashes(syllables: Sequence[str]) -> dict[int, int]:
    """A 64-bit hash of each shingle, and 1 where a number begins one of its syllables, else 0.

    The hash is a polynomial of the syllables' hashes (Karp and Rabin 1987); each syllable's hash is remembered times
    every power that it may stand with, so that a shingle is one sum.
    """
    known = list(map(_powers.__getitem__, syllables))
    if 0 < len(known) < SHINGLE:
        padded = [*known, *[_NOTHING] * (SHINGLE - len(known))]
        shift = SHINGLE - len(known)
        return {sum(p[i + shift] for i, p in enumerate(known)) & _MASK: max(p[-1] for p in padded)}
    runs = zip(known, known[1:], known[2:], known[3:], known[4:], strict=False)
    return {(a[0] + b[1] + c[2] + d[3] + e[4]) & _MASK: a[5] | b[5] | c[5] | d[5] | e[5] for a, b, c, d, e in runs}


Powers = tuple[int, int, int, int, int, int]
_NOTHING: Powers = (0, 0, 0, 0, 0, 0)


class _Powers(dict[str, Powers]):
    """The hash of a syllable times the base to the powers of 4 to 0, and 1 where it begins with a digit."""

    def __missing__(self, syllable: str) -> Powers:
        value = int.from_bytes(blake2b(syllable.encode(), digest_size=8).digest(), "little")
        if len(self) >= _MOST:
            self.clear()
        a, b, c, d, e = (value * pow(_BASE, power, 2**64) & _MASK for power in range(SHINGLE - 1, -1, -1))
        self[syllable] = found = a, b, c, d, e, int(syllable[0].isdigit())
        return found


_powers = _Powers()


def bands(hashes: Collection[int]) -> tuple[int, ...]:
    """The band keys of a set of 64-bit hashes, as signed 64-bit integers; none for an empty set."""
    if not hashes:
        return ()
    values = array("Q", sorted(hashes))
    signature = (
        _minhash().digest_matrix_from_flat_token_hashes(values, [0, len(values)], PERMUTATIONS, _SEED).to_rows()[0]
    )
    keys = (
        (signature[i] << 32 | signature[i + 1]) ^ ((i // ROWS * _GOLDEN) & _MASK) for i in range(0, PERMUTATIONS, ROWS)
    )
    return tuple(key - 2**64 if key >= 2**63 else key for key in keys)


@cache
def _minhash() -> Any:
    from rensa import RMinHash  # 10 ms: only where duplicates are asked for

    return RMinHash


@cache
def scheme() -> str:
    """Names everything that a fingerprint depends on: kept fingerprints of another scheme are made anew."""
    return f"{_VERSION} shingle {SHINGLE} bands {PERMUTATIONS}/{ROWS} minhash {_minhash().ALGORITHM_VERSION}"


def overlap(a: frozenset[int], b: frozenset[int]) -> tuple[float, float]:
    """Jaccard similarity and containment of two sketches; of an empty one nought."""
    common = len(a & b)
    return (common / (len(a) + len(b) - common), common / min(len(a), len(b))) if common else (0.0, 0.0)
