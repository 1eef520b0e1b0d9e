"""All documents that a text cites, in order and disjoint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.article import Document
from corpus.mentions import DocumentRef
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.documents.named import laws, resolutions
from extractor.mine.documents.numbered import NAMED, codes, numbered
from extractor.mine.documents.rules import rules
from extractor.mine.words import words_of

_CUT = re.compile("[-/]| khóa ")  # where a full form goes on after a short one: Nghị định 46 | /2016/NĐ-CP


def annotate_documents(document: Document, cues: Cues, context: Context) -> Iterable[DocumentRef]:  # noqa: ARG001
    """Proposes the documents that a text cites, in order."""
    return find_documents(document.text, cues)


def find_documents(text: str, cues: Cues | None = None) -> tuple[DocumentRef, ...]:
    """The documents cited in a normalised text, in order, disjoint; `cues` are those of the same text.

    >>> [(d.text, d.value) for d in find_documents("theo Chỉ thị số 35-CT/TW và Luật Đất đai năm 2024")]
    [('Chỉ thị số 35-CT/TW', 'Chỉ thị 35-CT/TW'), ('Luật Đất đai năm 2024', 'Luật Đất đai 2024')]
    """
    low = (cues or Cues(text)).canon
    shipped, cut = rules(), words_of(text)
    found = [
        *numbered(text, low, cut, shipped),
        *resolutions(text, low, shipped),
        *laws(text, low, shipped),
    ]
    found.sort(key=lambda ref: (ref.start, -ref.end))
    out = list(_disjoint(found))
    out += codes(text, low, cut, out, shipped)
    out.sort(key=lambda ref: ref.start)
    return tuple(_joined(out))


def _disjoint(found: Iterable[DocumentRef]) -> Iterator[DocumentRef]:
    end = 0
    for ref in found:
        if ref.start >= end:
            yield ref
            end = ref.end


def _joined(found: Sequence[DocumentRef]) -> Iterator[DocumentRef]:
    """A short form takes the value of the one full form in the text that it can stand for.

    `Nghị định 46` is `Nghị định 46/2016/NĐ-CP` where that is cited too; with two such decrees it stays as it is.
    """
    values = {ref.value for ref in found if ref.rule not in NAMED}
    longer: dict[str, list[str]] = {}
    for value in values if len(values) > 1 else ():
        for cut in _CUT.finditer(value):
            if (short := value[: cut.start()]) in values:
                longer.setdefault(short, []).append(value)
    for ref in found:
        full = max(longer.get(ref.value, ()), key=len, default=ref.value)
        one = all(full.startswith(other) for other in longer.get(ref.value, ()))
        yield replace(ref, value=full) if one and full != ref.value else ref
