"""Names under or over an article: who wrote it, and which lines are nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from corpus.text import canon
from extractor.clean.data import phrase_set, phrases, source_tags
from extractor.clean.dateline import read_dateline
from extractor.clean.language import UPPER

_LONGEST = 140
_JOINTS = re.compile(r"\s+[-–—&|/+]\s*|\s*[-–—&|/+]\s+|\s*[,;•·]\s*|\s+(?:và|và ảnh)\s+|(?<=\w)/(?=\w)")
_NOTE = re.compile(r"\s*[(\[](?:[^()\[\]]{1,40})[)\]]\s*")
_NO_LETTERS = re.compile(r"[.'+]|(?<=\w)-(?=\w)")
_OTHERS = re.compile(r"(?:và )?\d+ tác giả khác")
_INITIALS = re.compile(rf"(?:[{UPPER}]\.?\s?){{1,4}}|(?:[{UPPER}][a-z]{{0,2}}\.){{1,3}}[{UPPER}]?[a-z]{{0,2}}\.?")
_EDGES = " ,;:-–—*_|/\t\"'“”()[]"
_EDGE = _EDGES + "."
_THEO = re.compile(rf"\(?\s*[Tt]heo\s*:?\s+(?=[\"“(]?[{UPPER}0-9])")
# What may stand between the capitals of a name of a paper or a desk.
_SMALL = frozenset(
    {"và", "của", "điện", "tử", "xã", "nhân", "dân", "tổng", "hợp", "thời", "sự", "biên", "tập", "báo", "tỉnh"}
)
_CAPITALISED = re.compile(rf"[{UPPER}][^\W\d_]*\.?(?:\s[{UPPER}][^\W\d_]*\.?){{1,5}}")
_TAIL = re.compile(
    rf"(?<=[.!?…”\"»)])\s{{1,3}}((?:[{UPPER}][^\W\d_]{{0,7}}\s){{1,3}}[{UPPER}][^\W\d_]{{0,7}}|[{UPPER}]\.[{UPPER}]\.?)\s*$"
)


def read_byline(line: str) -> tuple[str, ...] | None:
    """Names of a line that is a byline and nothing more; None for any other line; () for one without a name.

    >>> (
    ...     read_byline("Tin, ảnh: Hà Vy - Minh Đức"),
    ...     read_byline("N.L"),
    ...     read_byline("Theo kế hoạch, hội nghị mở hôm nay."),
    ... )
    (('Hà Vy', 'Minh Đức'), ('N.L',), None)
    """
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return None
    for read in (_prefixed, _by_theo, _bare):
        names = read(line)
        if names is not None:
            return names
    return None


def _prefixed(line: str) -> tuple[str, ...] | None:
    """`Tác giả: …`, `Bài, ảnh: …`."""
    bare = line.lstrip("(* ")
    opening = _byline_opening().match(canon(bare))
    if opening is None or len(bare.split()) > 16:
        return None
    rest = bare[opening.end() :]
    if opening[0].startswith(phrases("byline_speaker")) and not all(map(_is_name, _split(rest))):
        return None  # Phóng viên: Xin cảm ơn bà.
    return names_of(rest)


@cache
def _byline_opening() -> re.Pattern[str]:
    openings = sorted(phrases("byline"), key=len, reverse=True)
    return re.compile("(?:" + "|".join(re.escape(item).replace(":", r"\s*:") for item in openings) + ")")


def _by_theo(line: str) -> tuple[str, ...] | None:
    """`Theo TTXVN`, `(Theo Hà Vy/Hải Đăng)`: short, no sentence."""
    match = _THEO.match(line)
    if match is None or len(line.split()) > 9 or line.rstrip().endswith((",", ":", ";")):
        return None
    rest = line[match.end() :]
    rest = rest.rstrip(")") if line.startswith("(") else _NOTE.sub(" ", rest)
    if line.rstrip().endswith(".") and len(line.split()) > 6:
        return None
    return names_of(rest) if all(_is_name(name) or name.isupper() for name in _split(rest)) else None


def _bare(line: str) -> tuple[str, ...] | None:
    """Names alone: `Mộc Trầm`, `HÀ VY - MINH ĐỨC`, `N.L`, `Hà Vy (tổng hợp)`."""
    if line.endswith((":", ";", "!", "?", ",")) or (line.endswith(".") and not _INITIALS.fullmatch(line)):
        return None
    if canon(line.strip(_EDGE)) in phrase_set("byline_words"):
        return (line.strip(_EDGE),)
    rest = _NOTE.sub(" ", line).strip(_EDGES)
    if not rest and _NOTE.fullmatch(line):
        rest = line.strip(_EDGE)
    parts = _split(rest)
    if not 1 <= len(parts) <= 5 or not all(_is_name(part) for part in parts):
        return None
    if len(parts) == 1 and len(parts[0].split()) == 1 and not (_INITIALS.fullmatch(parts[0]) or _is_paper(parts[0])):
        return None  # a single word may be anything
    return tuple(_without_desk(part) for part in parts)


def _is_name(text: str) -> bool:
    """One to five capitalised words, initials, or a desk's byword."""
    if canon(text) in phrase_set("byline_words") or _INITIALS.fullmatch(text):
        return True
    words = text.split()
    if words and canon(words[0]) in phrase_set("byline_words"):
        words = words[1:]
    return 1 <= len(words) <= 5 and all(
        word[0].isupper() and len(word) <= 12 and _NO_LETTERS.sub("", word).isalpha() for word in words
    )


