"""Legal and Party documents cited: `Chỉ thị số 35-CT/TW`, `Nghị định 36/2020/NĐ-CP`, `12/KH-UBND`, `Luật Đất đai 2024`.

The value is kind and number without `số`. Articles and clauses (`khoản 2 Điều 5`) are no documents, and a document's
date (`ngày 5/3/2020`) stays a date.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.article import Document
from corpus.errors import DataFileError
from corpus.mentions import DocumentRef
from corpus.text import canon
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.dates.entries import any_of
from extractor.mine.dates.lexicon import protected

DATA = Path(__file__).resolve().parents[1] / "data" / "documents.toml"
_MACRO = re.compile(r"<([A-Z]+)>")
_NUMBER = re.compile(r"\d+[a-e]?(?:/\d+)?")
_BLANKS = re.compile(r" ?([-/–]) ?")


@dataclass(frozen=True, slots=True)
class _Rules:
    kinds: dict[str, str]
    certain: frozenset[str]
    nameless: frozenset[str]
    short: frozenset[str]
    plenary_name: str
    numbered: re.Pattern[str]
    plenary: re.Pattern[str]
    law: re.Pattern[str]
    alone: re.Pattern[str]
    issued: re.Pattern[str]
    counted: re.Pattern[str]
    more: re.Pattern[str]
    list: re.Pattern[str]


@cache
def _rules() -> _Rules:
    try:
        with DATA.open("rb") as file:
            return _compiled(tomllib.load(file))
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise DataFileError(DATA, "-", str(error)) from error


def _compiled(raw: dict[str, Any]) -> _Rules:
    kinds = {canon(kind): kind for kind in (*raw["certain"], *raw["common"])}
    short = {canon(form): kind for form, kind in raw["short"].items()}
    macros = {
        "KIND": any_of(kinds),
        "SHORT": any_of(short),
        "LAW": any_of(canon(k) for k in raw["laws"]),
        "BREAK": any_of(canon(w) for w in raw["law_breaks"]),
    }
    shapes: dict[str, Any] = {}
    for name, source in raw["shapes"].items():  # a shape may use those above it
        macros[name] = _MACRO.sub(lambda m: macros[m[1]], protected(source))
        if name.islower():
            shapes[name] = re.compile(macros[name])
    return _Rules(
        kinds=kinds | short,
        certain=frozenset(canon(k) for k in raw["certain"]),
        nameless=frozenset(canon(k) for k in raw["nameless"]),
        short=frozenset(short),
        plenary_name=raw["plenary_name"],
        **shapes,
    )


def annotate_documents(document: Document, cues: Cues, context: Context) -> Iterable[DocumentRef]:  # noqa: ARG001
    """Proposes the documents that a text cites, in order."""
    return find_documents(document.text, cues)


def find_documents(text: str, cues: Cues | None = None) -> tuple[DocumentRef, ...]:
    """The documents cited in a normalised text, in order, disjoint; `cues` are those of the same text.

    >>> [(d.text, d.value) for d in find_documents("theo Chỉ thị số 35-CT/TW và Luật Đất đai năm 2024")]
    [('Chỉ thị số 35-CT/TW', 'Chỉ thị 35-CT/TW'), ('Luật Đất đai năm 2024', 'Luật Đất đai 2024')]
    """
    low = (cues or Cues(text)).canon
    rules = _rules()
    found = [*_numbered(text, low, rules), *_plenary(text, low, rules), *_laws(text, low, rules)]
    found.sort(key=lambda ref: (ref.start, -ref.end))
    out = list(_disjoint(found))
    out += _codes(text, low, out, rules)
    out.sort(key=lambda ref: ref.start)
    return tuple(out)


def _disjoint(found: list[DocumentRef]) -> Iterator[DocumentRef]:
    end = 0
    for ref in found:
        if ref.start >= end:
            yield ref
            end = ref.end


def _numbered(text: str, low: str, rules: _Rules) -> Iterator[DocumentRef]:
    for match in rules.numbered.finditer(low):
        if match["kind"] in rules.short and not text[match.start() : match.end("kind")].isupper():
            continue
        lettered, end = _code_end(text, match)
        if not lettered and not _is_cited(text, low, match, end, rules):
            continue
        kind = rules.kinds[match["kind"]]
        written = _BLANKS.sub(r"\1", text[match.start("code") : end])
        yield _ref(text, match.start(), end, f"{kind} {written}", "numbered")
        yield from _further(text, low, end, kind, rules)


def _code_end(text: str, match: re.Match[str]) -> tuple[bool, int]:
    """Whether the code has letters in capitals (`36/2020/NĐ-CP`), and its end: else only its number counts."""
    start, end = match.span("code")
    number = _NUMBER.match(match["code"])
    bare = start + number.end() if number else end
    if bare == end or not any(char.isalpha() for char in text[bare:end]):
        return False, end
    return (True, end) if any(char.isupper() for char in text[bare:end]) else (False, bare)


def _further(text: str, low: str, end: int, kind: str, rules: _Rules) -> Iterator[DocumentRef]:
    """The further numbers of a list (`Nghị định 100 và 123 của Chính phủ`); what is counted ends it."""
    more = rules.more.match(low, end)
    while more is not None:
        lettered, end = _code_end(text, more)
        listed = rules.issued.match(low, end) or rules.more.match(low, end)
        if not lettered and (rules.counted.match(low, end) or not listed):
            return
        written = _BLANKS.sub(r"\1", text[more.start("code") : end])
        yield _ref(text, more.start("code"), end, f"{kind} {written}", "numbered")
        more = rules.more.match(low, end)


def _is_cited(text: str, low: str, match: re.Match[str], end: int, rules: _Rules) -> bool:
    """Whether a kind with a bare number is a citation: `Nghị định 46`, `công văn số 12`, but not `quyết định 5 vụ`."""
    if match["mark"]:
        return True
    if match["kind"] in rules.short or rules.counted.match(low, end):
        return False
    if match["kind"] in rules.certain:
        return True
    return text[match.start()].isupper() and bool(rules.issued.match(low, end))


def _plenary(text: str, low: str, rules: _Rules) -> Iterator[DocumentRef]:
    for match in rules.plenary.finditer(low):
        code = text[match.start("code") : match.end()]
        yield _ref(text, match.start(), match.end(), f"{rules.plenary_name} {code}", "plenary")
        yield from _further(text, low, match.end(), rules.plenary_name, rules)


def _laws(text: str, low: str, rules: _Rules) -> Iterator[DocumentRef]:
    for match in rules.law.finditer(low):
        kind = rules.kinds[match["kind"]]
        name = text[match.start("name") : match.end("name")]
        if not (text[match.start()].isupper() or name[1:2].isupper()) or (
            not name and match["kind"] not in rules.nameless
        ):
            continue
        yield _ref(text, match.start(), match.end(), f"{kind}{name} {match['year']}", "law")


def _codes(text: str, low: str, known: list[DocumentRef], rules: _Rules) -> list[DocumentRef]:
    """Codes without their kind, outside the known; in a list they share the kind of the one before."""
    starts = [ref.start for ref in known]
    found: list[DocumentRef] = []
    for match in rules.alone.finditer(low):
        start, end = match.span()
        code = text[start:end]
        letters = [char for char in code if char.isalpha()]
        if sum(char.isupper() for char in letters) * 2 < max(1, len(letters)):
            continue
        at = bisect_left(starts, end)
        before = known[at - 1] if at else None
        if before is not None and before.end > start:
            continue
        last = max((ref for ref in (before, found[-1] if found else None) if ref), key=_end, default=None)
        listed = last is not None and last.end + 12 >= start and rules.list.fullmatch(low, last.end, start)
        kind = last.value.rpartition(" ")[0] + " " if last is not None and listed and " " in last.value else ""
        found.append(_ref(text, start, end, kind + code, "code"))
    return found


def _end(ref: DocumentRef) -> int:
    return ref.end


def _ref(text: str, start: int, end: int, value: str, rule: str) -> DocumentRef:
    return DocumentRef(start=start, end=end, text=text[start:end], value=value, rule=f"document:{rule}")
