"""Documents cited by kind and number: `Chỉ thị số 35-CT/TW`, lists of them, and codes whose kind stands further off."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from corpus.mentions import DocumentRef
from corpus.text import canon
from extractor.mine.documents.rules import Rules, reference
from extractor.mine.words import Words

_NUMBER = re.compile(r"\d+[a-e]?(?:/\d+)?")
_SIGN = re.compile(r"[\d/ ]*[a-e]?[-/–]([^\W\d_]+)")
_LIST_GAP = 12  # characters between the members of a list
_FAR = 120  # characters between a kind and its code
_OPEN = (" ", ": ", ":")  # gaps before a code
_SIGNED = ("/", "-")  # gaps behind the number of one
_END = attrgetter("end")
NAMED = ("document:law", "document:treaty")  # rules whose values are names


def numbered(text: str, low: str, cut: Words, rules: Rules) -> Iterator[DocumentRef]:
    """Kinds with a number at once after them, and the further numbers of a list; `cut` are the words of the text."""
    for match in opened(low, cut, rules):
        if match["kind"] in rules.short and not text[match.start() : match.end("kind")].isupper():
            continue
        lettered, end = _code_end(text, match)
        if not lettered and not _is_cited(text, low, match, end, rules):
            continue
        kind = rules.kinds[match["kind"]]
        yield reference(text, match.start(), end, f"{kind} {rules.code(text[match.start('code') : end])}", "numbered")
        yield from further(text, low, end, kind, rules)


def opened(low: str, cut: Words, rules: Rules) -> Iterator[re.Match[str]]:
    """What `rules.numbered.finditer` finds: figures are rarer than what a kind may begin with, and looked at alone."""
    done = 0
    for i in cut.figures:
        match = _opened(low, cut, i, done, rules)
        if match is not None:
            yield match
            done = match.end()


def _opened(low: str, cut: Words, i: int, done: int, rules: Rules) -> re.Match[str] | None:
    """The kind, from the offset `done` on, whose code begins with the first figure of word i."""
    word, last, figure = cut.words[i], i, 0
    if word[0].isdecimal():
        before = cut.words[i - 1] if i and cut.gaps[i] in _OPEN else ""
    else:
        figure = next((k for k, char in enumerate(word) if char.isdecimal()), 0)
        before, last = word[:figure], i + 1  # NĐ100
    if before not in rules.before_code:
        return None
    for k in range(max(0, i - rules.longest), last):
        if cut.words[k][:1] in rules.kind_letters and cut.starts[k] >= done:
            match = rules.numbered.match(low, cut.starts[k])
            if match is not None and match.start("code") == cut.starts[i] + figure:
                return match
    return None


def _code_end(text: str, match: re.Match[str]) -> tuple[bool, int]:
    """Whether the code has letters in capitals (`36/2020/NĐ-CP`), and its end: else only its number counts."""
    start, end = match.span("code")
    number = _NUMBER.match(match["code"])
    bare = start + number.end() if number else end
    if bare == end or not any(char.isalpha() for char in text[bare:end]):
        return False, end
    return (True, end) if any(char.isupper() for char in text[bare:end]) else (False, bare)


def further(text: str, low: str, end: int, kind: str, rules: Rules) -> Iterator[DocumentRef]:
    """The further numbers of a list (`Nghị định 100 và 123 của Chính phủ`); what is counted ends it."""
    more = rules.more.match(low, end)
    while more is not None:
        lettered, end = _code_end(text, more)
        listed = rules.issued.match(low, end) or rules.more.match(low, end)
        if not lettered and (rules.counted.match(low, end) or not listed):
            return
        start = more.start("code")
        yield reference(text, start, end, f"{kind} {rules.code(text[start:end])}", "numbered")
        more = rules.more.match(low, end)


def _is_cited(text: str, low: str, match: re.Match[str], end: int, rules: Rules) -> bool:
    """Whether a kind with a bare number is a citation: `Nghị định 46`, `công văn số 12`, but not `quyết định 5 vụ`."""
    if match["mark"]:
        return True
    if match["kind"] in rules.short or rules.counted.match(low, end):
        return False
    if match["kind"] in rules.certain:
        return True
    return text[match.start()].isupper() and bool(rules.issued.match(low, end))


def lone(low: str, cut: Words, rules: Rules) -> Iterator[re.Match[str]]:
    """What `rules.alone.finditer` finds."""
    done = 0
    for i in cut.figures:
        match = rules.alone.match(low, cut.starts[i]) if cut.gaps[i + 1] in _SIGNED else None
        if match is not None and match.start() >= done:
            yield match
            done = match.end()


def codes(text: str, low: str, cut: Words, known: Sequence[DocumentRef], rules: Rules) -> list[DocumentRef]:
    """Codes without their kind, outside the known.

    In a list they share the kind of the one before; a kind that stands further before them is theirs too.
    """
    starts = [ref.start for ref in known]
    found: list[DocumentRef] = []
    for match in lone(low, cut, rules):
        start, end = match.span()
        letters = [char for char in text[start:end] if char.isalpha()]
        if sum(char.isupper() for char in letters) * 2 < max(1, len(letters)):
            continue
        at = bisect_left(starts, end)
        before = known[at - 1] if at else None
        if before is not None and before.end > start:
            continue
        last = max((ref for ref in (before, found[-1] if found else None) if ref), key=_END, default=None)
        found.append(_code(text, low, start, end, last, rules))
    return found


def _code(text: str, low: str, start: int, end: int, last: DocumentRef | None, rules: Rules) -> DocumentRef:
    """A code with the kind that it shares (`last` is the document before it), that stands off, or none."""
    written = rules.code(text[start:end])
    sign = _SIGN.match(low, start, end)
    stated = rules.signs.get(sign[1]) if sign else None
    if last is not None and last.end + _LIST_GAP >= start and rules.list.fullmatch(low, last.end, start):
        kind, _, number = last.value.rpartition(" ")
        named = last.rule in NAMED or not number[:1].isdigit()
        shared = kind and not named and (stated is None or canon(kind).startswith(stated))
        return reference(text, start, end, f"{kind} {written}" if shared else written, "code")
    first = max(last.end if last else 0, start - _FAR)
    opening = _far_kind(low, first, start, stated, rules)
    if opening is None:
        return reference(text, start, end, written, "code")
    kind_start, kind = opening
    plain = not any(char.isupper() or char.isdigit() or char == "," for char in text[kind_start + 1 : start])
    if plain and not rules.issuer.match(low, kind_start + len(kind)):
        return reference(text, kind_start, end, f"{kind} {written}", "numbered")
    return reference(text, start, end, f"{kind} {written}", "code")


def _far_kind(low: str, first: int, start: int, stated: tuple[str, ...] | None, rules: Rules) -> tuple[int, str] | None:
    """Where and what the kind is with words between it and `số`: of `stated`, or named with who issued it."""
    last = max(rules.kind_word.finditer(low, first, start), key=re.Match.start, default=None)
    if last is None or not rules.far.fullmatch(low, last.end(), start):
        return None
    fits = last[0].startswith(stated) if stated else rules.issuer.match(low, last.end())
    return (last.start(), rules.kinds[last[0]]) if fits else None
