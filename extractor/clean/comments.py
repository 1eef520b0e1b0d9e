"""What readers wrote under an article, told by its heading, whatever the classes around it are called.

A short line such as `Bình luận (14)` or `14 ý kiến` under running text opens comments where lines as only comments
have them follow (`Thích · Trả lời`, `2 giờ trước`). All that stands beside and below it in its box goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from extractor.clean.data import phrase_set

if TYPE_CHECKING:
    from extractor.clean.container import Region

COMMENTS: Final = "readers-comments"
"""A class that says so to whatever reads the tree later."""
_LONGEST_HEADING = 40  # characters
_LONGEST_SIGN = 90
_COUNT = " ()[]0123456789.,:+-–|·\n"
_BEFORE = 80  # characters of running text above the heading, at least
_FIRST = 1500  # characters of the first comment, at most: what is longer is the article
_MOST = 20  # headings that are tried
_NEAR = 300  # elements in which the first comment ends
_DEEPEST = 6  # elements that a heading may stand first in


def is_heading(line: str) -> bool:
    """Whether a line may stand over comments: their name, perhaps with their number.

    >>> is_heading("Bình luận (14)"), is_heading("14 ý kiến"), is_heading("Ý kiến của bà Sen")
    (True, True, False)
    """
    return 4 < len(line) < _LONGEST_HEADING and line.strip(_COUNT).lower() in phrase_set("comments")


def is_sign(line: str) -> bool:
    """Whether a line is what only comments have beside them: their buttons and their age.

    >>> is_sign("5 giờ trước · Thích · Trả lời"), is_sign("Thích thú, bà con trả lời")
    (True, False)
    """
    if not 4 < len(line) < _LONGEST_SIGN:
        return False
    rest = f" {' '.join(line.lower().translate(_BLANKS).split())} "
    found = False
    for phrase in _signs():
        if (inside := f" {phrase} ") in rest:
            rest, found = rest.replace(inside, "  "), True
    return found and not rest.strip()


_BLANKS: Final = str.maketrans(dict.fromkeys("0123456789.,:()[]·•|-–/#\u00a0", " "))


@cache
def _signs() -> tuple[str, ...]:
    """Longest first."""
    return tuple(sorted(phrase_set("comment_signs"), key=len, reverse=True))


def mark_comments(regions: Sequence[Region], heads: Sequence[Region]) -> bool:
    """Declare dead, and name so, what stands under a heading of comments; whether any did."""
    before = at = 0
    for head in heads[:_MOST]:
        before += sum(region.gain for region in regions[at : head.order] if region.block and not region.dead)
        at = head.order
        if head.parent < 0 or before < _BEFORE:
            continue
        first = _outermost(regions, head)
        for last in (_end_of(regions, first), _end_of(regions, regions[first.parent])):
            if _is_commented(regions[head.order + 1 : min(last, head.order + _NEAR) + 1]):
                _silence(regions, first, last)
                return True
    return False


def _outermost(regions: Sequence[Region], head: Region) -> Region:
    """The outermost element that begins with the heading."""
    first = head
    for _ in range(_DEEPEST):
        box = regions[first.parent]
        if box.parent < 0 or any(region.block and region.text for region in regions[box.order : first.order]):
            break
        first = box
    return first


def _end_of(regions: Sequence[Region], box: Region) -> int:
    """Order of the last element within a box."""
    return next((later.order - 1 for later in regions[box.order + 1 :] if later.parent < box.order), len(regions) - 1)


def _is_commented(following: Sequence[Region]) -> bool:
    """Whether the signs of a comment follow before an article could stand there."""
    size = 0
    for region in following:
        if region.tag == "h1" or size > _FIRST:
            return False
        if region.block:
            if is_sign(region.text):
                return True
            size += region.gain
    return False


def _silence(regions: Sequence[Region], first: Region, last: int) -> None:
    for region in regions[first.order : last + 1]:
        region.dead = True
        if region.parent == first.parent:
            region.role = "comments"
            named = region.element.get("class", "")
            if COMMENTS not in named:
                region.element.set("class", f"{named} {COMMENTS}".strip())
