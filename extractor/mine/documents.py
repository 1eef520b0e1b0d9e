"""Legal and Party documents cited: `Chỉ thị số 35-CT/TW`, `Nghị định 36/2020/NĐ-CP`, `12/KH-UBND`, `Luật Đất đai 2024`.

The value is kind and number without `số`. Articles and clauses (`khoản 2 Điều 5`) are no documents, and a document's
date (`ngày 5/3/2020`) stays a date.
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
from corpus.mentions import DocumentRef
from corpus.text import canon
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.dates.lexicon import any_of, protected

DATA = Path(__file__).resolve().parents[1] / "data" / "documents.toml"
_MACRO = re.compile(r"<([A-Z]+)>")
_BLANKS = re.compile(r" ?([-/–]) ?")


@dataclass(frozen=True, slots=True)
class _Rules:
    kinds: dict[str, str]
    certain: frozenset[str]
    nameless: frozenset[str]
    plenary_name: str
    numbered: re.Pattern[str]
    plenary: re.Pattern[str]
    law: re.Pattern[str]
    alone: re.Pattern[str]
    issued: re.Pattern[str]
    counted: re.Pattern[str]
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
    macros = {
        "KIND": any_of(kinds),
        "LAW": any_of(canon(k) for k in raw["laws"]),
        "BREAK": any_of(canon(w) for w in raw["law_breaks"]),
    }
    shapes: dict[str, Any] = {}
    for name, source in raw["shapes"].items():  # a shape may use those above it
        macros[name] = _MACRO.sub(lambda m: macros[m[1]], protected(source))
        if name.islower():
            shapes[name] = re.compile(macros[name])
    return _Rules(
        kinds=kinds,
        certain=frozenset(canon(k) for k in raw["certain"]),
        nameless=frozenset(canon(k) for k in raw["nameless"]),
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
    out += [
        ref for ref in _codes(text, low, out, rules) if not any(o.start < ref.end and ref.start < o.end for o in out)
    ]
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
        kind, code = match["kind"], match["code"]
        start, end = match.start(), match.end()
        lettered = any(char.isalpha() for char in code)
        if lettered and not any(c.isupper() for c in text[match.start("code") : end]):
            code, end = re.match(r"\d+", code)[0], match.start("code") + len(re.match(r"\d+", code)[0])  # type: ignore[index]
            lettered = False
        if not lettered and not _is_cited(text, low, match, end, rules):
            continue
        written = _BLANKS.sub(r"\1", text[match.start("code") : end])
        yield _ref(text, start, end, f"{rules.kinds[kind]} {written}", "numbered")


def _is_cited(text: str, low: str, match: re.Match[str], end: int, rules: _Rules) -> bool:
    """Whether a kind with a bare number is a citation: `Nghị định 46`, `công văn số 12`, but not `quyết định 5 vụ`."""
    if match["mark"]:
        return True
    if rules.counted.match(low, end):
        return False
    if match["kind"] in rules.certain:
        return True
    return text[match.start()].isupper() and bool(rules.issued.match(low, end))


def _plenary(text: str, low: str, rules: _Rules) -> Iterator[DocumentRef]:
    for match in rules.plenary.finditer(low):
        code = text[match.start("code") : match.end()]
        yield _ref(text, match.start(), match.end(), f"{rules.plenary_name} {code}", "plenary")


def _laws(text: str, low: str, rules: _Rules) -> Iterator[DocumentRef]:
    for match in rules.law.finditer(low):
        kind = rules.kinds[match["kind"]]
        name = text[match.start("name") : match.end("name")]
        if not (text[match.start()].isupper() or name[1:2].isupper()) or (
            not name and match["kind"] not in rules.nameless
        ):
            continue
        yield _ref(text, match.start(), match.end(), f"{kind}{name} {match['year']}", "law")


def _codes(text: str, low: str, known: list[DocumentRef], rules: _Rules) -> Iterator[DocumentRef]:
    """Codes without their kind; in a list they share the kind of the one before."""
    for match in rules.alone.finditer(low):
        letters = [c for c in match_text(text, match) if c.isalpha()]
        if not letters or sum(c.isupper() for c in letters) * 2 < len(letters):
            continue
        before = next((r for r in reversed(known) if r.end <= match.start() <= r.end + 12), None)
        kind = ""
        if before is not None and rules.list.fullmatch(low, before.end, match.start()):
            kind = before.value.rsplit(" ", 1)[0] + " "
        yield _ref(text, match.start(), match.end(), kind + match_text(text, match), "code")


def match_text(text: str, match: re.Match[str]) -> str:
    """The text under a match made on its canonical form."""
    return text[match.start() : match.end()]


def _ref(text: str, start: int, end: int, value: str, rule: str) -> DocumentRef:
    return DocumentRef(start=start, end=end, text=text[start:end], value=value, rule=f"document:{rule}")
