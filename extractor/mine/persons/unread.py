"""Posts before capitals that nobody has read: `Giám đốc Sở Y tế A, | Bí thư Huyện ủy Zơ Blek cùng dự`.

The capitals may be a name that no rule knows, or the rest of a unit's name. Where the list puts posts first, or what
follows goes on in small letters, they are the holder's, and the post must not slide to the person before it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from corpus.mentions import Unit
from extractor.mine.persons.bare_levels import is_known, tier_before
from extractor.mine.persons.clause import Anchor, Post
from extractor.mine.persons.scan import INITIAL, LOWER, TITLE, Scan

FIRMS, PUBLIC = "firm", "public"
"""What `Post.unread` tells: capitals behind a firm, or before a comma; those behind a public body that go on."""

_LONGEST, _COMMUNE = 5, 3
_WORDS = frozenset({
    "position.unit_noun", "body", "sector", "head", "rank", "honorific", "level", "country", "place", "title",
    "occupation", "named_after", "position.acting", "position.former",
})  # fmt: skip
_BEARING = _WORDS | {"rank.force", "introduces", "speech", "position.after"}
_JOINING = (",", "-", "–", "—", ";")


def mark_unread(found: Scan, posts: Sequence[Post], marked: Container[int], units: dict[int, Unit]) -> None:
    """Set `unread` of the posts before capitals that are none of the mentions `marked` (starts; `units` by end)."""
    for post in posts:
        unit = units.get(post.end)
        if (last := _run_end(found, post, marked)) is None:
            post.unread = FIRMS if unit is not None and _of_no_place(found, unit) else ""
            continue
        goes_on = found.gaps[last - 1] == " " and last < len(found.words) and found.shapes[last] == LOWER
        public = unit is not None and unit.type != "other" and goes_on
        post.unread = PUBLIC if public else FIRMS


def _of_no_place(found: Scan, unit: Unit) -> bool:
    """`Bí thư Huyện ủy Zơ Blek`: a district or province that no list has may be its name, or the holder's."""
    if not unit.place or not unit.text.endswith(unit.place):
        return False
    first = found.at(unit.end - len(unit.place))
    tier = tier_before(found, first)
    return tier is not None and tier < _COMMUNE and not is_known(" ".join(found.words[first : found.at(unit.end)]), 2)


def _run_end(found: Scan, post: Post, marked: Container[int]) -> int | None:
    """End of two syllables or more with capitals behind the post or its number (`Đội trưởng Đội | 2 Zơ Blek`)."""
    first = found.at(post.end)
    if first + 2 >= len(found.words) or found.starts[first] != post.end + 1 or found.gaps[first - 1] != " ":
        return None
    if found.words[first].isdigit() and found.gaps[first] == " ":
        first += 1
    if found.starts[first] in marked or any(not _WORDS.isdisjoint(h.phrase.kinds) for h in found.starting[first]):
        return None
    last = first
    while last < len(found.words) and last - first < _LONGEST and found.shapes[last] == TITLE:
        last += 1
        if found.gaps[last - 1] != " ":
            break
    return last if last - first > 1 else None


def stands_unread(found: Scan, start: int, end: int, marked: Container[int]) -> bool:
    """Whether capitals that are nobody's known name begin behind a rank and end before `end`: `Đại úy | Hoàng`, `H.`"""
    first = found.at(start)
    if first >= len(found.words) or found.gaps[first - 1] != " " or found.shapes[first] not in (TITLE, INITIAL):
        return False
    if found.starts[first] in marked:
        return False
    if found.shapes[first] == TITLE and any(not _BEARING.isdisjoint(h.phrase.kinds) for h in found.starting[first]):
        return False
    last = first + 1
    while last < len(found.words) and found.gaps[last - 1] == " " and found.shapes[last] != LOWER:
        last += 1
    return last - first < _LONGEST and found.ends[last - 1] < end


def is_unreads(items: Sequence[Anchor | Post], item: Post, holder: Anchor, gap: str) -> bool:
    """Whether the post behind `holder`, in a list of posts and names, is that of a name that was not read."""
    if not item.unread or not gap.lstrip(" §").startswith(_JOINING):
        return False
    if item.unread == PUBLIC:
        return True
    at = items.index(holder)
    before = items[at - 1] if at > 0 else None
    return isinstance(before, Post) and holder in before.anchors
