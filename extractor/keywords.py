"""Keywords: the words and compounds that make an article's subject (thuật ngữ), for browsing and comparing.

Candidates are word tokens of two or more syllables, pairs of neighbouring tokens that come back (`văn kiện đại hội`),
and the event reader's own phrases (`thăng cấp bậc hàm`), all outside names, units, dates and documents. A candidate
weighs its count times its inverse document frequency (Spärck Jones 1972) in a shipped table: `compounds.csv` counts in
how many of 300 Vietnamese news articles of 2016 to 2019 a compound occurs. Nothing depends on the corpus at hand.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.article import Document
from corpus.errors import DataFileError
from corpus.mentions import Abbreviation, Mention, Term
from corpus.text import canon
from extractor.events.lexicon import lexicon
from extractor.events.view import word_spans

MOST = 10
"""Keywords at most."""
_ARTICLES = 300
"""Size of the collection that `compounds.csv` counts over."""
_LONGEST = 5
"""Syllables of a pair at most."""
_LEAD = 1.5
"""Weight of a candidate that also stands in the first paragraph."""
_RARE = 0.6
"""Weight of what occurs once here and never in the table: often a slip of segmentation."""
_PAIR = 1.3
"""Weight of a pair: two words that come back together say more than either."""


@dataclass(slots=True)
class _Candidate:
    """A word or pair: its spelling where first seen, its parts' keys, count, first place."""

    text: str
    parts: tuple[str, ...]
    count: int
    first: int


def keywords(document: Document, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Up to ten keywords, the weightiest first, lower case, as spelt in the text; equal weights in order of the text.

    Empty for a document without tokens. Never raises for any text.
    """
    low = canon(document.text)
    tokens = list(_tokens(document, low, _covered(mentions)))
    found = _counted(tokens)
    for key, phrase in _phrases(document.text, low, tokens).items():
        if key not in found or found[key].count < phrase.count:
            found[key] = phrase
    lead = document.paragraphs.ends[0] if len(document.paragraphs) else 0
    ranked = sorted(found.items(), key=lambda item: (-_weight(item[0], item[1], lead), item[1].first))
    return tuple(_chosen(ranked))


def _covered(mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Spans of names and dates, sorted; a term's or abbreviation's words are words."""
    return sorted((m.start, m.end) for m in mentions if not isinstance(m, Term | Abbreviation))


def _tokens(document: Document, low: str, covered: list[tuple[int, int]]) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, spelling, canon) of the tokens that may make keywords; start and end are -1 at each break."""
    text, sentence_starts = document.text, frozenset(document.sentences.starts)
    reached, i, last = 0, 0, 0
    for start, end in document.tokens.pairs():
        while i < len(covered) and covered[i][0] < end:
            reached = max(reached, covered[i][1])
            i += 1
        word = text[start:end]
        if start < reached or not word.replace(" ", "").isalpha() or _name(word, start in sentence_starts):
            yield -1, -1, "", ""
            continue
        if text[last:start].strip(" ") or start in sentence_starts:
            yield -1, -1, "", ""
        last = end
        yield start, end, word.lower(), low[start:end]


def _name(word: str, initial: bool) -> bool:
    """Whether a token has a capital that its place does not ask for."""
    rest = word[1:] if initial else word
    return rest != rest.lower()


def _counted(tokens: list[tuple[int, int, str, str]]) -> dict[str, _Candidate]:
    stop = _stopwords()
    found: dict[str, _Candidate] = {}
    before: tuple[int, int, str, str] | None = None
    for token in tokens:
        start, _, spelling, key = token
        if start < 0 or key in stop:
            before = None
            continue
        if " " in key:
            _count(found, key, spelling, (key,), start)
        if before is not None and (" " in key or " " in before[3]):
            pair = f"{before[3]} {key}"
            if pair.count(" ") < _LONGEST:
                _count(found, pair, f"{before[2]} {spelling}", (before[3], key), before[0])
        before = token
    return {key: c for key, c in found.items() if len(c.parts) == 1 or c.count > 1}


def _phrases(text: str, low: str, tokens: list[tuple[int, int, str, str]]) -> dict[str, _Candidate]:
    """Triggers of two or more syllables that tell a type of event, where they begin at a candidate token."""
    stop, starts = _stopwords(), frozenset(start for start, _, _, _ in tokens)
    found: dict[str, _Candidate] = {}
    for hit in lexicon().triggers.scan(low, word_spans(low)):
        if hit.kind not in ("verb", "noun") or hit.type == "other" or hit.start not in starts:
            continue
        phrase = low[hit.start : hit.end]
        first, _, rest = phrase.partition(" ")
        bare = rest if lexicon().cues.holds("passive", first) else phrase
        if " " in bare and "," not in bare and bare.split(" ", 1)[0] not in stop:
            _count(found, bare, text[hit.end - len(bare) : hit.end].lower(), (bare,), hit.start)
    return found


def _count(found: dict[str, _Candidate], key: str, spelling: str, parts: tuple[str, ...], start: int) -> None:
    candidate = found.get(key)
    if candidate is None:
        found[key] = _Candidate(spelling, parts, 1, start)
    else:
        candidate.count += 1


def _weight(key: str, candidate: _Candidate, lead: int) -> float:
    frequency = _frequencies()
    rarest = min(frequency.get(part, 0) for part in (key, *candidate.parts) if " " in part)
    weight = candidate.count * math.log((_ARTICLES + 1) / (rarest + 1))
    if candidate.first < lead:
        weight *= _LEAD
    if rarest == 0 and candidate.count == 1:
        weight *= _RARE
    return weight * _PAIR if len(candidate.parts) > 1 else weight


def _chosen(ranked: list[tuple[str, _Candidate]]) -> Iterator[str]:
    """The first of the ranking, without words that stand mostly inside a pair already chosen, or around one."""
    taken: dict[str, int] = {}
    for key, candidate in ranked:
        if len(taken) == MOST:
            return
        if any(f" {key} " in f" {other} " and candidate.count <= 2 * count for other, count in taken.items()):
            continue
        if any(f" {other} " in f" {key} " for other in taken):
            continue
        taken[key] = candidate.count
        yield candidate.text


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(canon(row[0]) for row in _rows("stopwords.csv", ["word"]))


@cache
def _frequencies() -> dict[str, int]:
    table: dict[str, int] = {}
    for compound, articles in _rows("compounds.csv", ["compound", "articles"]):
        if not articles.isdigit():
            raise DataFileError("compounds.csv", compound, f"no count: {articles}")
        table[canon(compound)] = int(articles)
    return table


def _rows(name: str, header: list[str]) -> Iterator[list[str]]:
    text = files("extractor").joinpath("data", name).read_text(encoding="utf-8")
    reader = csv.reader(io.StringIO(text))
    if next(reader, None) != header:
        raise DataFileError(name, "line 1", f"the columns are not {', '.join(header)}")
    for number, row in enumerate(reader, start=2):
        if len(row) != len(header) or not all(row):
            raise DataFileError(name, f"line {number}", "a cell is missing")
        yield row
