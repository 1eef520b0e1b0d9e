"""Keywords: the words and compounds that make an article's subject (thuật ngữ), for browsing and comparing.

Candidates are word tokens of two or more syllables, pairs of neighbouring tokens that come back (`văn kiện đại hội`),
and the event reader's own phrases (`thăng cấp bậc hàm`), all outside names, units, dates and documents. A candidate
weighs the root of its count times its inverse document frequency (Spärck Jones 1972) in a table that is shipped,
`compounds.csv` (made by `scripts/make_compounds.py`). A pair that always stands within the same longer words is a piece
of a repeated clause and none (after the C-value of Frantzi and Ananiadou 1996). Nothing depends on the corpus at hand.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise

from corpus.article import Document
from corpus.errors import DataFileError
from corpus.mentions import Abbreviation, Mention, Term
from corpus.text import canon, normalize
from extractor.events.lexicon import lexicon
from extractor.events.view import read_triggers

MOST = 10
"""Keywords at most."""
_LONGEST = 5
"""Syllables of a pair at most."""
_LEAD = 1.5
"""Weight of a candidate that also stands in the first paragraph."""
_TITLE = 1.6
"""Weight of a candidate that also stands in the title."""
_RARE = 0.6
"""Weight of what occurs once here and never in the table: often a slip of segmentation."""
_BREAK = (-1, -1, "", "")
_SYLLABLE = re.compile(r"[^\W_]+")
_PAIR = 1.3
"""Weight of a pair: two words that come back together say more than either."""


@dataclass(slots=True)
class _Candidate:
    """A word or pair: its spelling where first seen, its parts' keys, count, first place.

    `left` and `right` are what stands beside a pair: keys of words, "" for a stop word, a name, a mark or a border.
    """

    text: str
    parts: tuple[str, ...]
    count: int
    first: int
    left: set[str] = field(default_factory=set)
    right: set[str] = field(default_factory=set)

    def whole(self) -> bool:
        """Whether it is more than a piece of one longer phrase."""
        return all("" in side or len(side) > 1 for side in (self.left, self.right))


def keywords(document: Document, mentions: Sequence[Mention], *, title: str | None = None) -> tuple[str, ...]:
    """Up to ten keywords, the weightiest first, lower case, as spelt in the text; equal weights in order of the text.

    Words that stand in the `title` too weigh more. Empty for a document without tokens. Never raises for any text.
    """
    tokens = _tokens(document, read_triggers(document.text).canon, _covered(mentions))
    found = _counted(tokens)
    for key, phrase in _phrases(document.text, tokens).items():
        if key not in found or found[key].count < phrase.count:
            found[key] = phrase
    lead = document.paragraphs.ends[0] if len(document.paragraphs) else 0
    heading = f" {' '.join(_SYLLABLE.findall(canon(normalize(title or ''))))} "
    ranked = sorted(found.items(), key=lambda item: (-_weight(item[0], item[1], lead, heading), item[1].first))
    return tuple(_chosen(ranked))


def compounds_of(document: Document, mentions: Sequence[Mention]) -> frozenset[str]:
    """Keys of all candidates, stop words and pairs that come once included: what `compounds.csv` is counted from."""
    tokens = _tokens(document, read_triggers(document.text).canon, _covered(mentions))
    words = {key for start, _, _, key in tokens if start >= 0 and " " in key}
    return frozenset(words | _pairs(tokens).keys() | _phrases(document.text, tokens).keys())


def _covered(mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Spans of names and dates, sorted; a term's or abbreviation's words are words."""
    return sorted((m.start, m.end) for m in mentions if not isinstance(m, Term | Abbreviation))


def _tokens(document: Document, low: str, covered: list[tuple[int, int]]) -> list[tuple[int, int, str, str]]:
    """(start, end, spelling, canon) of the tokens that may make keywords; start and end are -1 at each break.

    A token with a capital that its place does not ask for is a name.
    """
    text, sentence_starts = document.text, frozenset(document.sentences.starts)
    names = iter([*covered, (len(text) + 1, 0)])
    name, name_end = next(names)
    found: list[tuple[int, int, str, str]] = []
    reached = last = 0
    for start, end in document.tokens.pairs():
        while name < end:
            reached = max(reached, name_end)
            name, name_end = next(names)
        word = text[start:end]
        spelling = word.lower()
        initial = start in sentence_starts
        if (
            start < reached
            or not (word.isalpha() or word.replace(" ", "").isalpha())
            or (word != spelling and (not initial or word[1:] != word[1:].lower()))
        ):
            found.append(_BREAK)
            continue
        between = text[last:start]
        if initial or (between != " " and between.strip(" ")):
            found.append(_BREAK)
        last = end
        found.append((start, end, spelling, low[start:end]))
    return found


