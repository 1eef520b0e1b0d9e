"""One scan over a canonical text: the pieces of time expressions, each by the longest rule that fits."""

from __future__ import annotations

import re
from itertools import compress

from extractor.mine.dates.entries import FixedPhrase, Pattern, Said
from extractor.mine.dates.fields import fields
from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.openings import Shapes, number_key
from extractor.mine.dates.parts import Atom, Parts
from extractor.mine.dates.values import is_impossible
from extractor.mine.words import words_of

_ADDRESS = re.compile(r"[\w.-]{1,60}@[\w.-]{1,60}")  # of electronic mail
_MOST_KNOWN = 4096  # readings kept of one pattern
_DAY = 24  # hours
_WORD = 12  # characters


def scan(canon: str, text: str, rules: Lexicon, cased: str | None = None) -> list[Atom]:
    """The pieces found, in order, disjoint. All three have equal length.

    `cased` is the text where capitals tell something (`uncapped`); None: `text` itself.
    """
    cased = text if cased is None else cased
    addresses = [m.span() for m in _ADDRESS.finditer(canon)] if "@" in canon else []
    entries, spaced, fits = rules.entries, " " + canon, rules.candidates.match
    found: list[Atom] = []
    free = 0
    for start in spots(text, rules):
        if start < free or (candidate := fits(spaced, start)) is None:  # (from the separator before the word on)
            continue
        word = entries.get(candidate[0][1:])
        entry = word or entries[number_key(canon, start)]
        shapes = entry.only or entry.shapes(canon, start)
        if shapes.masks and (free := shapes.masked(canon, start)) > start:
            continue
        if word is None and not _number_may_start(canon, start, found, rules):
            continue
        if addresses and _is_within(start, addresses):
            continue
        atom = _longest(canon, text, cased, start, shapes, rules)
        if atom is not None and atom.head == "suffix" and not (found and found[-1].end == start - 1):
            phrase = shapes.phrase(canon, start)
            atom = _as_phrase(start, phrase) if phrase else atom
        if atom is not None and atom.head == "rsuffix" and _is_name(cased, start, found):
            continue
        while atom is not None:
            found.append(atom)
            free = atom.end
            trails = rules.trailing.match(spaced, free + 1)  # with the separator before it
            if trails is None or (addresses and _is_within(free + 1, addresses)):
                break
            entry = entries[trails[0][1:]]
            shapes = entry.only or entry.shapes(canon, free + 1)
            atom = _longest(canon, text, cased, free + 1, shapes, rules)
    return found


def _is_name(cased: str, start: int, found: list[Atom]) -> bool:
    """Whether a bare `nay`, `mai` is a name by its capital: `quận Hoàng Mai ngày 20/8`, but `Mai ngày 26/8 …`."""
    if found and found[-1].end == start - 1:
        return False  # Sáng Nay 20/8
    return cased[start].isupper() and cased[max(0, start - _WORD) : start].rstrip(" ")[-1:].isalnum()


def spots(text: str, rules: Lexicon) -> list[int]:
    """Where the words begin that `rules.candidates` may match: most words of a text are passed over by one look each.

    A word with a figure in it may be two for the rules (`ngày5`).
    """
    cut = words_of(text)
    at = [*compress(cut.starts, map(rules.firsts.__contains__, cut.words)), *map(cut.starts.__getitem__, cut.figures)]
    at.sort()
    return at


def _is_within(start: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= start < last for first, last in spans)


def _number_may_start(canon: str, start: int, found: list[Atom], rules: Lexicon) -> bool:
    """Whether a number at `start` stands free: not in `A-12`, `1.234`, `U23`; but after a piece `12-14/3` it may."""
    if start == 0:
        return True
    before = canon[start - 1]
    if before.isalnum() or before == "_":
        return False
    if before in ".,/:-–—" and start > 1 and (canon[start - 2].isalnum() or canon[start - 2] in ")]"):
        return bool(found) and found[-1].end == start - 1 and before in ",-–—"
    if before == " ":
        space = canon.rfind(" ", max(0, start - 12), start - 1)
        return canon[space + 1 : start - 1] not in rules.counted
    return True


def _longest(canon: str, text: str, cased: str, start: int, shapes: Shapes, rules: Lexicon) -> Atom | None:
    best = impossible = None
    for pattern, match in shapes.matches(canon, start):
        if not pattern.upper or text[start].isupper():
            best = _built(pattern, match, text, cased, rules)
            if best is not None and is_impossible(best.parts):  # no date, but what a list ends in: 29, 30, 31/4
                best, impossible = None, impossible or best
            if best is not None:
                break
    best = best or impossible
    phrase = shapes.phrase(canon, start) if shapes.phrases else None
    if phrase is None:
        return best
    fixed = _as_phrase(start, phrase)
    if best is None:
        return fixed
    known = fixed.end == best.end and best.head == "duration"  # mấy năm qua: a vague reference, and no count of years
    return fixed if fixed.end > best.end or known or fixed.head == "rweekend" else best


def _as_phrase(start: int, phrase: FixedPhrase) -> Atom:
    return Atom(
        start=start,
        end=start + len(phrase.text),
        head=phrase.category,
        tail=phrase.category,
        parts=phrase.parts,
        rule=f"phrase:{phrase.category}",
        categories=frozenset((phrase.category,)),
    )


def _built(pattern: Pattern, match: re.Match[str], text: str, cased: str, rules: Lexicon) -> Atom | None:
    """The piece a match stands for; None where its numbers are no date."""
    if pattern.cased and not _case_fits(pattern, match, text, cased, rules):
        return None
    said, known = match.groups(), pattern.known
    if said not in known:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[said] = _read(pattern, match, rules)
    found = known[said]
    if found is None:
        return None
    category, categories, parts, approx = found
    return Atom(*match.span(), category, category, parts, pattern.id, approx, categories)


def _read(pattern: Pattern, match: re.Match[str], rules: Lexicon) -> Said | None:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    category = pattern.category
    try:
        parts = Parts(**dict(fields(groups, dict(pattern.parts), category, rules)))
    except ValueError:
        return None
    if parts.hour == _DAY and parts.minute:
        return None
    category = "full" if category == "date" and parts.year is not None else category
    return Said(category, frozenset((category,)), parts, "approx" in groups)


def _case_fits(pattern: Pattern, match: re.Match[str], text: str, cased: str, rules: Lexicon) -> bool:
    """Capitals decide: `Canh Tý` is a year, `tháng Năm` is May but `tháng năm` is months and years."""
    names, capitals = pattern.names, rules.capitals
    if "cycle" in names and match["cycle"]:
        return text[match.start("cycle")].isupper()
    month, day = match["m"] if "m" in names else None, match["d"] if "d" in names else None
    if (month is None or month.isdecimal()) and (day is None or day.isdecimal()):
        return True
    if pattern.category == "date" and month is not None and not rules.traps.named.match(match[0]):
        told = match.string[max(0, match.start() - _WORD) : match.start()].rstrip().rsplit(" ", 1)[-1] in rules.parts
        spoken_day = not told and not (day or "0").isdecimal()  # ba mươi tháng Tư, but ba mươi tháng
        return not (spoken_day or month in capitals["day_month"]) or cased[match.start("m")].isupper()
    if pattern.category == "month" and month in capitals["month"] and not (match["y"] if "y" in names else None):
        before = match.string[: match.start()].rstrip().rsplit(" ", 1)[-1]
        return before in rules.mods or cased[match.start("m")].isupper()
    return True
