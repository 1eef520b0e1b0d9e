"""Who holds a post: reading one sentence from person to post and back.

Posts stand before a name (`Phó Thủ tướng X`; `Bí thư Chi bộ, Trung tá X`), behind it (`X, Bí thư …, Giám đốc …`;
`X - …`; `X (…)`), or behind a word of taking up, holding or leaving (`bổ nhiệm X giữ chức …`, `ông từng là …`).
All gaps between them are read on the compared text, with units, places, dates (§), ranks (®) and titles (~) that stand
there passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from extractor.mine.persons.clause import LONGEST_GAP, Anchor, Clause, Post
from extractor.mine.persons.gaps import behind, patterns
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.lists import deal, everyone, listed, listed_behind, listed_posts, unplural
from extractor.mine.persons.unread import is_unreads
from extractor.mine.positions import HELD, PLURAL, TITLE

_ACTING = len("quyền ")  # `được giao quyền | Trưởng Phòng`
_BREAK = re.compile(r"[\"“”?!]")
_DASHES = frozenset("-–—")
_LIST = 8  # posts and their holder in one list behind a verb
_GENERAL = 80  # letters of whom nobody knows, before the post that he has
_REACH = 260  # letters between a holder and a word of taking up, within one sentence


def bind(clause: Clause) -> None:
    """Give every post of the clause its anchors."""
    items = clause.items
    _bind_tight(clause, items)
    _bind_each(clause, items)
    _close_represented(clause, items)
    last: Anchor | Post | None = None
    for index, item in enumerate(items):
        if isinstance(item, Anchor):
            last = item if not item.pronoun else last
            continue
        if item.anchors or item.closed:
            last = None
            continue
        _bind_behind(clause, items, index, last) or item.closed or _bind_verb(clause, items, index)
        last = item if item.anchors or item.stated or item.closed else None
    find, start, end = clause.low.find, clause.start, clause.end
    if len(items) > 1 and [words for words in lexicon().words["gap.in_turn"] if find(words, start, end) >= 0]:
        _bind_turns(clause, items)
    _bind_before(clause, items)


def _bind_tight(clause: Clause, items: Sequence[Anchor | Post]) -> None:
    """`Thứ trưởng | X`, `Giám đốc Công an tỉnh | Đại tá X`."""
    for index, (item, following) in enumerate(pairwise(items)):
        if isinstance(item, Post) and isinstance(following, Anchor) and not following.pronoun:
            gap = clause.gap(item.end, following.start)
            if len(gap) >= LONGEST_GAP:
                continue
            if item.position.rule != PLURAL and patterns().tight.match(gap):
                item.anchors = [following]
            elif item.position.rule == PLURAL and patterns().several.match(gap):
                item.anchors = listed_behind(clause, items, index + 1)[::-1]  # (the nearest is the first)
            elif patterns().holder_is.match(gap) and patterns().opening.search(clause.ahead(item.start)):
                item.anchors = listed_behind(clause, items, index + 1)[::-1]
            elif patterns().by.match(gap) and patterns().held_by.match(clause.low, following.end):
                item.anchors = [following]


def _bind_each(clause: Clause, items: Sequence[Anchor | Post]) -> None:
    """`Ba trong bốn Phó Bí thư | đều từng là Bí thư … là các ông A, B và C`: both posts are everybody's."""
    for index, (item, following) in enumerate(pairwise(items)):
        if not isinstance(item, Post) or not isinstance(following, Post) or item.position.rule != PLURAL:
            continue
        if item.anchors or not patterns().each_was.match(clause.gap(item.end, following.start)):
            continue
        if not following.anchors and index + 2 < len(items):
            gap = clause.gap(following.end, items[index + 2].start)
            if len(gap) < LONGEST_GAP and patterns().holder_is.match(gap):
                following.anchors = listed_behind(clause, items, index + 2)[::-1]
        item.anchors = list(following.anchors)


def _close_represented(clause: Clause, items: Sequence[Anchor | Post]) -> None:
    """`Thừa ủy quyền của | Bộ trưởng Bộ Công an |, Thiếu tướng X …`: who comes next is another."""
    for item in items:
        if not isinstance(item, Post) or item.anchors:
            continue
        if clause.low.endswith(_behalf_ends(), clause.start, max(item.start - 1, clause.start)):
            item.closed = patterns().behalf.search(clause.ahead(item.start)) is not None


