"""Which articles are duplicates of each other, and in which clusters they lie. Which question: is this one article?

A verdict depends on two articles alone, a cluster on its members' verdicts and dates: the order in which articles were
read never counts, and an article that is taken away leaves no trace. The thresholds are those of `docs/duplicates.md`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache

from corpus.dates import PublicationDate
from corpus.duplicates import ClusterMember, DuplicateCluster, DuplicateLink, LinkKind, MemberKind
from corpus.ids import same_site
from extractor.resolve.likeness import Likeness, Words, likeness
from extractor.resolve.shingles import overlap, shingles

LEAST_CONTAINED = 0.5  # of the shorter's shingles: less is no candidate
LEAST_SHOWN = 0.2  # of the shorter's shingles: worth a word to who asks why there is no link
LEAST_DIGITS = 0.4  # of the shorter's shingles with digits: a cheap end for prices and lotteries
FEWEST_DIGITS = 10  # shingles with digits, to judge by them
LEAST_COVERED = 0.75  # of the shorter text, and
LEAST_COVERS = 0.6  # of the longer one: a copy or a version
PART_CONTAINED = 0.6  # of the shorter's shingles, and
PART_COVERED = 0.85  # of the shorter text: shortened, whatever else the longer one has, and
PART_BEGINS = 1 / 3  # of the longer text: papers cut from the end
MOST_CONFLICT = 0.2  # of the numbers and names that can be compared
STRETCH_OF_VERSION = 80  # syllables in a row that both have: a report brought up to date, not a formula
STRETCH_OF_COPY = 120  # the same, where both have another beginning and end
FEWEST_TOLD = 4  # numbers and names in such a row: formulas are filled in everywhere
LEAST_KEPT = 0.9  # of the shorter text, where it was brought up to date with other figures
MOST_CHANGED = 0.4  # of the numbers and names then
LEAST_GROWN = 1.1  # times as long as before
CHANGED_WITHIN = timedelta(days=2)
ANOTHER_DAY = timedelta(hours=18)  # from one bulletin to the next
LEAST_TAKEN_OVER = 0.65  # of the shorter text, where both have another beginning and end, and
FEWEST_CHANGED = 0.1  # of the numbers and names
SHORTEST = 40  # syllables: shorter texts are duplicates only where they are the same
APART = 0.1  # containment of two parts of one article that have nothing to do with each other: it is a digest
_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d{6}(?!\d))\d{5,}")  # of an article; no day such as 20240405
_SHORT_NUMBER = re.compile(r"(?<!\d)(?!19|20)\d{4}(?!\d)")  # no year
_FILE = re.compile(r"\.(?:jsonl?|csv|tsv|txt|html?|parquet|w?arc|gz|bz2|xz|zst)$", re.IGNORECASE)
_SECOND_FACE = re.compile(r"//(?:m|amp|mobile|wap)\.|[/.=?&-](?:amp|print|in-bai|ban-in)\b|\b(?:amp|print)=")
_UNKNOWN = (datetime.max.replace(tzinfo=UTC),) * 2
_EARLIEST = (datetime.min.replace(tzinfo=UTC),) * 2
_OFFSET = timedelta(hours=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Where and when an article appeared. `published` and `updated` are ISO 8601, as precise as they are known."""

    article_id: str
    source: str
    url: str | None = None
    published: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found about two articles: the link, or why there is none."""

    link: DuplicateLink | None
    reason: str
    likeness: Likeness


class Sketch:
    """An article's hashed shingles, those with digits (lowest bit set), and its address."""

    def __init__(self, shingles: Collection[int], url: str | None) -> None:
        self.shingles = frozenset(shingles)
        self.url = url

    @cached_property
    def digits(self) -> frozenset[int]:
        """The shingles with digits: seldom asked for, most pairs have too little in common to begin with."""
        return frozenset(value for value in self.shingles if value & 1)


def one_paper(a: Publication, b: Publication) -> bool:
    """Whether two articles are of one site (`www.`, `m.`, `amp.` do not count), or of one source.

    A source that is the name of a dump's file is no paper.
    """
    if a.url and b.url:
        return same_site(a.url, b.url)
    return not _FILE.search(a.source) and (a.source == b.source or same_site(_address(a), _address(b)))


def _address(p: Publication) -> str:
    return p.url or f"http://{p.source}"


def one_number(url: str | None, other: str | None) -> bool:
    """Whether two addresses of one site have the number of one article: five digits or more, or four in one path."""
    number = number_in(url)
    return number is not None and number == number_in(other) and same_site(url or "", other or "")


@lru_cache(maxsize=4096)
def number_in(url: str | None) -> str | None:
    """The last number of five digits or more in an address without its query; with four digits the whole path."""
    path = url.partition("?")[0].partition("://")[2].partition("/")[2] if url else ""
    found = _NUMBER.findall(path)
    return found[-1] if found else path if _SHORT_NUMBER.search(path) else None