def _counted(tokens: list[tuple[int, int, str, str]]) -> dict[str, _Candidate]:
    """Words, and pairs that come back; no stop words."""
    stop = _stopwords()
    found: dict[str, _Candidate] = {}
    for start, _, spelling, key in tokens:
        if start >= 0 and " " in key and key not in stop:
            _count(found, key, spelling, (key,), start)
    return found | {key: pair for key, pair in _pairs(tokens).items() if pair.count > 1 and pair.whole()}


def _pairs(tokens: list[tuple[int, int, str, str]]) -> dict[str, _Candidate]:
    """Two neighbouring words of the subject, one of them a compound."""
    stop = _stopwords()
    found: dict[str, _Candidate] = {}
    keys = ["" if start < 0 or key in stop else key for start, _, _, key in tokens] + ["", ""]
    for i, (start, _, spelling, key) in enumerate(tokens):
        after = keys[i + 1]
        if not keys[i] or not after or (" " not in key and " " not in after):
            continue
        pair = f"{key} {after}"
        if pair.count(" ") < _LONGEST:
            candidate = _count(found, pair, f"{spelling} {tokens[i + 1][2]}", (key, after), start)
            candidate.left.add(keys[i - 1] if i else "")
            candidate.right.add(keys[i + 2])
    return found


def _phrases(text: str, tokens: list[tuple[int, int, str, str]]) -> dict[str, _Candidate]:
    """Triggers of two or more syllables that tell a type of event, where they begin and end with a word of subject."""
    stop = _stopwords()
    subject = [(start, end) for start, end, _, key in tokens if start >= 0 and key not in stop]
    starts, ends = {start for start, _ in subject}, {end for _, end in subject}
    found: dict[str, _Candidate] = {}
    read = read_triggers(text)
    low = read.canon
    for hit in read.hits:
        if hit.kind not in ("verb", "noun") or hit.type == "other":
            continue
        phrase = low[hit.start : hit.end]
        first, _, rest = phrase.partition(" ")
        start = hit.start + len(first) + 1 if lexicon().cues.holds("passive", first) else hit.start
        bare = rest if start > hit.start else phrase
        if " " in bare and "," not in bare and start in starts and hit.end in ends:
            _count(found, bare, text[start : hit.end].lower(), (bare,), start)
    return found


def _count(found: dict[str, _Candidate], key: str, spelling: str, parts: tuple[str, ...], start: int) -> _Candidate:
    candidate = found.setdefault(key, _Candidate(spelling, parts, 0, start))
    candidate.count += 1
    return candidate


def _weight(key: str, candidate: _Candidate, lead: int, heading: str) -> float:
    articles, frequency = compound_frequencies()
    known = frequency.get(key, 0)
    weight = math.sqrt(candidate.count) * math.log((articles + 1) / (known + 1))
    if candidate.first < lead:
        weight *= _LEAD
    if f" {key} " in heading:
        weight *= _TITLE
    if known == 0 and candidate.count == 1:
        weight *= _RARE
    return weight * _PAIR if len(candidate.parts) > 1 else weight


def _chosen(ranked: list[tuple[str, _Candidate]]) -> Iterator[str]:
    """The first of the ranking, without those that say again what is chosen: they share two syllables in a row.

    A word that stands alone more often than inside the longer one, which was chosen before, may follow it.
    """
    taken: dict[str, int] = {}
    said: set[tuple[str, str]] = set()
    for key, candidate in ranked:
        if len(taken) == MOST:
            return
        syllables = key.split(" ")
        twos = set(pairwise(syllables))
        inside = [count for other, count in taken.items() if f" {key} " in f" {other} "]
        if twos & said and not (inside and candidate.count > 2 * max(inside)):
            continue
        taken[key] = candidate.count
        said |= twos
        yield candidate.text


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(canon(row[0]) for row in _rows("stopwords.csv", ["word"]))


@cache
def compound_frequencies() -> tuple[int, dict[str, int]]:
    """How many articles were counted, and in how many of them each compound occurs."""
    name = "compounds.csv"
    size = re.search(r"of (\d+) articles", _lines(name)[0])
    if size is None:
        raise DataFileError(name, "line 1", "the number of articles is missing: `# In how many of N articles …`")
    table: dict[str, int] = {}
    for compound, articles in _rows(name, ["compound", "articles"]):
        if not articles.isdigit():
            raise DataFileError(name, compound, f"no count: {articles}")
        table[canon(compound)] = int(articles)
    return int(size[1]), table


def _lines(name: str) -> list[str]:
    return files("extractor").joinpath("data", name).read_text(encoding="utf-8").splitlines()


def _rows(name: str, header: list[str]) -> Iterator[list[str]]:
    reader = csv.reader(line for line in _lines(name) if not line.startswith("#"))
    if next(reader, None) != header:
        raise DataFileError(name, "line 1", f"the columns are not {', '.join(header)}")
    for number, row in enumerate(reader, start=2):
        if len(row) != len(header) or not all(row):
            raise DataFileError(name, f"line {number}", "a cell is missing")
        yield row
