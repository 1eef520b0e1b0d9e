"""Counting words and names over articles of the store: the raw material of keywords and collocations.

Words are the store's own tokens, compounds kept together, compared by `canon`. Left out are numbers, marks, and what a
capital shows to be a name: a token with a capital inside (`Lai Châu`), and one syllable with a capital that its place
in the sentence does not ask for. `Đại hội` is a word, whose first letter the press likes to raise. So names of persons
who may not be listed are never counted; those who may, units, places and other entities are counted as mentions.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from sqlite3 import Row

from corpus.store import Store
from corpus.text import canon
from index.keyness import Part
from index.occurrences import Finder

KINDS = ("unit", "person", "rank", "position", "term", "place", "document")
WORD = "word"

_CHUNK = 400
_PARTING = "\t"  # between the kind of an entity and its name; no word has one
_FIRST = "^"  # before a token that begins a sentence


@dataclass(slots=True)
class Tally:
    """Occurrences and articles of each item, and running words, names and numbers included."""

    counts: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    words: int = 0

    def add(self, items: Sequence[str | None]) -> None:
        """One article's items: "" for a word that is not counted by itself, None for what is no word."""
        self.words += len(items) - items.count(None)
        self.put(filter(None, items))

    def put(self, names: Iterable[str]) -> None:
        """One article's mentions, or other items that are no further words."""
        counted = Counter(names)
        self.counts.update(counted)
        self.articles.update(counted.keys())

    def part(self) -> Part:
        """As a side of a comparison."""
        return Part(counts=self.counts, articles=self.articles, words=self.words)

    def without(self, *others: Tally) -> Part:
        """What is left of it where the others, which are parts of it, are taken away; their articles stay."""
        counts = self.counts.copy()
        for other in others:
            counts.subtract(other.counts)
        return Part(counts=counts, articles=self.articles, words=self.words - sum(other.words for other in others))


class Lexicon(dict[str, str | None]):
    """Token to item, remembered; a token that begins a sentence has `^` before it."""

    def __init__(self) -> None:
        super().__init__()
        self.spellings: Counter[str] = Counter()
        self._lower: set[str] = set()

    def __missing__(self, token: str) -> str | None:
        self[token] = item = self._item(token)
        return item

    def _item(self, token: str) -> str | None:
        initial, word = token.startswith(_FIRST), token.removeprefix(_FIRST)
        if not any(map(str.isalnum, word)):
            return None
        if not word.replace(" ", "").isalpha() or word[1:] != word[1:].lower():
            return ""
        if word == word.lower() or " " in word:
            self._lower.add(canon(word))
        elif not initial:
            return ""
        return canon(word)

    def is_subject(self, item: str) -> bool:
        """Whether an item may be listed: any entity, and words but function words and what may be a name.

        What stands only with a capital, at the beginning of sentences, may be one.
        """
        return _PARTING in item or (item in self._lower and len(item) > 1 and item not in function_words())

    def spelt(self) -> dict[str, str]:
        """Each word as it is spelt most often, in lower case."""
        counted: Counter[tuple[str, str]] = Counter()
        for token, count in self.spellings.items():
            item = self[token]
            if item:
                counted[item, token.removeprefix(_FIRST).lower()] += count
        order = sorted(counted.items(), key=lambda entry: (entry[1], entry[0]))
        return {item: spelling for (item, spelling), _ in order}


def kind_of(item: str) -> tuple[str, str]:
    """Kind and name of an item; a word's kind is `word`."""
    kind, parting, name = item.partition(_PARTING)
    return (kind, name) if parting else (WORD, item)


@cache
def function_words() -> frozenset[str]:
    """Words and compounds that are no subject, as `canon` has them."""
    lines = files("extractor").joinpath("data", "stopwords.csv").read_text("utf-8").splitlines()
    rows = csv.reader(line for line in lines if not line.startswith("#"))
    return frozenset(canon(row[0]) for row in rows)


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article's items, one for each token, and its mentions that may be listed, as (start, item)."""

    id: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    items: list[str | None]
    sentences: list[tuple[int, int]]
    mentions: list[tuple[int, str]]


