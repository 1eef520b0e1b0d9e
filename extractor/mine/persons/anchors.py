"""Everybody whom a sentence speaks of: full names, shortened ones (`ông Quyết`, `Đại tá Quyết`), pronouns (`ông`)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.mentions import Person
from extractor.mine.persons.clause import Anchor, Post
from extractor.mine.persons.foreign import is_vietnamese
from extractor.mine.persons.guises import is_worn
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.people import name_key, people, unlisted
from extractor.mine.persons.scan import LOWER, Scan

_BEFORE_SHORT = frozenset({"rank", "honorific", "title", "occupation", "head"})
_BEFORE_NAME = frozenset({" ", ". "})
_PRONOUNS = frozenset({("ông",), ("bà",), ("anh",), ("chị",), ("ông", "này"), ("bà", "này")})


@dataclass(frozen=True, slots=True)
class Anchors:
    """All anchors in order; `short` finds the full name behind a shortened one at an offset.

    `by_last` has the full names by their last syllable, and by their last two; `main` whom most of them are of.
    """

    all: list[Anchor]
    full: list[Anchor]
    by_last: dict[str, list[Anchor]]
    main: dict[str, str | None] = field(default_factory=dict)
    titled: dict[tuple[str, str], str] = field(default_factory=dict)

    def short(self, word: str, offset: int) -> str | None:
        """The full name that ends in `word`: the one named most often, else last before `offset`, else first after."""
        known = self.by_last.get(word)
        if known is None:
            return None
        if word not in self.main:
            self.main[word] = _most_named(known)
        if self.main[word] is not None:
            return self.main[word]
        i = bisect_left(known, offset, key=lambda a: a.start)
        return known[max(i - 1, 0)].person

    def latest(self, offset: int) -> Anchor | None:
        """The nearest named person before `offset`."""
        i = bisect_left(self.all, offset, key=lambda a: a.start)
        while i > 0 and self.all[i - 1].person is None:
            i -= 1
        return self.all[i - 1] if i > 0 else None


def find_anchors(scan: Scan, persons: Sequence[Person], posts: Sequence[Post]) -> Anchors:
    """Anchors of a text; shortened names only where the article has the full one, pronouns as the last one named."""
    worn = [n for n in people(scan.text) if is_worn(n)]
    of_nobody = {scan.starts[n.first] for n in worn}
    full = [Anchor(p.start, p.end, p.value, mention=i) for i, p in enumerate(persons) if p.start not in of_nobody]
    known = {a.start: a.person or "" for a in full}
    hidden = [Anchor(scan.starts[n.first], scan.ends[n.last - 1], None) for n in [*unlisted(scan.text), *worn]]
    by_last: dict[str, list[Anchor]] = {}
    for anchor in full:
        words = name_key(anchor.person or "").split()
        by_last.setdefault(words[-1], []).append(anchor)
        if len(words) > 2:
            by_last.setdefault(" ".join(words[-2:]), []).append(anchor)
    found = Anchors(full[:], full, by_last)
    for name in people(scan.text):
        if name.post is not None and scan.starts[name.first] in known:
            found.titled.setdefault((name.post.phrase.form, name.key.split()[-1]), known[scan.starts[name.first]])
    starts, ends = list(known), [a.end for a in full]
    short = [a for kind in ("filler", "rank", "head") for a in _short(scan, found, kind)]
    short.extend(_surnames(scan, found))
    if by_last:
        short.extend(a for p in posts for read in (_after_post, _doing) if (a := read(scan, found, p)) is not None)
    merged = {a.start: a for a in short if not _inside(starts, ends, a.start)}.values()
    post_starts, post_ends = [p.start for p in posts], [p.end for p in posts]
    outside = [a for a in merged if not _inside(post_starts, post_ends, a.start)]  # đại sứ | Anh tại …
    everyone = sorted([*full, *hidden, *outside], key=lambda a: a.start)
    _resolve_pronouns(everyone)
    return Anchors(everyone, full, by_last)


def _most_named(known: Sequence[Anchor]) -> str | None:
    """The only person among the anchors, or the one of more than two thirds of the two commonest."""
    person = known[0].person
    if all(a.person == person for a in known):
        return person
    (first, most), (_, next_most) = Counter(a.person for a in known).most_common(2)
    return first if most > 2 * next_most else None


def _inside(starts: list[int], ends: list[int], offset: int) -> bool:
    i = bisect_right(starts, offset) - 1
    return i >= 0 and offset < ends[i]


def _short(scan: Scan, known: Anchors, kind: str) -> Iterator[Anchor]:
    """Who is named or meant by a short name behind a title, a rank or a post, or by the title itself (`ông`)."""
    shapes, gaps, size, named = scan.shapes, scan.gaps, len(scan.words), bool(known.by_last)
    for hit in scan.hits(kind):
        first, last, phrase = hit.first, hit.last, hit.phrase
        if last >= size:
            continue
        if shapes[last] == LOWER:
            if phrase.words in _PRONOUNS and gaps[last - 1] == " ":  # on their own, before a word in small letters
                yield Anchor(scan.starts[first], scan.ends[last - 1], None, pronoun=True)
        elif named and not _BEFORE_SHORT.isdisjoint(phrase.kinds):
            anchor = _named(scan, known, last)
            if anchor is not None:
                yield anchor


def _surnames(scan: Scan, known: Anchors) -> Iterator[Anchor]:
    """`Conte nói rằng ông …`: foreigners go by their last name alone, with no title before it."""
    foreign = {word for word in known.by_last if " " not in word and not is_vietnamese(word)}
    for at in scan.capitals if foreign else ():
        word = scan.words[at]
        if word in foreign and (person := known.short(word, scan.starts[at])) is not None:
            yield Anchor(scan.starts[at], scan.ends[at], person)


def _named(scan: Scan, known: Anchors, at: int, head: str = "") -> Anchor | None:
    """A given name, or middle and given name, of somebody named in full: the capitals from syllable `at`."""
    gaps, shapes = scan.gaps, scan.shapes
    if gaps[at - 1] not in _BEFORE_NAME or shapes[at] == LOWER:
        return None
    last = at + 1
    while last < len(shapes) and gaps[last - 1] == " " and shapes[last] != LOWER and last - at < 3:
        last += 1
    word = " ".join(scan.words[at:last])
    person = (known.titled.get((head, word)) if head else None) or known.short(word, scan.starts[at])
    return Anchor(scan.starts[at], scan.ends[last - 1], person) if person is not None else None


def _after_post(scan: Scan, known: Anchors, post: Post) -> Anchor | None:
    """`Tổng thống | Drummond`, of two of the name the one who has this post."""
    at = scan.at(post.end)
    if at == len(scan.words) or scan.starts[at] != post.end + 1:
        return None
    return _named(scan, known, at, post.position.value)


def _doing(scan: Scan, known: Anchors, post: Post) -> Anchor | None:
    """`(do | Như | làm Tổ trưởng)`: a given name between a word for who does it and that of holding."""
    at, words = scan.at(post.start), lexicon().words
    if at < 3 or scan.words[at - 1] not in words["gap.as_holder"] or scan.gaps[at - 2] != " ":
        return None
    if scan.shapes[at - 2] == LOWER or scan.words[at - 3] not in words["gap.by"]:
        return None
    return _named(scan, known, at - 2)


def _resolve_pronouns(anchors: list[Anchor]) -> None:
    person: str | None = None
    for anchor in anchors:
        if anchor.pronoun:
            anchor.person = person
        elif anchor.person is not None:
            person = anchor.person
