"""Lines of a text to paragraphs: lines broken at a fixed width are joined, lines of verse are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractor.clean.dateline import read_dateline
from extractor.clean.lines import ends_like_prose

_FEWEST_VERSES = 4
_LONGEST_VERSE = 12  # syllables
_SIX_EIGHT = frozenset({6, 8})  # the metre of lục bát
_REGULAR = 0.8  # of the lines of a poem have as many syllables as the most
_BROKEN_LATE = 0.1  # at most of the lines broken by a machine would have held the next word


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a text: one a line, or parted by blank lines where lines were broken at a fixed width.

    >>> paragraphs("Ngày 17/6, hội nghị\\n\\nkhai mạc tại Hà Nội.")
    ['Ngày 17/6, hội nghị', 'khai mạc tại Hà Nội.']
    """
    lines = text.split("\n")
    if _is_hard_wrapped(lines):
        return _unwrapped(lines)
    kept: list[list[str]] = []  # joined once: a page of broken lines would take time with its square
    length = 0
    verse = verses([" ".join(line.split()) for line in lines])
    fresh = True
    for place, line in enumerate(lines):
        line = " ".join(line.split())
        if not line:
            fresh = True
            continue
        if kept and not fresh and not verse[place] and length > 40 and _continues(kept[-1][-1], line):
            kept[-1].append(line)
            length += len(line) + 1
        else:
            kept.append([line])
            length = len(line)
        fresh = False
    return [" ".join(parts) for parts in kept]


def _continues(before: str, line: str) -> bool:
    """A line that begins in lower case after one that ended nowhere."""
    open_end = not ends_like_prose(before) or before.endswith(",")
    return open_end and line[0].islower() and line[1:2] not in ").:"


def verses(lines: Sequence[str]) -> list[bool]:
    """Which lines are verse: four in a row or more of one metre, blank lines between them or not.

    >>> verses(["Bến cũ giờ đây vắng mái chèo", "Con đường bê tông chạy men theo"] * 2 + ["Hết bài."])
    [True, True, True, True, False]
    """
    verse = [False] * len(lines)
    run: list[int] = []
    for place, line in enumerate((*lines, "*")):
        count = len(line.split(None, _LONGEST_VERSE))
        if line and not 3 <= count <= _LONGEST_VERSE:
            if _is_verse([lines[at] for at in run]):
                for at in run:
                    verse[at] = True
            run = []
        elif line:
            run.append(place)
    return verse


def _is_verse(lines: Sequence[str]) -> bool:
    if len(lines) < _FEWEST_VERSES:
        return False
    counts = Counter(len(line.split()) for line in lines)
    even = max(counts) - min(counts) <= 1
    return even or counts.most_common(1)[0][1] >= _REGULAR * len(lines) or counts.keys() <= _SIX_EIGHT


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Lines of like width, most of them ending amid a sentence and begun in lower case."""
    full = [line.strip() for line in lines if line.strip()]
    if len(full) < 6 or max(map(len, full)) > 130:
        return False
    lengths = sorted(map(len, full))
    if lengths[len(lengths) // 2] < 40:  # verse or headings among the lines: the long ones have to be of one width
        long = [length for length in lengths if length >= 40]
        if 2 * len(long) < len(full) - 2 or sum(length > 0.85 * lengths[-1] for length in long) < 0.75 * len(long):
            return False
    if 2 * sum(verses(full)) > len(full):
        return False
    open_ends = sum(not ends_like_prose(line) for line in full)
    lower = sum(line[0].islower() for line in full)
    return open_ends * 2 > len(full) and lower * 4 > len(full)


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines joined to paragraphs: a blank line, an indent, or a line that ends before the margin parts them.

    Where a machine broke the lines, each took in all words that it could hold: one that had room for the next word
    ends a paragraph or is none. Where a hand broke them, only a short line that ends a sentence does.
    """
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    greedy, widest = _is_greedy(lines, lengths[-1]), lengths[-1]
    width = lengths[-1 - len(lengths) // 10]
    kept: list[list[str]] = []
    fresh = True
    for place, line in enumerate(lines):
        bare = " ".join(line.split())
        if not bare:
            fresh = True
            continue
        if fresh or not kept or line.startswith(("    ", "\t")):
            kept.append([bare])
        else:
            kept[-1].append(bare)
        if greedy:
            fresh = _had_room(line, lines[place + 1 : place + 2], widest)
        else:
            fresh = ends_like_prose(bare) and len(line.rstrip()) < 0.8 * width
        fresh = fresh or read_dateline(bare) is not None
    return [" ".join(parts) for parts in kept]


def _is_greedy(lines: Sequence[str], width: int) -> bool:
    """Whether hardly any line that goes on in the next had room for its first word."""
    going_on = [(line, after) for line, after in pairwise(lines) if after.strip()[:1].islower() and line.strip()]
    late = sum(_had_room(line, [after], width) for line, after in going_on)
    return late <= _BROKEN_LATE * len(going_on)


def _had_room(line: str, after: Sequence[str], width: int) -> bool:
    """Whether the next line's first word would have stood on the line too."""
    words = after[0].split() if after else []
    return not words or len(line.rstrip()) + 1 + len(words[0]) <= width