def _brought_up_to_date(shorter: tuple[Publication, Words], longer: tuple[Publication, Words], found: Likeness) -> bool:
    """Whether a report grew with the event: its figures changed, but what tells most of it stands as it did.

    Bulletins by formula keep their phrases too, some of them whole passages with names and numbers; but they do not
    grow, and each begins with its own day.
    """
    one, other = _bounds(shorter[0].published), _bounds(longer[0].published)
    return (
        found.covered >= LEAST_KEPT
        and found.conflict <= MOST_CHANGED
        and found.stretch >= STRETCH_OF_VERSION
        and found.told >= FEWEST_TOLD
        and len(longer[1].syllables) >= LEAST_GROWN * len(shorter[1].syllables)
        and shorter[1].first_numbers() == longer[1].first_numbers()
        and one is not None
        and other is not None
        and abs(one[0] - other[0]) <= CHANGED_WITHIN
    )


def _of_another_day(shorter: tuple[Publication, Words], longer: tuple[Publication, Words], found: Likeness) -> bool:
    """Whether a paper printed its bulletin again: most numbers stand in fixed passages, but the first ones differ."""
    one, other = _bounds(shorter[0].published), _bounds(longer[0].published)
    return (
        found.conflicting > 1
        and shorter[1].first_numbers() != longer[1].first_numbers()
        and len(longer[1].syllables) < LEAST_GROWN * len(shorter[1].syllables)
        and one is not None
        and other is not None
        and abs(one[0] - other[0]) > ANOTHER_DAY
    )


def _taken_over(found: Likeness) -> bool:
    """Whether most of an agency's report stands between a paper's own first and last paragraph."""
    return (
        found.covered >= LEAST_TAKEN_OVER
        and found.covers >= LEAST_COVERS
        and found.conflict <= FEWEST_CHANGED
        and found.stretch >= STRETCH_OF_COPY
        and found.told >= FEWEST_TOLD
    )


def may_be_linked(a: Sketch, b: Sketch) -> bool:
    """The cheap test before the words are looked at."""
    if overlap(a.shingles, b.shingles)[1] < LEAST_CONTAINED:
        return False
    fewest = min(len(a.digits), len(b.digits))
    told = fewest < FEWEST_DIGITS or len(a.digits & b.digits) >= LEAST_DIGITS * fewest
    return told or one_number(a.url, b.url)


def judge(a: Publication, words_a: Words, b: Publication, words_b: Words) -> Verdict:
    """Whether two articles are duplicates, by their words; the same whichever comes first."""
    shorter, longer = sorted(((a, words_a), (b, words_b)), key=lambda p: (len(p[1].syllables), p[0].article_id))
    one, other = shingles(shorter[1].syllables), shingles(longer[1].syllables)
    common = len(one & other)
    jaccard, contained = common / max(1, len(one | other)), common / max(1, len(one))
    found = likeness(shorter[1], longer[1])
    same = shorter[1].syllables == longer[1].syllables
    kind, reason = ("same", "the same text") if same else _kind(shorter, longer, contained, found)
    if kind is None or not one:
        return Verdict(link=None, reason=reason, likeness=found)
    link = DuplicateLink(
        shorter=shorter[0].article_id,
        longer=longer[0].article_id,
        kind=kind,
        jaccard=round(jaccard, 4),
        containment=round(contained, 4),
        covered=round(found.covered, 4),
        covers=round(found.covers, 4),
        agreeing=found.agreeing,
        conflicting=found.conflicting,
    )
    return Verdict(link=link, reason=reason, likeness=found)


def _kind(
    shorter: tuple[Publication, Words], longer: tuple[Publication, Words], contained: float, found: Likeness
) -> tuple[LinkKind | None, str]:
    paper = one_paper(shorter[0], longer[0])
    numbered = one_number(shorter[0].url, longer[0].url)
    if len(shorter[1].syllables) < SHORTEST:
        return None, f"has less than {SHORTEST} syllables, and they are not the same"
    if contained < LEAST_CONTAINED:
        return None, "has too little in common"
    if numbered and found.covered >= LEAST_COVERED:
        return "version", "one paper, one number in the address"
    if paper and _brought_up_to_date(shorter, longer, found):
        return "version", "one paper, within two days, the same long passages with other figures"
    if found.conflict > MOST_CONFLICT:
        told = found.agreeing + found.conflicting
        return None, f"{found.conflicting} of {told} numbers and names that stand in the same place differ"
    if paper and _of_another_day(shorter, longer, found):
        return None, "one paper, the same passages of another day with other figures"
    if found.covered >= LEAST_COVERED and found.covers >= LEAST_COVERS:
        return ("version", "one paper, nearly one text") if paper else ("copy", "nearly one text")
    if not paper and _taken_over(found):
        return "copy", "a long passage, with another beginning and end"
    if contained < PART_CONTAINED or found.covered < PART_COVERED:
        return None, "each has much that the other has not"
    if found.begins > PART_BEGINS:
        return "passage", "a passage of a longer article, not its beginning"
    return ("version", "one paper, the longer has more") if paper else ("part", "the beginning of a longer article")


