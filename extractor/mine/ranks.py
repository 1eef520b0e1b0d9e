"""Ranks of police, army and navy that belong to a person. Which question: who holds which rank?

Found from the text alone: before a full or a shortened name, alone for its holder (`Đại tá cho biết`), and where ranks
change hands (`thăng cấp bậc hàm từ Thượng tá lên Đại tá`). Whose rank it is, and whether it is anybody's, `link` says.
The surface is the rank's own words: `nguyên`, `cố`, `QNCN`, `CMKT` and academic titles stay outside.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.article import Document
from corpus.mentions import Branch, Rank
from corpus.text import slug
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.persons.branches import forces_in
from extractor.mine.persons.foreign import LEFT_KINDS
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.scan import LOWER, Scan, is_abbreviation, scan

NAMED, ALONE, GRADE = "rank.named", "rank.alone", "rank.grade"
"""Rules: a name follows; the rank stands for its holder; the rank as such, given or taken."""

_WINDOW = 140  # letters after a rank in which a word of the force tells police from army


def annotate_ranks(document: Document, cues: Cues, context: Context) -> Iterator[Rank]:  # noqa: ARG001
    """Every rank word that may belong to a person, left to right.

    >>> from extractor.text.document import make_document
    >>> text = "Thượng tá, ThS. Bàn Văn Lưỡng nói: một thiếu tá không ngại khó."
    >>> [(r.text, r.value, r.level) for r in annotate_ranks(make_document(text, tokens=False), Cues(text), Context())]
    [('Thượng tá', 'thuong-ta', 12)]
    """
    found = scan(document.text)
    last = 0
    for hit in found.hits("rank"):
        if hit.first < last:
            continue
        last = hit.last
        rule = _rule(found, hit)
        if rule is not None:
            yield _mention(found, hit, rule)


def _rule(scan: Scan, hit: Hit) -> str | None:
    if _is_of_thing(scan, hit.first):
        return None
    if _before_name(scan, hit.last) or _heads_list(scan, hit):
        return NAMED
    if scan.before(hit.first, "rank.grade"):
        return GRADE
    if scan.before(hit.first, "rank.general"):
        return None
    return ALONE if _stands_for_holder(scan, hit) else None


def _is_of_thing(scan: Scan, first: int) -> bool:
    """`Lăng mộ đồng chí | Đại tướng X`, `trường mang tên | Đại tướng X`: in the name of a thing."""
    if scan.before(first, "named_for") is not None:
        return True
    titled = scan.before(first, "introduces") or scan.before(first, "honorific")
    return scan.tail(titled.first if titled is not None else first, "named_after") is not None


def _stands_for_holder(scan: Scan, hit: Hit) -> bool:
    """`Đại tá cho biết`, `Thượng tá, Trưởng Phòng X Lê Văn B`: a word of saying or doing, or a post, follows."""
    gap = scan.gaps[hit.last - 1]
    if _behind_name(scan, hit) and (gap[:1] in (",", ".", ";", ")", "\n") or scan.hit(hit.last, "rank.force")):
        return True
    if gap == " ":
        return any(h.phrase.kinds & {"speech", "head"} for h in scan.starting[hit.last])
    return gap in (", ", " - ", " – ") and scan.head(hit.last) is not None


def _behind_name(scan: Scan, hit: Hit) -> bool:
    """`ông X, nguyên Thiếu tá, …`, `X (Đại úy, …`, `X đã là Trung tá, …`."""
    if scan.gaps[hit.first - 1] in (", ", " (", " - ", " – ") or scan.before(hit.first, "position.former"):
        return True
    return hit.first > 0 and scan.words[hit.first - 1] == "là"


def _before_name(scan: Scan, at: int) -> bool:
    """Whether capitals follow, after titles and words of the force at most."""
    abbreviated = False
    for _ in range(6):
        if at >= len(scan.words):
            return False
        gap = scan.gaps[at - 1]
        if "\n" in gap or gap.strip() not in ("", ",", "-", "–", ".", ":", "(", ")"):
            return False
        step = next((h for h in scan.starting[at] if h.phrase.kinds & LEFT_KINDS - {"introduces"}), None)
        named = next((h for h in scan.starting[at] if "introduces" in h.phrase.kinds), None)
        if step is None and named is None:
            plain = gap.strip() in ("", ")") or (abbreviated and gap.strip() == ".")
            return plain and scan.shapes[at] != LOWER and not _begins_phrase(scan, at)
        hit = step or named
        assert hit is not None
        if scan.shapes[at] != LOWER and hit.last == at + 1 and _is_given_name(scan, at):
            return True
        at, abbreviated = hit.last, hit.phrase.loose or is_abbreviation(scan.words[hit.last - 1])
    return False


def _heads_list(scan: Scan, hit: Hit) -> bool:
    """`Các đồng chí Đại tá: | A, B`, `Thượng tá: | A, B; Trung tá: C`: a colon before those who have it."""
    at = hit.last
    if at >= len(scan.words) or scan.gaps[at - 1] != ": " or scan.shapes[at] == LOWER or _begins_phrase(scan, at):
        return False
    return scan.gaps[hit.first - 1] != " " or is_plural(scan, hit.first)


def is_plural(scan: Scan, first: int) -> bool:
    """Whether `các`, `hai đồng chí` stand before syllable `first`."""
    if scan.before(first, "position.several") is not None:
        return True
    hit = scan.before(first, "introduces") or scan.before(first, "honorific")
    if hit is None:
        return False
    several = {word.split()[0] for word in lexicon().words["position.several"]}
    return hit.phrase.words[0] in several or scan.before(hit.first, "position.several") is not None


def _is_given_name(scan: Scan, at: int) -> bool:
    """`Thượng tá | Anh cho biết`: a capital between the rank and a word in small letters is a name, `anh` or not."""
    if scan.gaps[at - 1] != " " or scan.gaps[at] != " " or at + 1 >= len(scan.words):
        return False
    return scan.shapes[at + 1] == LOWER and "honorific" in scan.starting[at][0].phrase.kinds


def _begins_phrase(scan: Scan, at: int) -> bool:
    return any(h.phrase.kinds & {"head", "body"} and h.last - h.first > 1 for h in scan.starting[at])


def _mention(scan: Scan, hit: Hit, rule: str) -> Rank:
    start, end = scan.starts[hit.first], scan.ends[hit.last - 1]
    row = lexicon().ranks[" ".join(hit.phrase.words)]
    return Rank(
        start=start,
        end=end,
        text=scan.text[start:end],
        value=slug(row.form),
        level=row.level,
        rule=rule,
        branch="navy" if row.branch == "navy" else _branch(scan.canon, end),
    )


def _branch(low: str, end: int) -> Branch | None:
    """Police, army or navy, where the words that follow in the sentence tell."""
    reach = min(end + _WINDOW, len(low))
    stop = min((x for mark in ("\n", ". ", ";") if (x := low.find(mark, end, reach)) >= 0), default=reach)
    return forces_in(low, end, stop)
