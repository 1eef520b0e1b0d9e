"""Posts in Party, state, forces, organisations and firms. Which question: who is what, where?

A post is found by its head (`Phó Giám đốc`) with `nguyên`, `quyền` before and `Thường trực` after it, and a bare body
(`Bí thư Chi bộ`), branch (`Bộ trưởng Quốc phòng`) or country behind it. The unit that follows, and the holder, come
from `link`; what nobody is said to hold, take up or leave is dropped there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.article import Document
from corpus.mentions import Position
from corpus.records import maker
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.people import given_names, name_starts
from extractor.mine.persons.scan import LOWER, Scan, scan

_position_made = maker(Position)
HELD, PLURAL, TITLE = "position.head", "position.plural", "position.title"
"""Rules: a post; several posts at once (`các Phó Giám đốc`); a post spoken of as such (`chức danh Giám đốc`)."""


def annotate_positions(document: Document, cues: Cues, context: Context) -> Iterator[Position]:  # noqa: ARG001
    """Every post that may be somebody's, left to right; bodies' own names (`Ban Giám đốc`) are none.

    >>> from extractor.text.document import make_document
    >>> text = "Ông Bàn Văn Lưỡng, nguyên Phó Bí thư Thường trực Đảng uỷ, được Ban Giám đốc mời."
    >>> [(p.text, p.value) for p in annotate_positions(make_document(text, tokens=False), Cues(text), Context())]
    [('nguyên Phó Bí thư Thường trực Đảng uỷ', 'Phó Bí thư Thường trực')]
    """
    found = scan(document.text)
    last = 0
    for hit in found.headed.values():
        if hit.first < last:
            continue
        position = _position(found, hit)
        last = hit.last
        if position is not None:
            yield position


def _position(scan: Scan, hit: Hit) -> Position | None:
    hit = _without_field(scan, hit)
    first, former, acting = _opening(scan, hit.first)
    rule = _rule(scan, first) if scan.gaps[first - 1] != "/" else None  # 05-NQ/TUV
    if rule is None or _is_role(scan, hit) or not _is_seated(scan, hit):
        return None
    last, value = _closing(scan, hit)
    last = _complement(scan, hit, last)
    start, end = scan.starts[first], scan.ends[last - 1]
    return _position_made(
        start=start, end=end, text=scan.text[start:end], value=value, rule=rule, former=former, acting=acting
    )


def _without_field(scan: Scan, hit: Hit) -> Hit:
    """`Phó Giám đốc | phụ trách khối điều tra`: what he is in charge of is no part of the post."""
    if hit.phrase.words[-2:] != ("phụ", "trách") or _ends_clause(scan, hit.last):
        return hit
    return next((h for h in scan.starting[hit.first] if h.last == hit.last - 2 and "head" in h.phrase.kinds), hit)


def _is_role(scan: Scan, hit: Hit) -> bool:
    """`kiểm sát viên X` of a trial, in small letters, is an occupation; `được bổ nhiệm làm kiểm sát viên` a post."""
    if "head.errand" in hit.phrase.kinds and scan.shapes[hit.first] == LOWER:
        return scan.gaps[hit.last - 1][:1] in (",", ".", ";", "\n")  # do Đại tá X làm trưởng đoàn
    if "head.role" not in hit.phrase.kinds or scan.shapes[hit.first] != LOWER:
        return False
    return hit.first == 0 or scan.words[hit.first - 1] not in lexicon().words["gap.office"]


def _is_seated(scan: Scan, hit: Hit) -> bool:
    """`Đại biểu X (đoàn Gia Lai)`, `đại biểu đoàn Gia Lai` has a seat; `các đại biểu`, `đại biểu X dự lễ` attend."""
    if "head.seated" not in hit.phrase.kinds:
        return True
    if (of := _next(scan, hit.last, "position.delegation")) is not None and scan.gaps[of.last - 1] == " ":
        return of.last < len(scan.words) and scan.shapes[of.last] != LOWER
    if hit.last not in name_starts(scan.text) or scan.gaps[hit.last - 1] != " ":
        return False
    last = hit.last + 1
    while last < len(scan.words) and scan.gaps[last - 1] == " " and scan.shapes[last] != LOWER:
        last += 1
    if scan.gaps[last - 1] not in (" (", ", ", " - ", " – "):
        return False
    return last < len(scan.words) and scan.hit(last, "position.delegation") is not None


def _opening(scan: Scan, first: int) -> tuple[int, bool, bool]:
    """`nguyên`, `cựu`, `quyền`, `Q.` before a head belong to it; `nguyên là`, `từng là` tell that it is over."""
    former = acting = False
    while scan.ending[first]:
        if hit := scan.before(first, "position.former"):
            former = True
        elif (hit := scan.before(first, "position.acting")) is not None and _is_acting(scan, hit):
            acting = True
        else:
            break
        first = hit.first
    return first, former or scan.ended(first, "position.was") is not None, acting


def _is_acting(scan: Scan, hit: Hit) -> bool:
    """`quyền` with a head is `acting`; after `có`, `thẩm` it is `right`. A single `q` needs its full stop."""
    if hit.phrase.words == ("q",):
        return scan.gaps[hit.last - 1].startswith(".")
    if scan.gaps[hit.first - 1] != " ":
        return True
    return hit.first == 0 or scan.words[hit.first - 1] not in ("có", "thẩm", "chính", "phân", "ủy", "đủ")


def _rule(scan: Scan, first: int) -> str | None:
    if scan.gaps[first - 1] != " " or not scan.ending[first] or scan.before(first, "position.one_of") is not None:
        return HELD
    if (named := scan.before(first, "honorific")) is not None:
        first = named.first  # các đồng chí | Phó Bí thư
        if scan.before(first, "position.several") is None:
            return HELD
    if scan.before(first, "position.several") is not None:
        return PLURAL
    if scan.before(first, "position.title_word"):
        return TITLE
    if (hit := scan.before(first, "position.general")) is not None:
        return HELD if hit.phrase.words == ("từng",) else None
    return HELD


def _closing(scan: Scan, hit: Hit) -> tuple[int, str]:
    """`Thường trực`, `phụ trách` behind a head are part of it and of its value."""
    after = scan.hit(hit.last, "position.after") if scan.gaps[hit.last - 1] == " " else None
    if after is None or (after.phrase.words == ("phụ", "trách") and not _ends_clause(scan, after.last)):
        return hit.last, hit.phrase.form
    value = hit.phrase.form
    if after.phrase.words != ("đương", "nhiệm"):
        value += " " + (after.phrase.form.capitalize() if after.phrase.words[0] == "thường" else after.phrase.form)
    return after.last, value


def _ends_clause(scan: Scan, last: int) -> bool:
    """`Phó Giám đốc phụ trách, …` is in charge; `Phó Giám đốc phụ trách khối điều tra` is a post with a field."""
    if re.match(r"\s*[,.;)(–-]|\s*\Z", scan.text[scan.ends[last - 1] : scan.ends[last - 1] + 3]):
        return True
    return last < len(scan.words) and (scan.shapes[last] != LOWER or scan.hit(last, "clause") is not None)


def _complement(scan: Scan, head: Hit, last: int) -> int:
    """The branch of government, the country or the bare body that follows with one blank (`Bộ trưởng Y tế`)."""
    kinds = head.phrase.kinds
    if "head.ministry" in kinds and (sector := _next(scan, last, "sector")) is not None and scan.shapes[last] != LOWER:
        last = sector.last
    country = _next(scan, last, "country")
    if country is not None and scan.shapes[last] != LOWER and not _is_given_name(scan, country):
        if kinds & {"head.ministry", "head.nation"} or country.last - country.first > 1:
            return _seat(scan, country.last) if "head.nation" in kinds else country.last
        return last
    body = None if last in name_starts(scan.text) else _next(scan, last, "body")  # Tổng thư ký … | Ban Ki-moon
    force = _next(scan, last, "position.force")
    if (
        force is not None
        and (whose := _next(scan, force.last, "country")) is not None
        and scan.shapes[force.last] != LOWER
    ):
        return whose.last  # Tổng Tham mưu trưởng lực lượng vũ trang Nga
    if body is None or (scan.shapes[last] == LOWER and _next(scan, body.last, "position.demonstrative") is not None):
        return last
    return body.last


def _is_given_name(scan: Scan, country: Hit) -> bool:
    """`Bộ trưởng | Anh cho biết` in an article on Chu Ngọc Anh, but `Đại sứ | Anh tại …`."""
    last = country.last
    if last - country.first > 1 or last >= len(scan.words) or scan.shapes[last] != LOWER or scan.words[last] == "tại":
        return False
    return scan.words[country.first] in given_names(scan.text)


def _next(scan: Scan, at: int, kind: str) -> Hit | None:
    return scan.hit(at, kind) if scan.gaps[at - 1] == " " else None


def _seat(scan: Scan, last: int) -> int:
    """`Đại sứ Nhật Bản tại Việt Nam`: where he is accredited."""
    if scan.gaps[last - 1] == " " and scan.words[last] == "tại":
        country = _next(scan, last + 1, "country")
        if country is not None:
            return country.last
    return last
