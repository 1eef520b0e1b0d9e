"""The passages of an article that show why it was found, with the words found marked, as the article spells them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.documents import TextField
from index.matches import Match, find_matches, merged
from index.nodes import Leaf
from index.occurrences import Finder
from index.query import Query

Sentences = Sequence[tuple[int, int]]
"""Start and end of each sentence of a text, sorted and disjoint."""

_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s+")  # the end of a sentence, where nobody has cut the text
_LOOKED_AT = 2000  # occurrences; a text made of one word would cost its length times the width of a passage
_TRIED = 12  # runs of one group of matches that are tried for whole sentences
_PATTERNS = 30  # words of a query that are worth a pattern each; more are looked for in one pass over the syllables


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """`text` is the article's `[start:end]`, within one paragraph; `matches` are (start, end) offsets into `text`.

    `before` and `after` say whether the paragraph goes on there.
    """

    text: str
    start: int
    end: int
    matches: tuple[tuple[int, int], ...] = ()
    before: bool = False
    after: bool = False

    def marked(self, opening: str, closing: str, escape: Callable[[str], str] = str) -> str:
        """The passage with its matches between `opening` and `closing`; `escape` is put on the text only.

        >>> Snippet(text="Công an tỉnh", start=0, end=12, matches=((0, 7),)).marked("[", "]")
        '[Công an] tỉnh'
        """
        parts: list[str] = []
        at = 0
        for start, end in self.matches:
            parts += [escape(self.text[at:start]), opening, escape(self.text[start:end]), closing]
            at = end
        return "".join([*parts, escape(self.text[at:])])


def snippets(
    text: str,
    query: Query,
    *,
    field: TextField = "body",
    limit: int = 3,
    width: int = 240,
    sentences: Sentences | None = None,
    lead: tuple[int, int] | None = None,
) -> tuple[Snippet, ...]:
    """The best passages of a normalised `text`, in its order: whole sentences, as many as `width` characters hold.

    Best are those with most different words of the query that no better passage shows, then as typed, then many. A
    longer sentence is cut between words; `sentences` says where they are, else stops tell. A text without any match
    gives its beginning, unmarked; an empty one nothing. Of more than 2,000 occurrences the first 2,000 are looked at.
    `lead` is the part of the body in which words of the lead are looked for, where it is known.
    """
    found = _matches(text, query, field)
    if lead is not None:
        found = tuple(match for match in found if _may_stand(match, query.words[match.leaf], lead))
    found = found[:_LOOKED_AT]
    if not found:
        return _beginning(text, width, sentences)
    passages: list[tuple[int, int]] = []
    shown: set[int] = set()
    groups = _groups(text, found, width)
    while groups and len(passages) < limit:
        best = max(groups, key=lambda group: (*_worth(group, shown), -group[0].start))
        passages.append(_passage(text, _runs(best), width, passages, sentences))
        shown.update(match.leaf for match in best)
        groups = [group for group in groups if not _touches(group, passages)]
    return tuple(_snippet(text, start, end, found) for start, end in sorted(passages))


def highlighted(text: str, query: Query, *, field: TextField = "title") -> Snippet:
    """A whole normalised text, a title say, with its matches."""
    return Snippet(text=text, start=0, end=len(text), matches=merged(_matches(text, query, field)))


def _matches(text: str, query: Query, field: TextField) -> tuple[Match, ...]:
    words = query.words
    return find_matches(text, words, field) if len(words) > _PATTERNS else Finder(words, field).matches(text)


def _may_stand(match: Match, leaf: Leaf, lead: tuple[int, int]) -> bool:
    return leaf.fields != ("lead",) or (lead[0] <= match.start and match.end <= lead[1])


def _worth(group: Sequence[Match], shown: set[int]) -> tuple[int, int, int]:
    leaves = {match.leaf for match in group}
    return len(leaves - shown), len({match.leaf for match in group if match.exact}), len(group)


def _groups(text: str, found: Sequence[Match], width: int) -> list[Sequence[Match]]:
    """For each match the run of matches that begins with it and fits into a passage of its paragraph."""
    groups: list[Sequence[Match]] = []
    stop = 0
    for i, match in enumerate(found):
        stop = max(stop, i + 1)
        line_end = _line(text, match.start)[1]
        while stop < len(found) and found[stop].end <= min(match.start + width, line_end):
            stop += 1
        groups.append(found[i:stop])
    return groups


def _touches(group: Sequence[Match], passages: Sequence[tuple[int, int]]) -> bool:
    first, last = group[0].start, max(match.end for match in group)
    return any(first < end and start < last for start, end in passages)


def _runs(group: Sequence[Match]) -> list[tuple[int, int]]:
    """From where to where the matches go; then without some at either end, as long as no word is lost."""
    words = {match.leaf for match in group}
    runs = [group]
    for rest in (slice(None, -1), slice(1, None)):
        run = group[rest]
        while len(runs) < _TRIED and {match.leaf for match in run} == words:
            runs.append(run)
            run = run[rest]
    return [(run[0].start, max(match.end for match in run)) for run in runs]


def _passage(
    text: str,
    runs: Sequence[tuple[int, int]],
    width: int,
    others: Sequence[tuple[int, int]],
    sentences: Sentences | None,
) -> tuple[int, int]:
    """The sentences of the first of the runs for which `width` is enough, with as many around them as fit.

    Where it is for none, the first is cut between words. Other passages are left alone.
    """
    first, last = runs[0]
    low, high = _line(text, first)
    low = max([low, *(end for _, end in others if end <= first)])
    high = min([high, *(start for start, _ in others if start >= last)])
    borders = _borders(text, max(low, first - width), min(high, last + width), low, high, sentences)
    for run in runs:
        i, j = bisect_right(borders, run[0]) - 1, bisect_left(borders, max(run[1], run[0] + 1))
        if i >= 0 and j < len(borders) and _fits(text, borders[i], borders[j], width):
            return _stripped(text, *_grown(text, borders, i, j, width), *run)
    i, j = bisect_right(borders, first) - 1, bisect_left(borders, max(last, first + 1))
    start, end = borders[i] if i >= 0 else low, borders[j] if j < len(borders) else high
    return _whole_words(text, *_window(first, last, width, start, end), first, last, low, high)


def _grown(text: str, borders: Sequence[int], i: int, j: int, width: int) -> tuple[int, int]:
    """The sentences from border `i` to border `j` and those behind and before them that fit."""
    while True:
        if j + 1 < len(borders) and _fits(text, borders[i], borders[j + 1], width):
            j += 1
        elif i > 0 and _fits(text, borders[i - 1], borders[j], width):
            i -= 1
        else:
            return borders[i], borders[j]


def _fits(text: str, start: int, end: int, width: int) -> bool:
    return len(text[start:end].strip()) <= width


def _window(first: int, last: int, width: int, low: int, high: int) -> tuple[int, int]:
    """`width` characters around the matches, as many behind as before, none beyond `low` and `high`."""
    start = max(low, first - max(0, width - (last - first)) // 2)
    end = min(high, start + width)
    return min(first, max(low, end - width)), max(last, end)


def _borders(text: str, start: int, end: int, low: int, high: int, sentences: Sentences | None) -> list[int]:
    """Where a sentence begins or ends from `start` to `end`, in a paragraph (or what is left of it) `low` to `high`."""
    if sentences is None:
        inner = [stop.end() for stop in _STOP.finditer(text, start, end)]
    else:
        at = bisect_left(sentences, (start, 0))
        inner = [begin for begin, _ in sentences[at : bisect_left(sentences, (end, 0))]]
    ends = [low] * (start == low) + [high] * (end == high)
    return sorted({*ends, *(border for border in inner if low < border < high)})


def _whole_words(text: str, start: int, end: int, first: int, last: int, low: int, high: int) -> tuple[int, int]:
    """The borders moved inwards to the next blanks, and off these; a word longer than the passage is cut."""
    cut = end
    if start > low:
        while start < first and not text[start - 1].isspace():
            start += 1
    if end < high:
        while end > last and not text[end].isspace():
            end -= 1
    start, end = _stripped(text, start, end, first, last)
    return start, end if end > start else max(cut, start)


def _stripped(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Without the blanks at either end."""
    while start < first and text[start].isspace():
        start += 1
    while end > last and text[end - 1].isspace():
        end -= 1
    return start, end


def _line(text: str, offset: int) -> tuple[int, int]:
    """The paragraph that holds `offset`."""
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def _snippet(text: str, start: int, end: int, found: Sequence[Match]) -> Snippet:
    low, high = _line(text, start)
    inside = (match for match in found if start <= match.start and match.end <= end)
    return Snippet(
        text=text[start:end],
        start=start,
        end=end,
        matches=tuple((s - start, e - start) for s, e in merged(inside)),
        before=bool(text[low:start].strip()),
        after=bool(text[end:high].strip()),
    )


def _beginning(text: str, width: int, sentences: Sentences | None) -> tuple[Snippet, ...]:
    first = len(text) - len(text.lstrip())
    if first == len(text):
        return ()
    start, end = _passage(text, [(first, first)], width, (), sentences)
    return (_snippet(text, start, end, ()),)
