"""What stands in a dump around the article because nobody took the page apart: menus, clocks, polls, addresses of mail.

Only whole lines go, each by what it says and where it stands; what no rule is sure of stays. What the passes for pages
know already (`extractor.clean.settle`) is left to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from corpus.text import canon
from extractor.clean.bylines import read_byline
from extractor.clean.data import phrase_set, phrases
from extractor.clean.dateline import read_dateline
from extractor.clean.items import Item
from extractor.clean.language import UPPER
from extractor.clean.lines import ends_like_prose, is_imprint, looks_like_caption, prompt

_TOP = 10  # lines in which the page's own talk may stand between title and text
_LONGEST_MENU = 60  # lines
_LABEL_WORDS = 5
_LABEL = 14  # characters
_OPTION_WORDS = 6
_MOST_OPTIONS = 8
_LONGEST_CONTACT = 140  # characters
_DESK_WORDS = 7
_ADDRESS_WORDS = 12
_IN_BRACKETS = re.compile(r"\([^()]{2,80}\)")
_WITH_CREDIT = re.compile(r"([^-–—:]{3,60}?)\s+[-–—]\s+(?:[Ảả]nh|ẢNH|Clip|Video)\s*:\s*.{2,50}")
_NAME = re.compile(rf"[{UPPER}][^\W\d_{UPPER}]+(?:\s[{UPPER}][^\W\d_{UPPER}]*){{1,4}}")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*/\s*\d{1,2}:\d{2}(?::\d{2})?)?")
_MAIL = re.compile(r"(?:e-?mail\s*:?\s*)?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}", re.IGNORECASE)
_BAR = re.compile(r"\s*[|•·»]\s*|\s{2,}")


def drop_furniture(lines: Sequence[Item]) -> None:
    """Takes the lines out that are none of the article's, in place."""
    _drop_polls(lines)
    _drop_menu(lines)
    _drop_key_words(lines)
    for place, item in enumerate([item for item in lines if item.is_text]):
        if _MAIL.fullmatch(item.text) or (len(item.text) < _LONGEST_CONTACT and _is_contact(item.text)):
            item.remove("contact")
        elif _CLOCK.fullmatch(item.text):
            item.remove("share")
        elif is_row_of_labels(item.text):
            item.remove("navigation")
        elif place < _TOP and (why := prompt(item.text)) in ("share", "navigation", "poll"):
            item.remove(why)


def _is_contact(line: str) -> bool:
    return canon(line).lstrip("* -").startswith(phrases("contact"))


def take_desk(lines: Sequence[Item]) -> tuple[str, ...]:
    """Who signs in the last line in a way that only its place tells: a desk (`Phòng Tham mưu`), somebody with his post.

    () where nobody does; the line is taken out.

    Where a reader signs, his address may stand in brackets below: that line goes too.
    """
    rest = [item for item in lines if item.is_text and not prompt(item.text) and not is_imprint(item.text)][-2:]
    if len(rest) < 2:
        return ()
    before, last = rest
    if _is_address(last.text) and read_byline(before.text):
        last.remove("byline")
    elif ends_like_prose(before.text):
        signed = (last.text.strip("() "),) if _is_desk(last.text) else _signed(last.text)
        if signed:
            last.remove("byline")
        return signed
    return ()


def _signed(line: str) -> tuple[str, ...]:
    """Who signs with what he is (`Luật sư Hà Vy Khanh`), or with whose the pictures are (`Hà Vy - Ảnh: NVCC`)."""
    match = _WITH_CREDIT.fullmatch(line)
    if match:
        return read_byline(match[1]) or ()
    opening = next((item for item in phrases("signers") if canon(line).startswith(f"{item} ")), "")
    name = line[len(opening) + 1 :]
    return (name,) if opening and len(line.split()) <= _DESK_WORDS and _NAME.fullmatch(name) else ()


def _is_address(line: str) -> bool:
    fits = len(line.split()) <= _ADDRESS_WORDS and _IN_BRACKETS.fullmatch(line) is not None
    return fits and read_byline(line) is None and read_dateline(line, strict=False) is None


def _is_desk(line: str) -> bool:
    return (
        1 < len(line.split()) <= _DESK_WORDS
        and not ends_like_prose(line)
        and canon(line).lstrip("( ").startswith(phrases("desks"))
        and not looks_like_caption(line)
    )


def _drop_menu(lines: Sequence[Item]) -> None:
    """The labels of sections that the text begins with, with what stands among them; one alone is a kicker."""
    last = -1
    for place, item in enumerate(lines[:_LONGEST_MENU]):
        if is_label(item.text) or is_row_of_labels(item.text):
            last = place
        elif len(item.text.split()) > _LABEL_WORDS or ends_like_prose(item.text) or place > last + 2:
            break
    known = sum(is_label(item.text) or is_row_of_labels(item.text) for item in lines[: last + 1])
    if 2 * known > last + 1:
        for item in lines[: last + 1]:
            if read_dateline(item.text) is None:
                item.remove("navigation" if last else "kicker")


def is_label(line: str) -> bool:
    """Whether a line is the name of a section, as menus have them.

    >>> is_label("Đa phương tiện"), is_label("BẠN ĐỌC"), is_label("Kinh tế phục hồi")
    (True, True, False)
    """
    return len(line) < 40 and canon(line).strip(" .:|»>-•") in phrase_set("menu")


@cache
def _labels() -> re.Pattern[str]:
    known = sorted((*phrases("menu"), *phrases("navigation")), key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(map(re.escape, known))})(?!\w)\W*){{3,60}}")


def is_row_of_labels(line: str) -> bool:
    """Whether a line is a menu: three labels or more and nothing else, or labels between bars, most of them known.

    >>> is_row_of_labels("Trang chủ Thời sự Kinh tế Thể thao"), is_row_of_labels("Kinh tế, văn hóa, xã hội phát triển.")
    (True, False)
    """
    if len(line) > 1000 or line.endswith((".", "!", "?")):
        return False
    parts = [part for part in _BAR.split(line) if part]
    if len(parts) > 2 and 2 * sum(map(is_label, parts)) > len(parts) and all(len(p.split()) <= 6 for p in parts):
        return True
    return line[:1].isupper() and "," not in line and _labels().fullmatch(canon(line)) is not None


def _drop_polls(lines: Sequence[Item]) -> None:
    """A question to readers and the answers to choose from, which end in a button (`Xem kết quả`)."""
    for place, item in enumerate(lines):
        if not item.is_text or prompt(item.text) != "poll" or item.text.endswith("?"):
            continue
        first = place
        while first > max(0, place - _MOST_OPTIONS) and _is_option(lines[first - 1]):
            first -= 1
        question = lines[first - 1] if first else None
        if place - first > 1 and question is not None and question.is_text and question.text.endswith("?"):
            for part in lines[first - 1 : place + 1]:
                part.remove("poll")


def _drop_key_words(lines: Sequence[Item]) -> None:
    """Key words in the line under their name (`Từ khóa:`)."""
    for item, after in pairwise(lines):
        named = item.is_text and len(item.text) <= _LABEL and prompt(item.text) == "tags" and item.text.endswith(":")
        if named and after.is_text and not ends_like_prose(after.text):
            item.remove("tags")
            after.remove("tags")


def _is_option(item: Item) -> bool:
    return item.is_text and len(item.text.split()) <= _OPTION_WORDS and not ends_like_prose(item.text)
