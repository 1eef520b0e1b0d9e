"""An article's text as a `Document`."""

from __future__ import annotations

from corpus.article import Document
from corpus.spans import Spans
from extractor.text.segment import paragraphs, sentences
from extractor.text.words import WordCutter, words


def make_document(text: str, *, cut: WordCutter | None = None, tokens: bool = True) -> Document:
    """Paragraphs, sentences and word tokens of a normalised `text`.

    `cut` segments a paragraph into words (default: `fast_words`); `tokens=False` leaves the tokens out, where only
    mentions are wanted. A word never crosses a sentence end: where the cutter says so, it is cut there.

    >>> make_document("Sáng 5/6. Hội nghị khai mạc.", tokens=False).sentences[1].of("Sáng 5/6. Hội nghị khai mạc.")
    'Hội nghị khai mạc.'
    """
    parts = paragraphs(text)
    clauses = sentences(text, parts)
    return Document(
        text=text,
        paragraphs=parts,
        sentences=clauses,
        tokens=_nested(words(text, parts, cut), clauses, text) if tokens else Spans((), ()),
    )


def _nested(tokens: Spans, outer: Spans, text: str) -> Spans:
    """`tokens` cut at the ends of the `outer` spans."""
    bounds = iter(outer.ends)
    bound = next(bounds, len(text))
    found: list[tuple[int, int]] = []
    for token_start, token_end in tokens.pairs():
        start = token_start
        while bound <= start:
            bound = next(bounds, len(text) + 1)
        while bound < token_end:
            found.append((start, bound))
            start = bound
            while text[start].isspace():
                start += 1
            bound = next(bounds, len(text) + 1)
        found.append((start, token_end))
    return Spans.of(found)
