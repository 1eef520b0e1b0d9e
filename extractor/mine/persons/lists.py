"""Several people and posts of one list: `A, B và C`, `A và B được bầu làm …`, `A và B lần lượt giữ chức X và Y`."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.mine.persons.clause import Anchor, Clause, Post
from extractor.mine.persons.gaps import patterns
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.positions import PLURAL


def listed(clause: Clause, items: Sequence[Anchor | Post], index: int) -> list[Anchor]:
    """The names of the list that ends before a shared post (`A, B và C, các Phó Giám đốc …`)."""
    found: list[Anchor] = []
    end: int | None = None
    for item in reversed(items[:index]):
        if not isinstance(item, Anchor) or item.pronoun:
            break
        if end is not None and not patterns().listed.match(clause.gap(item.end, end)):
            break
        found.append(item)
        end = item.start
    return found[::-1]


def listed_behind(clause: Clause, items: Sequence[Anchor | Post], index: int) -> list[Anchor]:
    """The names of the list that begins at `index` (`3 Phó Thủ tướng: A, B và C`)."""
    found: list[Anchor] = []
    for item in items[index:]:
        if not isinstance(item, Anchor) or item.pronoun:
            break
        if found and not patterns().listed.match(clause.gap(found[-1].end, item.start)):
            break
        found.append(item)
    return found


def listed_posts(clause: Clause, items: Sequence[Anchor | Post], index: int) -> list[Post]:
    """The posts of the list that begins at `index`, nobody's yet."""
    found: list[Post] = []
    for item in items[index:]:
        if not isinstance(item, Post) or item.anchors:
            break
        if found and not patterns().chain.match(unplural(clause.gap(found[-1].end, item.start), item)):
            break
        found.append(item)
    return found


def deal(posts: Sequence[Post], people: Sequence[Anchor]) -> None:
    """`A và B lần lượt giữ chức X và Y`: each his own; of one post, all; where the counts differ, nobody is told."""
    for post, holder in zip(posts, people, strict=False):
        post.anchors = list(people) if len(posts) == 1 else [holder]
    if 1 != len(posts) != len(people):
        for post in posts:
            post.anchors, post.closed = [], True


def everyone(clause: Clause, items: Sequence[Anchor | Post], index: int, holder: Anchor, verb: int) -> list[Anchor]:
    """`A và B giữ chức …`: both; `A, Phó Giám đốc …, và B, Trưởng Phòng …, được bầu làm …`: both."""
    at = items.index(holder)
    found = listed(clause, items, at + 1)
    if len(found) > 1 and not _is_list(clause, items, found):
        found = [holder]
    ahead = clause.gap(items[index - 1].end, verb)
    shared = patterns().together.search(ahead) or ("," in ahead and not _is_held(clause.low[verb : items[index].start]))
    if at + 1 < index and at >= 2 and len(found) == 1 and shared:
        while at >= 2:
            before, first = items[at - 1], items[at - 2]
            gap = clause.gap(before.end, found[0].start)
            link = patterns().joined if len(found) == 1 else patterns().next_of_list
            if not isinstance(before, Post) or not isinstance(first, Anchor) or first not in before.anchors:
                break
            if not link.match(gap) and not (patterns().together.search(ahead) and patterns().next_of_list.match(gap)):
                break
            found = [first, *found]
            at = at - 2 if patterns().together.search(ahead) else 0
    if len(found) == 1 and at + 1 < index and not _is_held(clause.low[verb : items[index].start]):
        found = _chosen(clause, items, at)
    return found


def _chosen(clause: Clause, items: Sequence[Anchor | Post], at: int) -> list[Anchor]:
    """`bầu bà A, Giám đốc …, ông B, Bí thư …, giữ chức …`: all whom the verb names; `at` is that of the last."""
    found = [item for item in items[at : at + 1] if isinstance(item, Anchor)]
    last, k = found[0], at
    while k >= 0 and not patterns().chosen.search(clause.ahead(found[0].start)):
        k -= 1
        own = k
        while k >= 0 and isinstance(item := items[k], Post) and not item.by_verb and len(item.anchors) == 1:
            k -= 1
        first = items[k] if 0 <= k < own else None
        if not isinstance(first, Anchor) or first.pronoun or first not in _holders(items[own]):
            return [last]
        gap = clause.gap(items[own].end, found[0].start)
        if not patterns().next_of_list.match(gap) and not patterns().listed.match(gap):
            return [last]
        found = [first, *found]
    return found if k >= 0 else [last]


def _holders(item: Anchor | Post) -> Sequence[Anchor]:
    return item.anchors if isinstance(item, Post) else ()


def _is_held(phrase: str) -> bool:
    """`A, Phó …, và B, Trưởng …, khi đó là Giám đốc`: said of one; `…, được bầu làm …` of both."""
    return phrase.strip(" :") in lexicon().words["holding.held"]


def _is_list(clause: Clause, items: Sequence[Anchor | Post], people: Sequence[Anchor]) -> bool:
    """`A, B và C`, `các ông A, B`, `A, B`; not `theo quyết định của Bộ trưởng A, ông B`."""
    joint = clause.low[people[-2].end : people[-1].start]
    if patterns().joined.match(joint):
        return True
    at = items.index(people[0])
    own = items[at - 1] if at > 0 else None
    held = isinstance(own, Post) and people[0] in own.anchors
    if patterns().plural.search(clause.low, max(clause.start, people[0].start - 40), people[0].start):
        return not held
    return joint == ", " and not held


def unplural(gap: str, item: Post) -> str:
    """The gap before a post without the `các` that makes it several."""
    return gap.removesuffix("các ") if item.position.rule == PLURAL else gap
