"""Word segmentation with underthesea's model, with offsets into the text as it stands.

underthesea rewrites some spellings (`hoà` to `hòa`, `nghành` to `ngành`), so its words are laid over the text by the
pieces that its own rules cut, which keep their places: a word of three syllables takes the next three pieces.

The unit of segmentation is the paragraph: longer texts give slightly different words (the model sees neighbours), so
the unit is fixed here once and batching never changes it.

`fast_words` and `underthesea_words` give the same words: the one reads the weights of the model itself (`crf`) and asks
the library only where it has to, the other always asks it. Where the installed model is not the one that was compared
with the library at length, both are compared on a few sentences first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Literal, Protocol, get_args

from corpus.spans import Spans
from extractor.text.crf import Decoder, is_odd
from extractor.text.crf_model import UnknownModelError, read_model
from extractor.text.library import MODEL_FILES, model_folder, rules, tagger
from extractor.text.pieces import PieceCutter

Tokenizer = Literal["fast", "underthesea"]
TOKENIZERS: tuple[Tokenizer, ...] = get_args(Tokenizer)

# Of one paragraph at a time: the model keeps features of all of them, two kilobytes each; no prose has such paragraphs.
_MOST_PIECES = 5000
_COMPARED = "a64d4d0d9db2cdc2"  # digest of the model of underthesea 9.5


class WordCutter(Protocol):
    """Cuts one paragraph: (start, end) of each word, offsets into the paragraph."""

    def __call__(self, paragraph: str) -> list[tuple[int, int]]:
        """(start, end) pairs, sorted and disjoint."""
        ...


def words(text: str, paragraphs: Spans, cut: WordCutter | None = None) -> Spans:
    """Word tokens of a normalised text, paragraph by paragraph. `cut` defaults to `fast_words`."""
    cut = cut or fast_words
    found: list[tuple[int, int]] = []
    for start, end in paragraphs.pairs():
        found.extend((start + s, start + e) for s, e in cut(text[start:end]))
    return Spans.of(found)


def fast_words(paragraph: str) -> list[tuple[int, int]]:
    """(start, end) of each word of one paragraph: the words of `underthesea_words`.

    >>> [("Công an tỉnh họp")[s:e] for s, e in fast_words("Công an tỉnh họp")]
    ['Công an', 'tỉnh', 'họp']
    """
    segmenter = _segmenter()
    return segmenter(paragraph) if segmenter else underthesea_words(paragraph)


def underthesea_words(paragraph: str) -> list[tuple[int, int]]:
    """(start, end) of each word of one paragraph, all by the library.

    >>> [("Công an tỉnh họp")[s:e] for s, e in underthesea_words("Công an tỉnh họp")]
    ['Công an', 'tỉnh', 'họp']
    """
    library = rules()
    standard = _standard(paragraph, library.characters)
    spans = [match.span() for match in library.pieces(standard)]
    return _joined(spans, _asked([library.token(standard[s:e]) for s, e in spans]))


def cutter(tokenizer: Tokenizer) -> WordCutter:
    """The function of that name."""
    return fast_words if tokenizer == "fast" else underthesea_words


def fault_of_fast_words() -> str:
    """Why `fast_words` leaves everything to the library, or should; empty where they agree on the sentences tried.

    Loads the library's own model, for a third of a second.
    """
    segmenter = _segmenter()
    if segmenter is None:
        return "the installed model of underthesea is not of the kind that is known"
    return "" if _agrees(segmenter) else "the installed underthesea gives other words"


@cache
def _segmenter() -> _Segmenter | None:
    """The decoder over the installed model; None where it is of a kind that is not known, or gives other words."""
    try:
        folder = model_folder()
        segmenter = _Segmenter(Decoder(read_model(folder)))
        return segmenter if _digest(folder) == _COMPARED or _agrees(segmenter) else None
    except (UnknownModelError, OSError):
        return None


def _digest(folder: Path) -> str:
    digest = blake2b(digest_size=8)
    for name in MODEL_FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


@cache
def _agrees(segmenter: _Segmenter) -> bool:
    lines = files("extractor").joinpath("data/word_check.txt").read_text("utf-8").splitlines()
    return all(segmenter(line) == underthesea_words(line) for line in lines)


class _Segmenter:
    """Cuts paragraphs with the decoder, and what it leaves open by the library."""

    def __init__(self, decoder: Decoder) -> None:
        library = rules()
        self._characters = library.characters
        self._pieces = PieceCutter(library)
        self._inside = decoder.inside

    def __call__(self, paragraph: str) -> list[tuple[int, int]]:
        standard = _standard(paragraph, self._characters)
        pieces = self._pieces(standard)
        if not pieces.tokens:
            return []
        if is_odd(standard):
            return _joined(pieces.spans, _asked(pieces.tokens))
        inside: list[bool] = []
        for first in range(0, len(pieces.tokens), _MOST_PIECES):
            part = pieces.tokens[first : first + _MOST_PIECES]
            found = self._inside(part)
            inside += _asked(part) if found is None else [False, *found[1:]]
        return _joined(pieces.spans, inside)


def _standard(paragraph: str, characters: Callable[[str], str]) -> str:
    """The paragraph with odd letters mended, if that keeps places: some are spelt with more characters."""
    standard = characters(paragraph)
    return standard if len(standard) == len(paragraph) else paragraph


def _asked(pieces: Sequence[str]) -> list[bool]:
    """Whether each piece goes on with a word, as the library says."""
    inside: list[bool] = []
    for first in range(0, len(pieces), _MOST_PIECES):
        tags = tagger()([[piece] for piece in pieces[first : first + _MOST_PIECES]])
        inside += [False, *(tag == "I-W" for tag in tags[1:])]
    return inside


def _joined(spans: Sequence[tuple[int, int]], inside: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of pieces that go on as one span."""
    found: list[tuple[int, int]] = []
    start = end = -1
    for (s, e), goes_on in zip(spans, inside, strict=True):
        if not goes_on:
            if end >= 0:
                found.append((start, end))
            start = s
        end = e
    if end >= 0:
        found.append((start, end))
    return found
