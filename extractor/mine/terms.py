"""Terms of office (`nhiệm kỳ 2020-2025`), numbered congresses and legislatures (`lần thứ XIII`, `khóa XV`).

The surface of an ordinal leaves out the body, which is in `of` as the text writes it (`Đại hội đại biểu Đảng bộ tỉnh`);
only `Đại hội XIII` is one word for both. Sessions (`kỳ họp thứ 8`) and plenums (`Hội nghị lần thứ 6`) are no terms.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.article import Document
from corpus.errors import DataFileError
from corpus.mentions import Term
from corpus.text import canon
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.dates.lexicon import any_of, lexicon, protected
from extractor.mine.dates.numbers import ROMAN_PATTERN, roman, spoken

DATA = Path(__file__).resolve().parents[1] / "data" / "terms.toml"
_MACRO = re.compile(r"<([A-Z]+)>")
_BODY_WINDOW = 140  # characters before an ordinal in which its body stands
_BODY_WORDS = 16
_TOKEN_BEFORE = re.compile(r"[^\s,;:.()\"“”]+(?:\.[^\s,;:.()]+)*$")
_LONGEST_TERM = 12  # years


@dataclass(frozen=True, slots=True)
class _Rules:
    years: re.Pattern[str]
    more_years: re.Pattern[str]
    ordinal: re.Pattern[str]
    more: re.Pattern[str]
    congress: re.Pattern[str]
    relative: re.Pattern[str]
    followed: re.Pattern[str]
    near: re.Pattern[str]
    heads: re.Pattern[str]
    congress_heads: tuple[str, ...]
    inside: frozenset[str]
    counts: dict[str, str]
    ordinals: dict[str, int]
    school: str
    national: str
    national_genitive: str
    aliases: frozenset[str]
    congress_years: dict[int, int]


@cache
def _rules() -> _Rules:
    try:
        with DATA.open("rb") as file:
            raw: dict[str, Any] = tomllib.load(file)
        words = {name: [canon(w) for w in value] for name, value in raw.items() if isinstance(value, list)}
        return _compiled(words, raw)
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise DataFileError(DATA, "-", str(error)) from error


def _compiled(words: dict[str, list[str]], raw: dict[str, Any]) -> _Rules:
    ordinals = {canon(word): number for word, number in raw["ordinals"].items()}
    heads = {canon(head): counts for head, counts in raw["heads"].items()}
    bodies = [*words["congresses"], *words["legislatures"]]
    macros = {
        "TERM": any_of(words["terms"]),
        "RELATIVE": any_of(words["relative"]),
        "HEAD": any_of(heads),
        "ORDINAL": any_of(ordinals),
        "NUMBER": lexicon().number,
        "ROMAN": ROMAN_PATTERN,
    }
    shapes: dict[str, str] = {}
    for name, source in raw["shapes"].items():  # a shape may use those above it
        shapes[name] = macros[name] = _MACRO.sub(lambda m: macros[m[1]], protected(source))
    compiled = {name: re.compile(source) for name, source in shapes.items() if name.islower()}
    return _Rules(
        **compiled,
        near=re.compile(rf"(?<!\w){any_of(words['bodies_near'])}(?!\w)"),
        heads=re.compile(rf"(?<!\w){any_of(bodies)}(?!\w)"),
        congress_heads=tuple(words["congresses"]),
        inside=frozenset([*words["inside"], *(part for body in bodies for part in body.split())]),
        counts=heads,
        ordinals=ordinals,
        school=canon(raw["school"]) + " ",
        national=raw["national"],
        national_genitive=" " + canon(raw["national_genitive"]),
        aliases=frozenset(words["national_aliases"]),
        congress_years={int(k): v for k, v in raw["national_congresses"].items()},
    )


def national_congress_year(ordinal: int) -> int | None:
    """The year of the Party's national congress with this number; None for one that is not known.

    >>> national_congress_year(13)
    2021
    """
    return _rules().congress_years.get(ordinal)


def annotate_terms(document: Document, cues: Cues, context: Context) -> Iterable[Term]:  # noqa: ARG001 - Annotator
    """Proposes the terms of a document, in order.

    >>> [(t.text, t.value) for t in find_terms("Đại hội Đảng bộ tỉnh lần thứ XX, nhiệm kỳ 2020-2025")]
    [('lần thứ XX', '20'), ('nhiệm kỳ 2020-2025', '2020/2025')]
    """
    return find_terms(document.text, cues)


def find_terms(text: str, cues: Cues | None = None) -> tuple[Term, ...]:
    """The terms of a normalised text, in order, disjoint; `cues` are those of the same text."""
    low = (cues or Cues(text)).canon
    rules = _rules()
    found = [*_years(text, low, rules), *_ordinals(text, low, rules), *_congresses(text, low, rules)]
    found += _relative(text, low, rules)
    found.sort(key=lambda term: (term.start, -term.end))
    out: list[Term] = []
    for term in found:
        if not out or term.start >= out[-1].end:
            out.append(term)
    return tuple(out)


def _years(text: str, low: str, rules: _Rules) -> Iterator[Term]:
    for match in rules.years.finditer(low):
        head = match["head"]
        start = match.start("head")
        abbreviated = head not in rules.counts
        if low.endswith(rules.school, 0, start) or (abbreviated and not text[start].isupper()):
            continue
        more: re.Match[str] | None = match
        while more is not None:
            span = _term_years(more)
            if span is None:
                break
            end = more.end()
            yield _term(text, start, end, f"{span[0]}/{span[1]}", "years", from_year=span[0], to_year=span[1])
            more = rules.more_years.match(low, end)
            if more is not None:
                start = more.start("again") if more["again"] else more.start("from")


def _term_years(match: re.Match[str]) -> tuple[int, int] | None:
    first = int(match["from"])
    last = int(match["to"]) if len(match["to"]) == 4 else first // 100 * 100 + int(match["to"])
    return (first, last) if first < last <= first + _LONGEST_TERM else None


def _ordinals(text: str, low: str, rules: _Rules) -> Iterator[Term]:
    for match in rules.ordinal.finditer(low):
        number = _number(match, text, rules)
        counts = rules.counts[match["head"]]
        if number is None:
            continue
        body = _body(text, low, match.start("head"), rules)
        if not _counts(counts, body, match, low, rules):
            continue
        start = match.start("head")
        of = body if counts in ("congress", "body") else None
        national = counts == "congress" and low.startswith(rules.national_genitive, match.end())
        if national and body and canon(body) in rules.congress_heads:
            of = rules.national
        yield _term(text, start, match.end(), str(number), "ordinal", ordinal=number, of=of)
        yield from _further(text, low, match.end(), of, rules)


def _further(text: str, low: str, end: int, of: str | None, rules: _Rules) -> Iterator[Term]:
    """`khóa XI, XII`: one mention each."""
    more = rules.more.match(low, end)
    while more is not None:
        number = _number(more, text, rules)
        followed = low[more.end() : more.end() + 2]
        if number is None or (more["numeral"].isdecimal() and followed[:1] not in ("", ",", ".", ";", ")")):
            return
        start = more.start("again") if more["again"] else more.start("numeral")
        yield _term(text, start, more.end(), str(number), "ordinal", ordinal=number, of=of)
        more = rules.more.match(low, more.end())


def _number(match: re.Match[str], text: str, rules: _Rules) -> int | None:
    """The number of a match; Roman figures count only in capitals."""
    words = match.groupdict().get("spoken")
    if words:
        return rules.ordinals.get(words) or spoken(words, lexicon().digits, lexicon().tens)
    numeral = match["numeral"]
    if not numeral:
        return None
    if numeral.isdecimal():
        return int(numeral) or None
    start, end = match.span("numeral")
    return roman(numeral) if text[start:end].isupper() else None


def _counts(counts: str, body: str | None, match: re.Match[str], low: str, rules: _Rules) -> bool:
    """Whether the ordinal counts a congress or a body's term, and not a plenum, a course or a prize."""
    is_roman = bool(match["numeral"]) and not match["numeral"].isdecimal()
    if counts == "congress":
        return body is not None and canon(body).startswith(rules.congress_heads)
    if counts == "roman":
        return is_roman
    return counts == "term" or body is not None or is_roman or bool(rules.followed.match(low, match.end()))


