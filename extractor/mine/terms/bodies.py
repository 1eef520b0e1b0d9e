"""The body that a number counts: before it (`Đại hội Đảng bộ tỉnh lần thứ XX`) or after it (`Đại hội XIII của Đảng`).

Before it, a body is a run of capitalised words and of words that such names hold, from its first head on. In a line of
capitals every word looks like a name; there, words that no name holds end the run.
"""

from __future__ import annotations

import re

from extractor.mine.terms.lexicon import Words, rules
from extractor.mine.terms.reading import Body, Line
from extractor.mine.terms.sequences import sequences

_WINDOW = 140  # characters before a number in which its body stands
_MOST_WORDS = 18
_TOKEN = re.compile(r"\S+")
_NEXT = re.compile(r" \S+")
_EDGE = " ,(:–-"
_OPENING = "(\"“‘'["
_CLOSING = ",;:.!?)\"”’']"
_DASHES = frozenset("-–—&")
_BRACKETED = re.compile(r"\([^\W\d_]{2,8}\),?")  # the abbreviation that a name is given: (MTTQ)
_OWNER_WORDS = 9


def congress_before(line: Line, end: int) -> Body | None:
    """The congress that ends before `end`, if a congress stands there that elects or represents somebody."""
    words = rules().words
    stop, party = _stop(line, end)
    begin = _run_start(line, stop, lenient=True)
    head = None
    for match in words.congresses.finditer(line.low, begin, stop):
        head = match if match["head"] else None
    if head is None or not _elects(line.low, head.end(), stop) or words.events.search(line.low, head.end(), stop):
        return None
    return congress_named(line.text[head.start() : stop], line.low[head.start() : stop], party=party)


def _elects(low: str, start: int, stop: int) -> bool:
    """Whether a congress is no games or meeting of shareholders (but that of the Party in a sports office)."""
    words = rules().words
    games = words.no_congress.search(low, start, stop)
    return games is None or words.organisations.search(low, start, games.start()) is not None


def congress_named(text: str, low: str, *, party: bool) -> Body:
    """The congress of this name; `party` where a genitive says that it is the Party's."""
    words = rules().words
    if low in words.aliases:
        return Body(words.national, "party", implicit=words.party not in low and not party, written=text)
    if party and low in words.unnamed:
        return Body(words.national, "party", written=text)
    return Body(text)


def body_before(line: Line, end: int) -> Body | None:
    """The committee, council, assembly or congress that ends before `end`."""
    words = rules().words
    stop, party = _stop(line, end)
    begin = _run_start(line, stop, lenient=False)
    head = next((match for match in words.bodies.finditer(line.low, begin, stop) if match["head"]), None)
    if head is None:
        return None
    low = line.low[head.start() : stop]
    if words.congresses.match(low):
        if not _elects(line.low, head.end(), stop):
            return None
        return congress_named(line.text[head.start() : stop], low, party=party)
    if low in words.weak and line.text[head.start()].islower():
        return None
    return _in_sequence(line, begin, head.start(), stop) or Body(line.text[head.start() : stop])


def is_weak(body: Body) -> bool:
    """Whether the name is so short that a course may stand behind it (`lớp đối tượng Đảng khóa II`)."""
    return body.name.lower() in rules().words.weak


def body_after(line: Line, end: int) -> Body | None:
    """The body that owns the number before `end`: `khóa XV của Quốc hội`, `Đại hội lần thứ XX Đảng bộ tỉnh`."""
    match = rules().shapes.owner.match(line.low, end)
    if match is None:
        return None
    start = match.start("org")
    party = rules().shapes.party.match(line.low, start)
    if party is not None:
        return Body(line.text[start : party.end()], "party")
    org = match["org"]
    if line.text[start].islower() and " " not in org:
        return None
    stop = _run_end(line, match.end())
    name, low = line.text[start:stop], line.low[start:stop]
    for key, known in sequences().items():
        if known.names.fullmatch(low):
            return Body(name, key)
    return Body(name)


