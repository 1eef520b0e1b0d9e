"""CoNLL-U: sentences and words with their offsets, entities as BIO labels. No syntax is given, since none was read.

Source: universaldependencies.org, CoNLL-U Format (blanks within a Vietnamese word are allowed; the sentence's text is
what the forms and `SpaceAfter=No` spell), and UDPipe's `TokenRange` for offsets. Mentions of several kinds may nest, so
`NER` has the labels of a word from the outermost mention inwards, joined by `+`: `NER=I-position+B-unit`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.analysis import Analysis
from corpus.article import Article
from corpus.codec import mention_to_json

_WORD = re.compile(r"\S+")
_CUT = "mentions_cut_through_a_word"


@dataclass(frozen=True, slots=True)
class Sentences:
    """The lines of a document, and counts of sentences, tokens and mentions."""

    text: str
    counts: Mapping[str, int]


@dataclass(slots=True)
class _Words:
    """The words of an article; the sentence of each, and its labels."""

    pairs: Sequence[tuple[int, int]]
    starts: Sequence[int]
    first: set[int]  # words that begin a sentence
    labels: list[list[tuple[str, str]]]  # kind and label


def document(analysis: Analysis) -> Sentences:
    """An article's sentences: `newdoc`, `newpar`, `sent_id` and `text`, one line a word.

    `TokenRange` is in code points of the article's text. A word through which a mention's border goes has that
    mention's label; where two of one kind would meet in it, the first has it.
    """
    text = analysis.document.text
    pairs = list(analysis.document.tokens.pairs()) or [match.span() for match in _WORD.finditer(text)]
    starts = [start for start, _ in pairs]
    spans = list(analysis.document.sentences.pairs()) or [(b.span.start, b.span.end) for b in analysis.article.blocks]
    spans = list(_unbroken(spans, analysis))
    bounds = [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in spans]
    bounds = [(low, high) for low, high in bounds if low < high]
    words = _Words(pairs, starts, {low for low, _ in bounds}, [[] for _ in pairs])
    cut = sum(_label(words, kind, start, end) for kind, start, end in _mentions(analysis))
    lines: list[str] = []
    paragraphs = [block.span.start for block in analysis.article.blocks]
    before = 0
    for number, (low, high) in enumerate(bounds, 1):
        head = list(_document_lines(analysis.article)) if number == 1 else []
        paragraph = bisect_right(paragraphs, starts[low])
        if paragraph != before:
            head.append(f"# newpar id = {analysis.article.id}-p{paragraph}")
        before = paragraph
        head.append(f"# sent_id = {analysis.article.id}-s{number}")
        lines += [*head, *_sentence(text, words, low, high), ""]
    counts = {
        "sentences": len(bounds),
        "tokens": sum(high - low for low, high in bounds),
        "mentions": len(analysis.mentions),
        _CUT: cut,
    }
    return Sentences("".join(f"{line}\n" for line in lines), counts)


def _unbroken(spans: Sequence[tuple[int, int]], analysis: Analysis) -> Iterator[tuple[int, int]]:
    """The sentences, those that a mention goes through as one: a full stop in a name ends none."""
    crossing = sorted((m.start, m.end) for m in analysis.mentions)
    at = 0
    reached = 0  # the end of what begins before the border
    joined: tuple[int, int] | None = None
    for start, end in spans:
        while at < len(crossing) and crossing[at][0] < start:
            reached = max(reached, crossing[at][1])
            at += 1
        if joined is not None and reached <= start:
            yield joined
            joined = None
        joined = (joined[0] if joined else start, end)
    if joined is not None:
        yield joined


def _mentions(analysis: Analysis) -> Iterator[tuple[str, int, int]]:
    for mention in analysis.mentions:
        yield mention_to_json(mention)["kind"], mention.start, mention.end


def _label(words: _Words, kind: str, start: int, end: int) -> bool:
    """Label the words of a mention; whether one of its borders goes through a word."""
    low = max(0, bisect_right(words.starts, start) - 1)
    if low < len(words.pairs) and words.pairs[low][1] <= start:
        low += 1
    high = bisect_left(words.starts, end)
    begun = False
    for at in range(low, high):
        if any(kind == other for other, _ in words.labels[at]):
            continue  # the end of the mention before it stands in the same word
        words.labels[at].append((kind, "I" if begun and at not in words.first else "B"))
        begun = True
    return not begun or words.pairs[low][0] != start or words.pairs[high - 1][1] != end


def _document_lines(article: Article) -> Iterator[str]:
    yield f"# newdoc id = {article.id}"
    facts = {
        "source": article.source,
        "url": article.url,
        "published": article.published.value if article.published else None,
        "title": article.title,
    }
    yield from (f"# {name} = {_flat(fact)}" for name, fact in facts.items() if fact)


def _sentence(text: str, words: _Words, low: int, high: int) -> Iterator[str]:
    spelt: list[str] = []
    lines: list[str] = []
    for number, at in enumerate(range(low, high), 1):
        start, end = words.pairs[at]
        form = _flat(text[start:end])
        joined = end < len(text) and not text[end].isspace()
        spelt += [form, "" if joined else " "]
        labels = "+".join(f"{label}-{kind}" for kind, label in words.labels[at])
        misc = [f"NER={labels}"] * bool(labels) + ["SpaceAfter=No"] * joined + [f"TokenRange={start}:{end}"]
        lines.append("\t".join((str(number), form, *("_",) * 7, "|".join(misc))))
    yield f"# text = {''.join(spelt).rstrip()}"
    yield from lines


def _flat(text: str) -> str:
    return " ".join(text.split())