def _body(text: str, low: str, end: int, rules: _Rules) -> str | None:
    """The name of the counted body that ends before `end`: back over capitalised and known words to its first head."""
    floor = max(0, end - _BODY_WINDOW)
    stop = len(text[floor:end].rstrip(" ,(")) + floor
    begin = stop
    for _ in range(_BODY_WORDS):
        token = _TOKEN_BEFORE.search(low, floor, begin)
        if token is None or not (text[token.start()].isupper() or token[0] in rules.inside or token[0] in ("-", "–")):
            break
        begin = token.start()
        if begin == floor or low[begin - 1] != " ":
            break
        begin -= 1
    begin += low[begin : begin + 1] == " "
    head = rules.heads.search(low, begin, stop)
    if head is None:
        return None
    body = text[head.start() : stop]
    return rules.national if canon(body) in rules.aliases else body


def _congresses(text: str, low: str, rules: _Rules) -> Iterator[Term]:
    for match in rules.congress.finditer(low):
        number = _number(match, text, rules)
        if number is None or match["numeral"].isdecimal() or not text[match.start()].isupper():
            continue
        of = rules.national if number in rules.congress_years else rules.congress_heads[0].capitalize()
        yield _term(text, match.start(), match.end(), str(number), "congress", ordinal=number, of=of)


def _relative(text: str, low: str, rules: _Rules) -> Iterator[Term]:
    for match in rules.relative.finditer(low):
        if match["loose"] and not rules.near.search(low, max(0, match.start() - 120), match.end() + 20):
            continue
        start, end = match.span()
        yield _term(text, start, end, "", "relative", relative=True)


def _term(text: str, start: int, end: int, value: str, rule: str, **fields: Any) -> Term:
    return Term(start=start, end=end, text=text[start:end], value=value, rule=f"term:{rule}", **fields)