def _in_sequence(line: Line, begin: int, head: int, stop: int) -> Body | None:
    words = rules().words
    for key, known in sequences().items():
        match = known.names.search(line.low, begin, stop)
        if match is not None and match.start() <= head:
            start = head if known.names.fullmatch(line.low, head, stop) else match.start()
            return Body(line.text[start:stop], key)
        if known.short.fullmatch(line.low, head, stop) and (
            head == begin or line.low.endswith(words.leads, begin, head)
        ):
            return Body(line.text[head:stop], key)
    return None


def _stop(line: Line, end: int) -> tuple[int, bool]:
    """Where the body before `end` ends, without what joins it to its number, and whether `của Đảng` stands there."""
    low, shapes, words = line.low, rules().shapes, rules().words
    floor = max(0, end - _WINDOW)
    stop = _trimmed(low, floor, end)
    while low.endswith(words.between, floor, stop):
        stop = _trimmed(low, floor, next(stop - len(w) for w in words.between if low.endswith(w, floor, stop)))
    plenum = shapes.plenum.search(low, max(floor, stop - 40), stop)
    if plenum is not None:
        return plenum.start("number"), False
    genitive = shapes.genitive.search(low, max(floor, stop - 30), stop)
    return (genitive.start(), True) if genitive is not None else (stop, False)


def _trimmed(low: str, floor: int, end: int) -> int:
    while end > floor and low[end - 1] in _EDGE:
        end -= 1
    return end


def _run_start(line: Line, stop: int, *, lenient: bool) -> int:
    """Start of the run of words before `stop` that may be one name; a lenient one goes over `A, B` and `A và B`."""
    floor = max(0, stop - _WINDOW)
    while floor > 0 and floor < stop and not line.low[floor - 1].isspace():
        floor += 1
    words = rules().words
    capitals = line.text[floor:stop].isupper()
    begin = stop
    tokens = list(_TOKEN.finditer(line.low, floor, stop))[-_MOST_WORDS:]
    for token in reversed(tokens):
        word = token[0]
        last = begin == stop
        if not last and word[-1] in _CLOSING and not _goes_on(line, token, begin, lenient, words):
            break
        core = word.strip(_OPENING + _CLOSING)
        if not _may_stand(line, token, core, begin, lenient=lenient, capitals=capitals):
            break
        begin = token.start()
        if word[0] in _OPENING and not _BRACKETED.fullmatch(word):
            begin += 1
            break
    return begin


def _may_stand(line: Line, token: re.Match[str], core: str, begin: int, *, lenient: bool, capitals: bool) -> bool:
    """Whether a word may stand inside the name that goes on at `begin`."""
    words = rules().words
    if lenient and core in words.conjunctions:
        return _capital_at(line.text, begin)
    if core in words.inside or core in _DASHES:
        return True
    if capitals:
        return core not in words.stops
    return _capital(line.text, token.start(), token[0], core) or (lenient and core not in words.stops)


def _goes_on(line: Line, token: re.Match[str], begin: int, lenient: bool, words: Words) -> bool:
    word = token[0]
    if word in words.dotted or _BRACKETED.fullmatch(word):
        return True
    return lenient and word[-1] == "," and _capital_at(line.text, begin)


def _capital_at(text: str, at: int) -> bool:
    return text[at : at + 1].isupper()


def _capital(text: str, start: int, word: str, core: str) -> bool:
    """A capitalised word, or the number in a name (`Quận 1`, `Quân khu 7`)."""
    at = start + (len(word) - len(word.lstrip(_OPENING)))
    return text[at : at + 1].isupper() or (core.isdecimal() and len(core) <= 3)


def _run_end(line: Line, end: int) -> int:
    """End of the name that goes on at `end`: capitalised words and words of level."""
    words = rules().words
    stop = end
    for _ in range(_OWNER_WORDS):
        match = words.levels.match(line.low, stop) or _NEXT.match(line.low, stop)
        if match is None:
            break
        word = match[0].strip()
        level = match.re is words.levels
        core = word if level else word.rstrip(_CLOSING)
        if not level and (not _capital_at(line.text, stop + 1) or core in words.stops):
            break
        stop += 1 + len(core)
        if core != word and word not in words.dotted:
            break
    return stop