@cache
def _behalf_ends() -> tuple[str, ...]:
    """The last words of `gap.behalf`."""
    return tuple({f" {phrase.split()[-1]}" for phrase in lexicon().words["gap.behalf"]})


def _bind_behind(clause: Clause, items: Sequence[Anchor | Post], index: int, last: Anchor | Post | None) -> bool:
    """`X, Bí thư …, Giám đốc …`: behind a name, or behind a post that is somebody's already."""
    item = items[index]
    if last is None or not isinstance(item, Post):
        return False
    gap = unplural(clause.gap(last.end, item.start), item)
    if len(gap) > LONGEST_GAP:
        return False
    if isinstance(last, Post):
        if item.position.rule == PLURAL or not patterns().chain.match(gap):
            return False
        if ";" in gap and not (last.by_verb or _in_bracket(clause, last, item) or _ends_list(clause, items, index)):
            return False
        if last.anchors and is_unreads(items, item, last.anchors[-1], gap):
            item.closed = True
            return False
        item.anchors, item.stated, item.by_verb = list(last.anchors), last.stated, last.by_verb
        item.closed = last.closed
        return True
    if item.position.rule == PLURAL:
        if patterns().shared.match(clause.gap(last.end, item.start)):
            item.anchors = listed(clause, items, index)
        return bool(item.anchors)
    if gap.strip() in lexicon().words["gap.taking"]:
        return False  # bầu các ông A, B làm …, A thay B làm …: `_bind_verb` knows whom it is said of
    was = item.position.former and not gap.strip()  # ông X nguyên Chủ tịch …
    if not (was or behind().match(gap)) or _is_next_ones(clause, items, index) or _acts(clause, last, item, gap):
        return False
    if is_unreads(items, item, last, gap):
        item.closed = True
        return False
    item.anchors = [last]
    return True


def _ends_list(clause: Clause, items: Sequence[Anchor | Post], index: int) -> bool:
    """`X, Giám đốc Sở A; | Phó Chủ tịch HĐND.`: with no name behind, it is not the next one's."""
    following = items[index + 1] if index + 1 < len(items) else None
    return following is None and clause.low[items[index].end : items[index].end + 2].strip()[:1] in ("", ".", ",", ")")


def _in_bracket(clause: Clause, before: Post, item: Post) -> bool:
    """`X (Trưởng Phòng …; nguyên Phó …)`: both inside one bracket behind the name."""
    start = before.anchors[-1].end if before.anchors else before.start
    opened = clause.low.rfind("(", start, before.start) if start < before.start else -1
    return opened >= 0 and clause.low.find(")", opened, item.start) < 0


def _acts(clause: Clause, source: Anchor, item: Post, gap: str) -> bool:
    """`Theo ông X, ngày 25-10, | Thủ tướng sẽ trình …`: the office itself acts, whom the report is from has another."""
    if item.position.unit is not None or "§" not in gap or not patterns().tense.match(clause.low, item.end):
        return False
    before = clause.gap(max(clause.start, source.start - 60), source.start)
    return patterns().source.search(before) is not None


def _is_next_ones(clause: Clause, items: Sequence[Anchor | Post], index: int) -> bool:
    """`Phó Giám đốc …, Đại tá A, Trưởng Phòng …, Thượng tá B`: in a list that puts posts first, the post is B's."""
    if index < 2 or index + 1 >= len(items):
        return False
    before, owner, following = items[index - 2], items[index - 1], items[index + 1]
    if not isinstance(before, Post) or not isinstance(owner, Anchor) or not isinstance(following, Anchor):
        return False
    loose, between = patterns().loose, clause.gap(before.end, owner.start)
    ahead = clause.gap(items[index].end, following.start)
    if not loose.match(ahead):
        return False
    if owner in before.anchors and patterns().tight.match(between):
        return ahead.lstrip(" §")[:1] in _DASHES  # Chủ tịch UBND huyện A, Trưởng Công an huyện - Thượng tá B
    return loose.match(between) is not None and "®" in ahead