def _split(text: str) -> list[str]:
    """Names between joints; only initials keep the stop at their end."""
    pieces = (piece.strip(_EDGES) for piece in _JOINTS.split(text))
    return [part for piece in pieces if (part := piece if _INITIALS.fullmatch(piece) else piece.strip("."))]


def names_of(text: str) -> tuple[str, ...]:
    """The names in what stands after `Tác giả:` or in an author field, each once, without notes and addresses.

    >>> names_of("Hà Vy – Minh Đức (tổng hợp)")
    ('Hà Vy', 'Minh Đức')
    """
    text = re.sub(r"\S+@\S+|https?://\S+", " ", _NOTE.sub(" ", text[:300]))
    opening = _byline_opening().match(canon(text.lstrip()))
    if opening:
        text = text.lstrip()[opening.end() :]
    text = _THEO.sub("", text.strip())
    found: dict[str, str] = {}
    for part in _split(text):
        part = _without_desk(part)
        if 1 < len(part) <= 60 and len(part.split()) <= 8 and any(char.isalpha() for char in part) and _names(part):
            found.setdefault(canon(part), part)
    every = tuple(found.values())
    return tuple(part for part in every if _is_name(part)) or every  # what he does and likes may stand beside it


def _names(part: str) -> bool:
    """Whether a part of a byline names anybody: `thực hiện`, `ẢNH: …` and the like do not."""
    low = canon(part)
    noted = low in phrase_set("byline_notes") or low.startswith(phrases("credit"))
    return not noted and not _OTHERS.fullmatch(low)


def is_source_line(line: str) -> bool:
    """Whether a byline names whom the article was taken from (`Theo …`), not who wrote it."""
    return _THEO.match(line.strip()) is not None


def signatory_of(line: str) -> tuple[str, ...]:
    """Who signs in a line that also says what he is.

    >>> signatory_of("Thiếu tá, ThS Hà Vy Khánh, nguyên Phó trưởng khoa"), signatory_of("Ban Bạn đọc")
    (('Hà Vy Khánh',), ('Ban Bạn đọc',))
    """
    for part in line.split(","):
        run = _CAPITALISED.search(part)
        if run and run.end() >= len(part.rstrip()) and run.start() == len(part) - len(part.lstrip()):
            words = run[0].split()
            while len(words) > 2 and (words[0].endswith(".") or canon(words[0]) in phrase_set("degrees")):
                words = words[1:]
            if len(words) > 1:
                return (" ".join(words),)
    return names_of(line) or (line,)


def persons_of(names: Iterable[str]) -> list[str]:
    """Authors without agencies, papers and desks, where a person is named beside them; else as they are.

    >>> persons_of(["Hà Vy", "TTXVN", "Báo Làng Ven"]), persons_of(["TTXVN"])
    (['Hà Vy'], ['TTXVN'])
    """
    every = list(dict.fromkeys(names))
    return [name for name in every if name[0].isupper() and _names(name) and not _is_body(name)] or every


def _is_paper(name: str) -> bool:
    """Whether a name is known as a paper's, or ends as only papers do (`Vietnam+`)."""
    return name.endswith("+") or canon(name) in source_tags(bracketed=True)


def _is_body(name: str) -> bool:
    """An agency, a paper, a desk: a known word first, or a word of capitals without marks (`TTXVN`, `VOV-Tây Bắc`)."""
    if _is_paper(name):
        return True
    low = canon(name)
    head = name.split("-")[0].strip()
    return low.startswith(phrases("byline_bodies")) or (
        " " not in head and 3 <= len(head) <= 12 and head.isascii() and head.isupper() and "." not in head
    )


def names_in_box(strings: Iterable[str]) -> tuple[str, ...]:
    """Names among the texts of a box about the author (`Đàm Kha`, `Nhà báo`, `Xem các bài viết của tác giả`)."""
    notes = phrase_set("byline_notes")
    kept = [
        text
        for text in map(str.strip, strings)
        if text and canon(text).strip(" :.") not in notes and not read_dateline(text)
    ]
    found = [name for text in kept[:6] for name in names_of(text) if len(name.split()) < 7]
    return tuple([name for name in found if _is_name(name)] or found)


def _without_desk(name: str) -> str:
    """`PV Hà Vy` is Hà Vy, and so is `Hà Vy thực hiện`; `PV` alone stays."""
    low = canon(name)
    ending = next((end for end in phrases("byline_endings") if low.endswith(f" {end}")), "")
    if ending and name[-len(ending) :].islower():
        name = name[: -len(ending)].rstrip()
    words = name.split()
    if len(words) > 1 and canon(words[0].rstrip(".:")) in phrase_set("byline_words"):
        return " ".join(words[1:])
    return name


def split_tail(paragraph: str) -> tuple[str, str]:
    """The paragraph and the name glued to its end (`… sang tuần. Hà Vy`), "" where there is none."""
    match = _TAIL.search(paragraph[-60:])
    if match is None or len(paragraph) < 80:
        return paragraph, ""
    cut = max(0, len(paragraph) - 60) + match.start()
    return paragraph[:cut].rstrip(), match[1].strip()
