"""Single lines of a page or a dump: which of them are no part of the article, and why.

Readers of shape and of phrase lists (`extractor/data/clean/`); each answers for one line alone. Where a line stands
is the callers' business.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from corpus.text import canon
from extractor.clean.bylines import read_byline
from extractor.clean.data import phrase_set, phrases, source_tags
from extractor.clean.language import UPPER

_STOPS: Final = (".", "!", "?", "…", ":", ";", ",", ".”", '."', ".)", "!”", "?”", "…”")
_ADDRESS = re.compile(r"https?://\S+")
_LONE = re.compile(r"[\W_]{1,12}")
_DOMAIN = re.compile(r"(?:https?://)?[\w-]{2,30}(?:\.[a-zA-Z]{2,12}){1,3}")
_SIGN = re.compile(rf"[{UPPER}&.+]{{2,12}}(?:\s(?:Online|online|TV|điện tử|24h))?")
_ONLINE = re.compile(
    r"(?:[A-ZĐ]{2,7}O|[A-ZĐ]{1,4}&[A-ZĐ]{1,6}|[A-ZĐ]{2,8}\s?(?:Online|online|TV)|[A-ZĐ]{2,6}ĐT|ĐC?SVN)"
)
_CAPITALS = re.compile(rf"[{UPPER}]{{2}}")  # HĐND after `UBND - `
_PLACE = rf"(?:[{UPPER}][\w.]{{0,12}}\s?){{1,4}}"
_IN_BRACKETS = re.compile(rf"\s*(?:{_PLACE},?\s*)?[(\[]\s*([^()\[\]\n]{{2,40}}?)\s*[)\]]\s*([-–—:.]*)\s*")
_WITH_DASH = re.compile(r"\s*([^\W\d_][^()\[\]\n,:;–—]{1,38}?)\s*(?:\s[-–—]|[–—-]\s)\s*")
_PHOTO = (
    "Hình ảnh|Nguồn ảnh|Ảnh tư liệu|Ảnh minh họa|Ảnh minh hoạ|Ảnh chụp màn hình|Ảnh và clip|Ảnh, clip|Ảnh|ẢNH|ảnh|"
    "Clip|Video|Đồ họa|Đồ hoạ|Infographic|Hình|Photo"
)
# `… - Ảnh: Hà Vy`; and without a colon after the end of a sentence, a dash or a bracket: `… Ảnh tư liệu gia đình`.
_CREDIT = re.compile(
    rf"(?:^|[\s\-–—,;|/(\[]+)((?:{_PHOTO})\s*:\s*[^\n]{{1,90}}?)\s*[)\]]?\s*\.?\s*$"
    r"|(?:(?<=[.!?…])\s+|\s+[-–—|/]\s*|\s*[(\[])"
    r"([Ảả]nh (?!hưởng|chụp (?:tại|lúc|sáng|trưa|chiều|tối|ngày))[^\n.:;,]{2,60}?)\s*[)\]]?\s*\.?\s*$"
)
_CREDIT_SIGNS = (":", "ảnh ", "Ảnh ")  # one of which every credit has
_DAY_BEHIND = re.compile(r"[\s,]+(?:ngày )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$")  # (TTXVN 4/3)
_DASHES = frozenset("-–—")
_NAME = re.compile(
    rf"[{UPPER}][\w.&]*(?:\s[\w.&]+){{0,4}}"
)  # (Nhật báo Làng Ven) - …: with brackets and dash, a signature
_PLAYED = re.compile(r"\d{1,2}:\d{2}|\b\d(?:[.,]\d{1,2})?x\b|\b\d{3,4}p\b")
_NUMBERED_PICTURE = re.compile(r"(?:ảnh|hình) \d{1,2}\s*[:.]")
_HEDGED = re.compile(r"\b(?:đã|sẽ|cũng|được|bị|khi|sau khi|trước khi|tiếp tục|vừa|nhằm)\b")

_DIGIT = re.compile(r"\d")
_COUNT_ENDS = (".", ")", "]")
_COUNT = re.compile(r"\s*[(\[]?[\d.]{1,9}[)\]]?$")
_TALK: Final = ("comments", "poll", "share", "navigation", "related")
_LONGEST_PROMPT = 90  # characters


def ends_like_prose(line: str) -> bool:
    """Whether a line ends in a mark that ends or continues a sentence."""
    return line.rstrip().endswith(_STOPS)


@lru_cache(maxsize=512)  # several passes ask about each line of a page
def prompt(line: str) -> str:
    """Why a whole line is the page's own talk (`poll`, `comments`, `share`, `navigation`, `tags`, `related`), else "".

    >>> prompt("Ý kiến bạn đọc (3)"), prompt("Tin liên quan:"), prompt("Hội nghị khai mạc.")
    ('comments', 'related', '')
    """
    if canon(line[:14]).lstrip(" #*-").startswith(phrases("tags")) and len(line) < 300:
        return "tags"
    if len(line) > 2 * _LONGEST_PROMPT:
        return ""
    if len(line) <= _LONGEST_PROMPT and canon(line).startswith(phrases("talk_openings")):
        return "poll"
    line = _ADDRESS.sub(" ", line.split(" | ")[0])
    low = " ".join(canon(line).split()).strip(" -–•*|:.>»")
    bare = (_COUNT.sub("", low) if low[-1:].isdigit() or low.endswith(_COUNT_ENDS) else low).rstrip(" :")
    if found := [_TALK[at] for text in (low, bare, f"{low}?") if (at := _talk().get(text)) is not None]:
        return min(found, key=_TALK.index)
    head = low.lstrip(" /")[:2]
    if head not in _heads_of_buttons() and not _DIGIT.search(head):
        return ""
    return "navigation" if _buttons().fullmatch(_PLAYED.sub(" ", low).strip(" /")) else ""


@cache
def _talk() -> dict[str, int]:
    """Whole lines of the page's own talk, to the place of their kind in `_TALK`: of two kinds the first."""
    return {phrase: at for at, why in reversed(list(enumerate(_TALK))) for phrase in phrases(why)}