def _bind_before(clause: Clause, items: Sequence[Anchor | Post]) -> None:
    """`Bí thư Chi bộ, Trung tá X`; `Bí thư Đảng ủy, Giám đốc Công an tỉnh X`: from the name backwards."""
    for index in range(len(items) - 2, -1, -1):
        item, following = items[index], items[index + 1]
        if not isinstance(item, Post) or item.anchors or item.closed:
            continue
        if item.position.rule != HELD and not item.awaits:
            continue
        gap = clause.gap(item.end, following.start)
        if len(gap) > LONGEST_GAP:
            continue
        if isinstance(following, Anchor):
            if not following.pronoun and patterns().loose.match(gap) and _opens(items, index, gap):
                item.anchors = [following]
        elif following.anchors and following.anchors[0].start > following.start and patterns().before.match(gap):
            item.anchors = list(following.anchors)
            item.stated = False


def _opens(items: Sequence[Anchor | Post], index: int, gap: str) -> bool:
    """A post before a comma and a name is that name's, where a rank or title stands between or nobody came before."""
    item = items[index]
    if (isinstance(item, Post) and item.awaits) or "®" in gap or index == 0:
        return True
    return re.search(r"[^\s,:§–-]", gap) is not None


def _bind_verb(clause: Clause, items: Sequence[Anchor | Post], index: int) -> bool:
    """`bổ nhiệm X giữ chức | Phó Giám đốc …`, `ông từng là | …`, `miễn nhiệm chức vụ | … | đối với ông X`."""
    item = items[index]
    if not isinstance(item, Post) or item.position.rule == PLURAL:
        return False
    match = _holding(clause, item.start) or (_holding(clause, item.start + _ACTING) if item.position.acting else None)
    if match is None:
        return False
    if _is_denied(clause, item, match):
        item.closed = True
        return False
    becomes = match[0].strip() in lexicon().words["gap.becoming"]  # về sau trở thành Phó Tổng thống của X
    if not becomes and (listed := _list_follower(clause, items, index)) is not None:
        for post in listed[0]:
            post.anchors, post.by_verb = [listed[1]], len(listed[0]) > 1
        return True
    if _said_of_post(clause, items, index, match):
        return False
    holder = None if _appoints(clause, match) else _subject(clause, items, index, match)
    if holder is not None:
        people = [holder] if holder.pronoun else everyone(clause, items, index, holder, match.start())
        if len(people) > 1 and patterns().in_turn.search(clause.low, people[-1].end, item.start):
            deal(listed_posts(clause, items, index), people)
        else:
            item.anchors = people
        item.by_verb = True
        return True
    item.awaits = True
    told = item.position.rule != TITLE and item.position.unit is not None
    item.stated = told and _is_change(match[0]) and match[0].split()[0] not in lexicon().words["gap.procedure"]
    return item.stated


def _is_denied(clause: Clause, item: Post, match: re.Match[str]) -> bool:
    """`không bầu chức danh …`, `chưa được bổ nhiệm làm …`; but who is not elected again, has held the post."""
    if patterns().again.match(match[0]) or patterns().no_more.match(clause.low, item.end):
        return False
    return patterns().denied.search(clause.low, max(clause.start, match.start() - 40), match.start()) is not None


def _bind_turns(clause: Clause, items: Sequence[Anchor | Post]) -> None:
    """`các chức danh X, Y lần lượt là A và B`: posts that are nobody's yet, before the people in the same order."""
    first = 0
    for index, (item, following) in enumerate(pairwise(items)):
        if not isinstance(item, Post) or item.anchors:
            first = index + 1
        elif isinstance(following, Anchor) and not following.pronoun:
            posts = listed_posts(clause, items[: index + 1], first)
            if len(posts) == index + 1 - first and patterns().turn_of.match(clause.gap(item.end, following.start)):
                deal(posts, listed_behind(clause, items, index + 1))


def _appoints(clause: Clause, match: re.Match[str]) -> bool:
    """`Huyện uỷ bầu bổ sung chức danh …`: who stands before gives the post, and nobody who gets it stands between."""
    if not patterns().appointing.match(match[0]) or patterns().office.search(match[0]):
        return False
    before = clause.low[max(clause.start, match.start() - 50) : match.start()]
    return not patterns().given_to.search(before)


def _said_of_post(clause: Clause, items: Sequence[Anchor | Post], index: int, match: re.Match[str]) -> bool:
    """`do Chủ tịch | làm | trưởng ban`, `một phó chủ tịch | làm | phó ban`: an office holds it."""
    before = items[index - 1] if index > 0 else None
    named = next((item.end for item in reversed(items[:index]) if isinstance(item, Anchor)), clause.start)
    first = max(named, match.start() - _GENERAL)
    since = clause.low[first : match.start()]
    since = f", {since}" if first == clause.start else since
    if patterns().active.match(match[0]) and patterns().general.search(since):
        return True
    if (
        not isinstance(before, Post)
        or before.anchors
        or before.end > match.start()
        or not patterns().active.match(match[0])
    ):
        return False
    gap = clause.gap(before.end, match.start())
    return len(gap) < 30 and not re.search(r"[,;.:]", gap)