def read(store: Store, ids: Sequence[str], lexicon: Lexicon) -> Iterator[ReadArticle]:
    """The articles, in no promised order."""
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        marks = ",".join("?" * len(chunk))
        named: dict[str, list[tuple[int, str]]] = {i: [] for i in chunk}
        for row in store.connection.execute(
            f'SELECT article_id, kind, value, "start" FROM mentions WHERE article_id IN ({marks})'
            f" AND field = 'text' AND listed AND value <> '' AND kind IN ({','.join('?' * len(KINDS))})",
            (*chunk, *KINDS),
        ):
            named[row[0]].append((row[3], f"{row[1]}{_PARTING}{row[2]}"))
        for row in store.connection.execute(
            "SELECT a.id, a.text, s.tokens, s.sentences FROM articles a JOIN sentences s ON s.article_id = a.id"
            f" WHERE a.id IN ({marks})",
            chunk,
        ):
            yield _read(row, named[row[0]], lexicon)


def _read(row: Row, mentions: list[tuple[int, str]], lexicon: Lexicon) -> ReadArticle:
    text: str = row[1]
    starts, ends = _spans(row[2])
    sentences = list(zip(*_spans(row[3]), strict=True))
    tokens = [text[s:e] for s, e in zip(starts, ends, strict=True)]
    for start, _ in sentences:
        i = bisect_left(starts, start)
        if i < len(starts) and starts[i] == start:
            tokens[i] = f"{_FIRST}{tokens[i]}"
    lexicon.spellings.update(tokens)
    return ReadArticle(row[0], text, starts, ends, [lexicon[token] for token in tokens], sentences, mentions)


def _spans(stored: str) -> tuple[Sequence[int], Sequence[int]]:
    """Starts and ends of `[[start, end], …]` as the store has it."""
    pairs = json.loads(stored)
    starts, ends = zip(*pairs, strict=True) if pairs else ((), ())
    return starts, ends


@dataclass(slots=True)
class Windows:
    """What stands near the words found: `near` the items, `nodes` the words found, `left` and `right` of them."""

    near: Tally = field(default_factory=Tally)
    nodes: Tally = field(default_factory=Tally)
    left: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def add(self, article: ReadArticle, finder: Finder, size: int) -> None:
        """The windows of one article: so many words on either side of each occurrence, in its sentence.

        A word in two windows counts once.
        """
        nodes: set[int] = set()
        left: set[int] = set()
        right: set[int] = set()
        for start, end in finder.spans(article.text):
            first, after = bisect_right(article.ends, start), bisect_left(article.starts, end)
            low, high = _sentence(article, start, end)
            nodes.update(range(first, after))
            left.update(_words(article, range(first - 1, low - 1, -1), size))
            right.update(_words(article, range(after, high), size))
        left, right = left - nodes, right - nodes
        near = left | right
        self.near.add([article.items[i] for i in sorted(near)])
        self.nodes.add([article.items[i] for i in sorted(nodes)])
        at = [(bisect_right(article.starts, start) - 1, item) for start, item in article.mentions]
        self.near.put(item for i, item in at if i in near)
        self.nodes.put(item for i, item in at if i in nodes)
        for side, places in ((self.left, left), (self.right, right)):
            side.update(item for i in places if (item := article.items[i]))
            side.update(item for i, item in at if i in places)


def _sentence(article: ReadArticle, start: int, end: int) -> tuple[int, int]:
    """The tokens, from and to, of the sentence that an occurrence begins in, or of those that it is in."""
    i = max(0, bisect_right(article.sentences, (start, len(article.text) + 1)) - 1)
    low, high = article.sentences[i] if article.sentences else (0, len(article.text))
    return bisect_left(article.starts, low), bisect_left(article.starts, max(high, end))


def _words(article: ReadArticle, places: Iterable[int], size: int) -> Iterator[int]:
    """The first `size` of these places that hold a word."""
    for i in places:
        if size == 0:
            return
        if article.items[i] is not None:
            size -= 1
            yield i