@cache
def _buttons() -> re.Pattern[str]:
    """Several labels of buttons run together: `Đang diễn ra Bấm để xem tin mới nhất`."""
    labels = sorted(_labels(), key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(map(re.escape, labels))})\W*){{1,8}}")


@cache
def _heads_of_buttons() -> frozenset[str]:
    """The first two letters of such lines: the pattern is slow to say no."""
    return frozenset(label[:2] for label in _labels())


def _labels() -> tuple[str, ...]:
    return (*phrases("navigation"), *phrases("share"))


def is_imprint(line: str) -> bool:
    """Whether a line is the paper's own: licence, editor, rights, address of the office.

    >>> is_imprint("© Báo Làng Ven giữ bản quyền nội dung trên trang này."), is_imprint("Ông giữ bản quyền bài hát.")
    (True, False)
    """
    low = canon(line)
    if low.startswith(phrases("imprint_openings")):
        return True
    return sum(phrase in low for phrase in phrases("imprint")) > 1


def see_also(line: str) -> bool:
    """Whether a line sends the reader to another article (`>> …`, `Xem thêm: …`)."""
    return len(line) < 300 and canon(line[:48].lstrip(" *•-–(")).startswith(phrases("see_also"))


def is_lone_mark(line: str) -> bool:
    """A full stop, dashes or stars alone."""
    return _LONE.fullmatch(line.strip()) is not None


def split_source_tag(paragraph: str) -> tuple[str, str]:
    """The paper's signature before the first words, "" where there is none, and the rest.

    >>> (
    ...     split_source_tag("(haidang.example) - Sáng 9/5, hội nghị khai mạc."),
    ...     split_source_tag("TTO - Mưa lớn gây ngập.")[0],
    ... )
    (('(haidang.example) -', 'Sáng 9/5, hội nghị khai mạc.'), 'TTO -')
    """
    head = paragraph[:90]
    match = _IN_BRACKETS.match(head)
    if match and (
        (
            _signs(_DAY_BEHIND.sub("", match[1]), bracketed=True)
            and (match[2] or not head[match.end() : match.end() + 1].islower())
        )
        or (_DASHES.isdisjoint(match[2]) is False and _NAME.fullmatch(match[1]))
    ):
        return _cut(paragraph, match.end())
    match = _WITH_DASH.match(head)
    if match and ("&" in match[1] or not _CAPITALS.match(paragraph, match.end())) and _signs(match[1], bracketed=False):
        return _cut(paragraph, match.end())
    return "", paragraph


def _cut(paragraph: str, end: int) -> tuple[str, str]:
    rest = paragraph[end:].lstrip(" -–—")
    return (paragraph[:end].strip(), rest) if len(rest) > 10 or not rest else ("", paragraph)


