"""Paragraphs and sentences of a normalised text, as spans."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from corpus.spans import Spans

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
# A sentence ends at . ! ? … (with closing quotes or brackets) before a blank and a new beginning: a capital, a digit,
# a dash of dialogue or an opening quote.
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*|[.!?…]*:[ ]*(?=[\"“]))(?=\s+(?:[\"'“‘«(\[–-]\s?)*[^\W_a-zà-ỹđ])|$")
# Full stops that belong to an abbreviation before a name, a number or a unit: TP. Đà Lạt, T.X Phổ Yên, ThS. Lan, P. 3.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“'‘.,/-])(?:[A-ZĐÂÊÔƠƯ]|TP|Tp|tp|TX|Tx|TT|Tt|KP|Kp|Q|P|F|H|X|ĐT|ThS|Ths|TS|PGS|GS|BS|Bs|CN|KS|LS|"
    r"CKI|CKII|BSCKI|BSCKII|NSND|NSƯT|NGND|NGƯT|TTND|TTƯT|T\.Ư|T\.P|T\.X|T\.T|St|Mr|Mrs|Ms|Dr|Jr|No|Nr|tr|Tr|vs|Đ/c|đ/c)\.$"
)


def paragraphs(text: str) -> Spans:
    """Each line with something on it, without the blanks around it."""
    return Spans.of(_stripped(text, *m.span()) for m in _PARAGRAPH.finditer(text))


def sentences(text: str, within: Spans) -> Spans:
    """The sentences of each span of `within` (paragraphs), without the blanks between them.

    A clause that introduces a quotation (`Ông nói: "…"`) stays with it. Initials and the usual abbreviations do not
    end a sentence.
    """
    found: list[tuple[int, int]] = []
    for start, end in within.pairs():
        found.extend(_of_paragraph(text, start, end))
    return Spans.of(found)


def _of_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop <= begin:
            continue
        if text[match.start() : match.start() + 1] == ":" or _no_end(text, begin, match):
            continue
        yield begin, stop
        begin = stop
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        yield begin, end


def _no_end(text: str, begin: int, match: re.Match[str]) -> bool:
    if match[0] != ".":
        return False
    return bool(_ABBREVIATED.search(text, max(begin, match.start() - 8), match.end()))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def nesting(inner: Spans, outer: Spans) -> list[int]:
    """For each inner span, the index of the outer span that holds its start (-1 where none does)."""
    starts = outer.starts
    return [i if (i := bisect_right(starts, s) - 1) >= 0 and s < outer.ends[i] else -1 for s in inner.starts]
