"""Documents cited by name: laws, treaties, and the resolutions of numbered plenums and congresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.mentions import DocumentRef
from extractor.mine.dates.numbers import roman, to_roman
from extractor.mine.documents.numbered import further
from extractor.mine.documents.rules import Named, Rules, reference

_LINK = re.compile("(?:,|;| và|, và) ")
_BEFORE = 64  # characters before a law that tell what it is not, or that it is a draft


def _places(text: str, word: str) -> Iterator[int]:
    """Where `word` stands as a whole word."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(word, end)


def laws(text: str, low: str, rules: Rules) -> Iterator[DocumentRef]:
    """Laws and treaties: of a known name, or of one that its year, `(sửa đổi)` or its draft delimits."""
    for named in rules.named:
        for start in _places(low, named.word):
            yield from _law(text, low, start, named, rules)
    for short, value in rules.initials.items():
        for start in _places(text, short) if short in text else ():
            end = start + len(short)
            if text[start - 1 : start] + text[end : end + 1] == "()":  # a definition: Bộ luật Hình sự (BLHS)
                continue
            match = rules.year.match(low, end)
            if match is not None:
                yield reference(text, start, match.end(), f"{value} {match['year']}", "law")
            elif not _only_article(low[max(0, start - _BEFORE) : start], rules):
                yield reference(text, start, end, value, "law")


def _only_article(before: str, rules: Rules) -> bool:
    """Whether a law without its year only says whose article is meant: `Điều 174 Bộ luật Hình sự`."""
    return rules.article_needs_year and rules.article.search(before) is not None


def _law(text: str, low: str, start: int, named: Named, rules: Rules) -> Iterator[DocumentRef]:
    end = start + len(named.word)
    before = low[max(0, start - _BEFORE) : start]
    several = rules.several.search(before) is not None
    if several and low[end : end + 1] == ":":
        end += 1
    if low[end : end + 1] not in (" ", ",") or not (text[start].isupper() or text[end + 1 : end + 2].isupper()):
        return
    if rules.not_law.search(before):
        return
    match = named.known.match(low, end)
    if match is not None:
        canonical = named.values[match["name"].replace(",", "")]
        value = _dated(canonical, match)
        short = " " not in match["name"] and not text[match.start("name")].isupper()  # Luật giá …
        if short or (value == canonical and _only_article(before, rules)):
            return
    else:
        match, value = _unlisted(text, low, start, named, rules)
        if match is None:
            return
    yield reference(text, start, match.end(), value, "treaty" if named.treaty else "law")
    if several:
        yield from _listed(text, low, match.end(), named)


def _dated(value: str, match: re.Match[str]) -> str:
    groups = match.groupdict()
    year = groups.get("year") or groups.get("passed")
    return f"{value} {year}" if year else value


def _unlisted(text: str, low: str, start: int, named: Named, rules: Rules) -> tuple[re.Match[str] | None, str]:
    """The name of a law or treaty that the table does not know, and its value."""
    end = start + len(named.word)
    if named.treaty:
        match = named.free.match(low, end)
        if match is None or not text[match.start("name") : match.end("name")].isupper():
            return None, ""
        return match, _dated(f"{named.kind} {text[match.start('name') : match.end('name')]}", match)
    match = named.dated.match(low, end)
    if match is not None:
        name = text[match.start("name") : match.end("name")]
        fits = name or named.word in rules.nameless
        return (match, f"{named.kind}{name} {match['year']}") if fits else (None, "")
    match = named.free.match(low, end)
    if match is None or not (match["amended"] or rules.draft.search(low[max(0, start - _BEFORE) : start])):
        return None, ""
    return match, f"{named.kind} {text[match.start('name') : match.end('name')]}"


def _listed(text: str, low: str, end: int, named: Named) -> Iterator[DocumentRef]:
    """The further names of `các luật Đất đai, Nhà ở và Đấu thầu`."""
    while (link := _LINK.match(low, end)) is not None:
        match = named.known.match(low, link.end() - 1)
        if match is None or not text[match.start("name")].isupper():
            return
        end = match.end()
        yield reference(text, link.end(), end, _dated(named.values[match["name"].replace(",", "")], match), "law")


def resolutions(text: str, low: str, rules: Rules) -> Iterator[DocumentRef]:
    """`Nghị quyết Trung ương 4` with the term that it belongs to, and `Nghị quyết Đại hội XIII`."""
    for start in _places(low, rules.resolution):
        end = start + len(rules.resolution)
        plenum = rules.plenum.match(low, end)
        if plenum is not None:
            yield from _plenum(text, low, start, plenum, rules)
        elif text[start].isupper():
            congress = rules.congress.match(low, end)
            value = _congress(text, low, congress, rules) if congress else None
            if congress is not None and value is not None:
                yield reference(text, start, congress.end(), value, "congress")


def _plenum(text: str, low: str, start: int, match: re.Match[str], rules: Rules) -> Iterator[DocumentRef]:
    code = match["code"]
    number = int(code) if code.isdigit() else rules.ordinals.get(code) or roman(code)
    if number is None or rules.counted.match(low, match.end()):
        return
    first = reference(text, start, match.end(), f"{rules.plenum_value} {number}", "plenum")
    found = [first, *further(text, low, match.end(), rules.plenum_value, rules)]
    term = rules.of_term.match(low, found[-1].end)
    of = _numeral(term["term"]) if term else None
    for ref in found:
        value = f"{ref.value} khóa {of}" if of else ref.value
        yield reference(text, ref.start, ref.end, value, "plenum")


def _congress(text: str, low: str, match: re.Match[str], rules: Rules) -> str | None:
    """The canonical name; None where no congress is named."""
    body = match["body"] or ""
    national = body in rules.national
    shown = f"{rules.congress_value} {text[match.start('body') : match.end('body')]}" if body else rules.congress_value
    if match["years"]:
        return None if national else f"{shown} nhiệm kỳ {re.sub(' ?[-–] ?', '-', match['years'])}"
    number = _numeral(match["ordinal"] or match["bare"])
    if number is None:
        return None
    end = match.end()
    if match["bare"] and (not national or rules.counted.match(low, end)):
        return None
    other = rules.of_other.match(low, end)
    of_other = other is not None and text[other.end() - 1].isupper()  # Nghị quyết Đại hội VIII Công đoàn tỉnh
    if rules.of_party.match(low, end) or (national and not of_other and (body or match["bare"])):
        return f"{rules.congress_value} {number}"
    return f"{shown} lần thứ {number}"


def _numeral(figures: str) -> str | None:
    """In Roman figures, as congresses are counted; None for what is no number."""
    number = int(figures) if figures.isdigit() else roman(figures)
    return to_roman(number).upper() if number else None
