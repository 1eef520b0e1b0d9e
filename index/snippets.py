"""The passages of an article that show why it was found, with the words found marked, as the article spells them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.documents import TextField
from index.matches import Match, find_matches, merged
from index.query import Query

_SENTENCE = re.compile(r"[.!?…]\s+")
_LOOKED_AT = 2000  # occurrences; a text made of one word would cost its length times the width of a passage


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
    text: str, query: Query, *, field: TextField = "body", limit: int = 3, width: int = 240
) -> tuple[Snippet, ...]:
    """The best passages of a normalised `text`, in its order, about `width` characters each, cut between words.

    Best are those with most different words of the query that no better passage shows, then as typed, then many. A
    text without any gives its beginning, unmarked; an empty one nothing. Of more than 2,000 occurrences the first 2,000
    are looked at.
    """
    found = find_matches(text, query.words, field)[:_LOOKED_AT]
    if not found:
        return _beginning(text, width)
    passages: list[tuple[int, int]] = []
    shown: set[int] = set()
    groups = _groups(text, found, width)
    while groups and len(passages) < limit:
        best = max(groups, key=lambda group: (*_worth(group, shown), -group[0].start))
        first, last = best[0].start, max(match.end for match in best)
        passages.append(_widened(text, first, last, width, passages))
        shown.update(match.leaf for match in best)
        groups = [group for group in groups if not _touches(group, passages)]
    return tuple(_snippet(text, start, end, found) for start, end in sorted(passages))


def highlighted(text: str, query: Query, *, field: TextField = "title") -> Snippet:
    """A whole normalised text, a title say, with its matches."""
    spans = merged(find_matches(text, query.words, field))
    return Snippet(text=text, start=0, end=len(text), matches=spans)


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


def _widened(text: str, first: int, last: int, width: int, others: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch with as much of its paragraph around as fits, other passages left alone."""
    low, high = _line(text, first)
    low = max([low, *(end for _, end in others if end <= first)])
    high = min([high, *(start for start, _ in others if start >= last)])
    spare = max(0, width - (last - first))
    start = max(low, min(first - spare // 2, high - width))
    for sentence in _SENTENCE.finditer(text, start, first):
        start = sentence.end()  # begin with the sentence, where that keeps the match
    end = max(last, min(high, start + width))
    return _whole_words(text, start, end, first, last, low, high)


def _whole_words(text: str, start: int, end: int, first: int, last: int, low: int, high: int) -> tuple[int, int]:
    """The borders moved inwards to the next blanks, and off these; a word longer than the passage is cut."""
    cut = end
    if start > low:
        while start < first and not text[start - 1].isspace():
            start += 1
    if end < high:
        while end > last and not text[end].isspace():
            end -= 1
    while start < first and text[start].isspace():
        start += 1
    while end > last and text[end - 1].isspace():
        end -= 1
    return start, end if end > start else max(cut, start)


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


def _beginning(text: str, width: int) -> tuple[Snippet, ...]:
    first = len(text) - len(text.lstrip())
    if first == len(text):
        return ()
    start, end = _widened(text, first, first, width, ())
    return (_snippet(text, start, end, ()),)
