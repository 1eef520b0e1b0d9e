"""Lines that the articles of one source have in common and that are none of their text: slogans, subscription and
contact lines, announcements, standing boxes.

Two halves. `Learner` finds such lines over many articles; what it finds is written to a file that a person can read
and edit (`diembao learn-boilerplate`). `Boilerplate` is such a file, read: the cleaner is given it and drops its lines.
So an article's text depends on the page, the program and that file, never on what else was read in the same run.

Recurring is not enough: news says the same again and again (`Vụ việc đang được điều tra, làm rõ.`). A line is learnt
when

- it is a paragraph, list item or table row; never a heading, a quotation, the lead or formula language (data);
- it recurs in enough articles, in a share of the source, on three different days;
- it stands where furniture stands: in the first two or last five pieces; a short line that speaks to readers, anywhere;
- a line that does not speak to readers (data) needs ten times the share, and a place at the edge nearly always.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from corpus.article import Article
from corpus.text import canon, normalize
from extractor.clean.data import phrases_of
from extractor.clean.items import Item

MIN_ARTICLES = 5
MIN_SHARE = 0.02
_UNSIGNED = 10  # times that share for a line that does not speak to readers
_DAYS = 3
_HEAD, _TAIL = 2, 5  # pieces at the edges of an article
_AT_EDGE = 0.7
_ALWAYS_AT_EDGE = 0.9
_SHORT = 200  # characters of a line that may stand anywhere
_LONGEST = 1200
_LEARNT_KINDS = frozenset({"p", "li", "table"})
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def line_key(line: str) -> str:
    """The form in which lines are compared: one case, one placement of tones, single blanks, no marks at the edges.

    >>> line_key("* Mời Quý vị đón  xem!") == line_key("Mời quý vị đón xem")
    True
    """
    return _EDGES.sub("", " ".join(canon(normalize(line)).split()))


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Keys of lines by source, and a digest of them ("" where there are none) for whatever depends on them."""

    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)
    digest: str = ""

    def drop(self, items: Iterable[Item], source: str) -> None:
        """Takes the lines of this source out of the text, with the reason `boilerplate`; headings and leads stay."""
        known = self.lines.get(source)
        if known:
            for item in items:
                if item.kind in _LEARNT_KINDS and item.role != "lead" and line_key(item.text) in known:
                    item.remove("boilerplate")


def boilerplate_of(lines: Iterable[tuple[str, str]]) -> Boilerplate:
    """Boilerplate of (source, line) pairs; their order and how the lines are spelt do not matter."""
    keys: dict[str, set[str]] = {}
    for source, line in lines:
        if key := line_key(line):
            keys.setdefault(source, set()).add(key)
    pairs = sorted((source, key) for source, known in keys.items() for key in known)
    digest = hashlib.sha256("\n".join(f"{source}\t{key}" for source, key in pairs).encode()).hexdigest()[:16]
    return Boilerplate({source: frozenset(known) for source, known in keys.items()}, digest if pairs else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntLine:
    """A line with its evidence: `articles` that have it, out of `of` articles of the source; days as ISO 8601."""

    source: str
    text: str
    articles: int
    of: int
    first: str | None = None
    last: str | None = None


@dataclass(slots=True)
class _Seen:
    """What is known of one line of one source."""

    text: str
    articles: int = 0
    at_edge: int = 0
    days: set[str] = field(default_factory=set)  # three are enough
    first: str = ""
    last: str = ""


class Learner:
    """Counts the lines of articles and says which are boilerplate. Order does not matter but for a line's spelling."""

    def __init__(self, *, min_articles: int = MIN_ARTICLES, min_share: float = MIN_SHARE) -> None:
        self._min_articles = min_articles
        self._min_share = min_share
        self._lines: dict[str, dict[str, _Seen]] = {}
        self._articles: dict[str, int] = {}
        self._copies: dict[str, set[int]] = {}

    def add(self, article: Article) -> None:
        """Count the lines of an article; another version or copy of one that was counted does not count."""
        pieces = [article.text[block.span.start : block.span.end] for block in article.blocks]
        copies = self._copies.setdefault(article.source, set())
        signature = _signature(pieces)
        if signature in copies:
            return
        copies.add(signature)
        self._articles[article.source] = self._articles.get(article.source, 0) + 1
        lines = self._lines.setdefault(article.source, {})
        day = _day(article)
        counted: set[str] = set()
        for place, (block, piece) in enumerate(zip(article.blocks, pieces, strict=True)):
            edge = place < _HEAD or place >= len(pieces) - _TAIL
            if block.type not in _LEARNT_KINDS or piece == article.lead or len(piece) > (_LONGEST if edge else _SHORT):
                continue
            key = line_key(piece)
            if not key or key in counted:
                continue
            counted.add(key)
            seen = lines.get(key)
            if seen is None:
                seen = lines[key] = _Seen(piece)
            _count(seen, edge, day)

    def learnt(self) -> list[LearntLine]:
        """The lines that are boilerplate, by source, the most frequent first."""
        found = [
            LearntLine(
                source=source,
                text=seen.text,
                articles=seen.articles,
                of=self._articles[source],
                first=seen.first or None,
                last=seen.last or None,
            )
            for source, lines in self._lines.items()
            for key, seen in lines.items()
            if seen.articles >= self._min_articles and self._is_furniture(key, seen, self._articles[source])
        ]
        return sorted(found, key=lambda line: (line.source, -line.articles, line.text))

    def _is_furniture(self, key: str, seen: _Seen, of: int) -> bool:
        if 0 < len(seen.days) < _DAYS or _pattern("formulas").search(key):
            return False
        share, edge = seen.articles / of, seen.at_edge / seen.articles
        if _pattern("signs").search(key):
            return share >= self._min_share and (edge >= _AT_EDGE or len(key) <= _SHORT)
        return share >= min(1.0, _UNSIGNED * self._min_share) and edge >= _ALWAYS_AT_EDGE


def _count(seen: _Seen, edge: bool, day: str) -> None:
    seen.articles += 1
    seen.at_edge += edge
    if day:
        if len(seen.days) < _DAYS:
            seen.days.add(day)
        seen.first = min(seen.first or day, day)
        seen.last = max(seen.last, day)


def _day(article: Article) -> str:
    """The day of an article as far as it is known: published, else retrieved."""
    if article.published is not None:
        return article.published.value[:10]
    return article.retrieved.date().isoformat() if article.retrieved is not None else ""


def _signature(pieces: Sequence[str]) -> int:
    """The same for copies of an article: they share their longest pieces."""
    return hash(tuple(sorted(sorted(pieces, key=lambda piece: (len(piece), piece))[-3:])))


@cache
def _pattern(group: str) -> re.Pattern[str]:
    listed = sorted(phrases_of("boilerplate.toml", group), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![^\W\d_]){re.escape(phrase)}" for phrase in listed))