def _signs(name: str, *, bracketed: bool) -> bool:
    """Whether a name signs as a paper. Without brackets a run of capitals is not enough: `UBND - HĐND` is none."""
    low, known = canon(name).strip(), source_tags(bracketed=bracketed)
    if (
        low in known
        or low.removeprefix("theo ") in known
        or (low.startswith("báo ") and low[4:] in source_tags(bracketed=True))
    ):
        return True
    if _DOMAIN.fullmatch(name) and not name.startswith(("TP.", "T.")):
        return True
    if (_SIGN if bracketed else _ONLINE).fullmatch(name):
        return True
    return (
        not bracketed
        and name.replace("&", "").isalpha()
        and name.isupper()
        and 2 <= len(name) <= 6
        and low not in phrase_set("no_source_tags")
    )


def split_credit(caption: str) -> tuple[str, str]:
    """A caption and the credit at its end, "" where there is none.

    >>> split_credit("Quang cảnh hội nghị. Ảnh: Hà Vy")
    ('Quang cảnh hội nghị.', 'Ảnh: Hà Vy')
    """
    ending = caption[-130:]
    match = _CREDIT.search(ending) if any(sign in ending for sign in _CREDIT_SIGNS) else None
    if match is None:
        return caption, ""
    cut = max(0, len(caption) - 130)
    return caption[: cut + match.start()].rstrip(" -–—,;|/(["), (match[1] or match[2]).strip()


def is_credit(line: str) -> bool:
    """A line that says nothing but who took the picture."""
    if len(line) >= 120:
        return False
    rest, credit = split_credit(line)
    return rest == "" != credit


def looks_like_caption(line: str) -> bool:
    """Whether a line far from any picture is a caption all the same. Strict: prose must never be lost.

    >>> looks_like_caption("Đại tá Lâm Văn Quyết phát biểu tại hội nghị"), looks_like_caption("Giữ vững kỷ cương")
    (True, False)
    """
    words = len(line.split())
    if words > 45 or words < 2 or read_byline(line) is not None:
        return False
    if split_credit(line)[1]:
        return True
    stop = ends_like_prose(line)
    if stop and words > 20:
        return False
    if line.endswith(".") and _is_name_alone(line):
        return True
    low = canon(line)
    if _NUMBERED_PICTURE.match(low):
        return True
    if low.lstrip("([ ").startswith(phrases("caption")):
        return not stop or words <= 14
    if not stop:
        return 4 <= words <= 32 and (_caption_phrase().search(low) is not None or _shows_somebody(line))
    return words <= 20 and line.endswith((".", "…")) and _is_caption_sentence(low)


def _is_name_alone(line: str) -> bool:
    """`Thủ tướng Johan Halvorsen.`, `Đối tượng Phí Văn Quảng.`: a title and a name without a verb is no sentence."""
    words = line.rstrip(".").split()
    if not 3 <= len(words) <= 8 or any(char.isdigit() or char in ',:;"“”' for char in line):
        return False
    small = [place for place, word in enumerate(words) if not word[0].isupper()]
    return len(small) <= 2 and all(place <= 2 for place in small) and words[0][0].isupper()


@cache
def _caption_phrase() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![^\W\d_]){re.escape(item)}" for item in phrases("caption_phrase")))


_SOMEBODY = re.compile(
    rf"(?:[{UPPER}][^\W\d_]*(?:\s[^\W\d_{UPPER}]+){{0,4}}\s)(?:[{UPPER}][^\W\d_{UPPER}]*\s){{2,4}}(?P<does>(?:[^\W\d_]+\s?){{1,3}})"
)


def _shows_somebody(line: str) -> bool:
    """A post, a name, and what one does in pictures: `Kỹ sư Hà Văn Vy kiểm tra bể ấp tại trại giống`."""
    match = _SOMEBODY.match(line)
    return (
        match is not None
        and len(line.split()) >= 8
        and any(f"{canon(match['does']).strip()} ".startswith(f"{verb} ") for verb in phrases("caption_verb"))
        and not any(mark in line for mark in ':?!“"')
        and not _HEDGED.search(canon(line))
    )


@cache
def _caption_sentence() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(phrases("caption_sentence"), key=len, reverse=True))))


def _is_caption_sentence(low: str) -> bool:
    """Somebody, the phrase, an event, and there it ends: no comma, no tense, no purpose."""
    match = _caption_sentence().search(low)
    return (
        match is not None
        and match.start() > 0
        and not _HEDGED.search(low)
        and not re.search(r"[,;:]|\bvà\b.*\bcho biết\b", low[match.start() :])
    )


def is_headline(line: str) -> bool:
    """Whether a line may be a title: 3 to 32 words, no end of a sentence."""
    words = line.split()
    if not 3 <= len(words) <= 32 or len(line) > 220 or not (line[0].isupper() or line[0] in "“\"'‘[0123456789"):
        return False
    return not ends_like_prose(line) or line.endswith(("?", "!", "…", "...", "?”", "!”"))
