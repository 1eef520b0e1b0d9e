"""A sentence cut into stretches with at most one governing date each.

Semicolons cut (not in brackets); between two governing dates of one part the cut falls before a date that opens a
clause (`…, năm 1963 vào bộ đội`), else at a comma or joining word that has a doing on either side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.records import quick
from corpus.spans import Span
from extractor.events.governing import When, governing
from extractor.events.leading import DAYS
from extractor.events.view import View

_CLOSING = ('",', "”,", '".', "”.")
_QUOTES = re.compile(r"[“”«»\"]")


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`[start, end)` of the text inside `sentence`; `when` is None where no date of its own governs it.

    `part` counts the semicolon parts of the sentence; `quoted` tells that its date stands inside quotation marks, which
    `quotes` lists for the sentence.
    """

    sentence: Span
    start: int
    end: int
    part: int
    when: When | None
    quoted: bool
    quotes: tuple[tuple[int, int], ...] = ()


def stretches(view: View, sentence: Span) -> Iterator[Stretch]:
    """The sentence's stretches, in order."""
    marks = [m.start() for m in _QUOTES.finditer(view.text, sentence.start, sentence.end)]
    if marks and view.text[marks[0] : marks[0] + 2] in _CLOSING:
        marks.insert(0, sentence.start)  # the quotation began in a sentence before
    quotes = tuple(zip(marks[::2], [*marks[1::2], sentence.end], strict=False))
    for part, (start, end) in enumerate(_parts(view.text, sentence)):
        dates = governing(view, start, end)
        cuts = [start, *_cuts(view, dates, start), end]
        for i, when in enumerate(dates or [None]):
            begin, stop = cuts[i], cuts[i + 1]
            anchor = when.start if when else begin + 1
            inside = any(a < anchor < b for a, b in quotes)
            yield Stretch(sentence=sentence, start=begin, end=stop, part=part, when=when, quoted=inside, quotes=quotes)


def _parts(text: str, sentence: Span) -> Iterator[tuple[int, int]]:
    """The sentence cut at semicolons outside brackets."""
    begin, depth = sentence.start, 0
    if text.find(";", begin, sentence.end) < 0:
        yield begin, sentence.end
        return
    for match in re.finditer(r"[;()]", text[sentence.start : sentence.end]):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth = max(0, depth - 1)
        elif depth == 0:
            stop = sentence.start + match.start()
            yield begin, stop
            begin = stop + 1
    if begin < sentence.end:
        yield begin, sentence.end


def _cuts(view: View, dates: list[When], start: int) -> Iterator[int]:
    """Where the stretch of each date after the first begins."""
    floor = start
    for a, b in pairwise(dates):
        floor = max(floor, a.end)
        floor = _cut(view, b, floor, leading=a.attachment == "front" or _leads(view, a, start))
        yield floor


def _joints(view: View, start: int, end: int) -> list[int]:
    """Commas and joining words within [start, end), in order."""
    commas = [m.start() for m in re.finditer(",", view.text[start:end])]
    within = range(view.word_at(start), view.word_at(end))
    joining = [view.word_starts[i] for i in within if view.cues.holds("joint", view.spelt[i])]
    return sorted([*(start + c for c in commas), *joining])


def _leads(view: View, when: When, start: int) -> bool:
    """Whether the date closes a phrase of place in front of its clause (`Tại phiên họp ngày 10/5, …`)."""
    if when.attachment != "behind" or view.cue_after("locating", start) is None:
        return False
    return view.text[when.end : when.end + 2].lstrip().startswith(",") and "," not in view.text[start : when.opening]


def _cut(view: View, b: When, floor: int, *, leading: bool) -> int:
    if b.opening <= floor:
        return b.start
    if b.attachment == "front":
        return b.opening
    joints = _joints(view, floor, b.opening)
    doings = [h.start for h in view.hits_in(floor, b.start) if h.kind not in ("ignore", "state", "speech")]
    if leading:
        joints = [j for j in reversed(joints) if any(h < j for h in doings) and any(h > j for h in doings)]
    if leading and not joints and (named := _occasion_named(view, b, floor)) is not None:
        return named
    return joints[0] if joints else (b.opening if leading else floor)


def _occasion_named(view: View, b: When, floor: int) -> int | None:
    """Where the case or occasion begins that the clause only speaks of (`điều tra vụ cháy xảy ra tối 19/8`)."""
    if b.range.grain not in DAYS or b.attachment not in ("tight", "behind"):
        return None
    hits = [h for h in view.hits_in(floor, b.opening) if h.kind not in ("ignore", "state", "speech")]
    nouns = [i for i, h in enumerate(hits) if h.kind == "noun"]
    if not nouns or nouns[-1] == 0 or not any(h.kind in ("verb", "action") for h in hits[: nouns[-1]]):
        return None
    behind = hits[nouns[-1] + 1 :]
    held = all(h.kind == "frame" or view.cues.holds("befalling", view.canon[h.start : h.end]) for h in behind)
    return hits[nouns[-1]].start if held and behind else None