def _holding(clause: Clause, end: int) -> re.Match[str] | None:
    start = max(clause.start, end - 60)
    if (one_of := patterns().one_of.search(clause.low, start, end)) is not None:
        end = one_of.start()
    if not clause.low[start:end].rstrip().removesuffix(":").rstrip().endswith(_last_words()):
        return None
    return patterns().holding.search(clause.low, start, end)


@cache
def _last_words() -> tuple[str, ...]:
    """What the pattern `holding` may end in: seen at once, where the pattern tries every phrase at every place."""
    words = lexicon().words
    keys = ("holding.taken", "holding.held", "holding.left", "gap.post_word", "gap.such_as")
    return tuple({phrase.split()[-1] for key in keys for phrase in words[key]} | {"là"})


def _is_change(phrase: str) -> bool:
    return phrase.split()[0] in _changing()


@cache
def _changing() -> frozenset[str]:
    """First words of those that say that a post is taken up."""
    return frozenset(word.split()[0] for word in lexicon().words["holding.taken"]) - {"được", "giữ", "làm"}


def _list_follower(clause: Clause, items: Sequence[Anchor | Post], index: int) -> tuple[list[Post], Anchor] | None:
    """`cách chức | Bí thư, Chủ tịch UBND tỉnh | đối với ông X`: the posts of the list, and whom they are said of."""
    posts = [item for item in items[index : index + 1] if isinstance(item, Post)]
    for following in items[index + 1 : index + _LIST]:
        gap = clause.gap(posts[-1].end, following.start)
        if len(gap) >= LONGEST_GAP or (isinstance(following, Anchor) and following.pronoun):
            return None
        if isinstance(following, Anchor):
            return (posts, following) if patterns().follower.match(gap) else None
        if following.anchors or not patterns().chain.match(unplural(gap, following)):
            return None
        posts.append(following)
    return None


def _is_said_of_other(clause: Clause, items: Sequence[Anchor | Post], other: Anchor) -> bool:
    """`… làm Giám đốc, thay thế ông X | được phê chuẩn giữ chức …`: with a post of his own, who goes is spoken of."""
    if patterns().relative.match(clause.low, other.end):
        return True
    at = items.index(other)
    before = items[at - 1] if at > 0 else None
    held = isinstance(before, Post) and bool(before.anchors)
    return held and patterns().passive.match(clause.low, other.end) is not None


def _goes_on(between: str, verb: str) -> bool:
    """`X được chỉ định …; giới thiệu để HĐND bầu | giữ chức`: behind the semicolon the same person takes up more."""
    return patterns().goes_on.match(between.rpartition(";")[2] + verb) is not None


def _subject(clause: Clause, items: Sequence[Anchor | Post], index: int, match: re.Match[str]) -> Anchor | None:
    """Whom the word of taking up is said of: the nearest before it who is not being replaced."""
    verb, taken = match.start(), _is_change(match[0])
    skipped: Anchor | None = None
    for candidate in reversed(items[:index]):
        if verb - candidate.end > _REACH:
            break
        if not isinstance(candidate, Anchor):
            continue
        between = clause.low[candidate.end : verb]
        if _BREAK.search(between) or (taken and ";" in between and not _goes_on(between, match[0])):
            return None
        before = clause.gap(max(clause.start, candidate.start - 60), candidate.start)
        if patterns().other.search(before) and not _is_said_of_other(clause, items, candidate):
            skipped = candidate if patterns().predecessor.search(before) else skipped
            continue
        if taken and _is_agent(clause, items, candidate):
            continue
        return candidate
    return skipped or clause.before


def _is_agent(clause: Clause, items: Sequence[Anchor | Post], candidate: Anchor) -> bool:
    """`ông A được Bộ trưởng B | bổ nhiệm làm …`: B, with his own post, gives it."""
    at = items.index(candidate)
    own = items[at - 1] if at > 0 else None
    start = own.start if isinstance(own, Post) and candidate in own.anchors else candidate.start
    return patterns().agent.search(clause.ahead(start)) is not None