Contained = Callable[[str, str], float]
"""Containment of the shingles of two articles, by their ids."""


def clusters(
    publications: Mapping[str, Publication], links: Iterable[DuplicateLink], contained: Contained
) -> list[DuplicateCluster]:
    """The clusters that links make, in the order of their first articles' ids. Articles without a link are in none.

    A `passage` joins nothing, nor does a `part` of a digest: of an article that holds two others, as parts or passages,
    which have nothing in common with each other.
    """
    kept = _without_digests(list(links), contained)
    found = [_cluster([publications[i] for i in group], kept) for group in _groups(kept)]
    return sorted(found, key=lambda cluster: cluster.first)


def _without_digests(links: list[DuplicateLink], contained: Contained) -> list[DuplicateLink]:
    held: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if link.covers < LEAST_COVERS:
            held[link.longer].append(link.shorter)
    digests = {
        longer
        for longer, own in held.items()
        if any(contained(a, b) < APART for i, a in enumerate(sorted(own)) for b in sorted(own)[i + 1 :])
    }
    joining = [link for link in links if link.kind != "passage"]
    return [link for link in joining if link.covers >= LEAST_COVERS or link.longer not in digests]


def _groups(links: Iterable[DuplicateLink]) -> list[list[str]]:
    """Connected components, each sorted."""
    parent: dict[str, str] = {}

    def root(i: str) -> str:
        parent.setdefault(i, i)
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for link in links:
        a, b = sorted((root(link.shorter), root(link.longer)))
        parent[b] = a
    groups: dict[str, list[str]] = defaultdict(list)
    for i in sorted(parent):
        groups[root(i)].append(i)
    return list(groups.values())


def _cluster(publications: Sequence[Publication], links: Sequence[DuplicateLink]) -> DuplicateCluster:
    ordered = sorted(publications, key=_precedence)
    first = ordered[0]
    latest = _bounds(first.published)
    own: dict[str, list[DuplicateLink]] = defaultdict(list)
    for link in links:
        own[link.shorter].append(link)
        own[link.longer].append(link)
    members = [ClusterMember(article_id=first.article_id, kind="first")]
    for publication in ordered[1:]:
        link = min(own[publication.article_id], key=lambda x: _nearness(x, publication.article_id, first.article_id))
        members.append(ClusterMember(article_id=publication.article_id, kind=_joining(link), link=link))
    versions = [first, *(p for p in ordered[1:] if one_paper(first, p))]
    rivals = [p for p in ordered[1:] if not one_paper(first, p)]
    return DuplicateCluster(
        first=first.article_id,
        shown=max(versions, key=_newness).article_id,  # of equal ones the first in order
        certain=latest is not None and all((_bounds(p.published) or _EARLIEST)[0] >= latest[1] for p in rivals),
        members=tuple(members),
    )


def _joining(link: DuplicateLink) -> MemberKind:
    return "part" if link.kind == "passage" else link.kind  # a passage joins nothing


def _nearness(link: DuplicateLink, article: str, first: str) -> tuple[bool, float, str]:
    other = link.longer if link.shorter == article else link.shorter
    return other != first, -link.jaccard, other


def _bounds(value: str | None) -> tuple[datetime, datetime] | None:
    """From when to when a date may be, days counted at +07:00, times to the minute; None where there is no date."""
    if value is None:
        return None
    try:
        if len(value) > 10:
            moment = datetime.fromisoformat(value)
            moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC) - _OFFSET
            return moment, moment + timedelta(minutes=1)
        span = PublicationDate(value=value, method="given", confidence=1).span
        begin, end = (datetime(d.year, d.month, d.day, tzinfo=UTC) - _OFFSET for d in (span.first, span.last))
        return begin, end + timedelta(days=1)
    except (ValueError, OverflowError):  # the year 0001 or 9999: no date of the press
        return None


def _precedence(p: Publication) -> tuple[datetime, datetime, bool, str, str]:
    """Earliest first; a vague date counts as late as it may be, so that it never takes the place of a known one.

    Of equal ones the page itself comes before its face for telephones or printers.
    """
    begin, end = _bounds(p.published) or _UNKNOWN
    return end, begin, bool(p.url and _SECOND_FACE.search(p.url)), p.source, p.article_id


def _newness(p: Publication) -> datetime:
    return max(
        (bounds[1] for x in (p.published, p.updated) if (bounds := _bounds(x))),
        default=datetime.min.replace(tzinfo=UTC),
    )
