"""A plain text, as a dump or a file holds it: title, dateline, captions and byline are told by place and shape
alone.
"""

from __future__ import annotations

import html
import re
from datetime import datetime

from corpus.article import Article, RawPage
from corpus.errors import RejectedInput, UnreadableInput
from corpus.text import normalize
from extractor.clean.assemble import MAX_TEXT, assemble, web_address
from extractor.clean.boilerplate import Boilerplate
from extractor.clean.bylines import persons_of, read_byline
from extractor.clean.compare import same_words, squeeze
from extractor.clean.dateline import read_dateline, read_iso, read_url_date
from extractor.clean.furniture import drop_furniture, take_desk
from extractor.clean.items import Item
from extractor.clean.language import UPPER, require_vietnamese
from extractor.clean.lines import ends_like_prose, is_headline, looks_like_caption, split_source_tag
from extractor.clean.published import Candidate, choose, given_value, in_future, limit_of
from extractor.clean.rejects import drop_paywall_lines, reject_talk
from extractor.clean.settle import Found, settle, texts
from extractor.clean.wrapping import paragraphs

__all__ = ["clean_text", "paragraphs"]

# ` date 2020-03 ` before the first words: some dumps put the month of publication there.
_MARKER = re.compile(r"\s*date\s+(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?![\d-])[ \t]*")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6});", re.IGNORECASE)
_KICKER_WORDS = 7
_GLUED = re.compile(rf"(?<=[^\W\d_{UPPER}]{{2}})([.!?…][”\"]?)(?=[{UPPER}][^\W\d_{UPPER}]+(?![\w./]))")
_DOTS_LEFT = re.compile(r"(?<=[.!?…])\s+\.{2,}$|(?<=[^\W\d_]\.)\.{3,}$")
_LEFT_BEHIND = re.compile(r"(?<=\w)\.\./\.$")
_PLACE_GLUED = re.compile(  # Hải DươngTừ một góc: the name of a place in bold, as pages set it before the lead
    rf"((?:[{UPPER}][^\W\d_{UPPER}]+\s){{1,3}}[{UPPER}][^\W\d_{UPPER}]{{2,6}})(?=[{UPPER}][^\W\d_{UPPER}]+,?\s[^\W\d_{UPPER}])"
)
_NO_PLACE = ("Mac",)  # MacDonald
_LONGEST_TEXT = 2 * MAX_TEXT  # with all that stands around the article
_LEAD_WORDS = range(8, 100)
_QUIZ = re.compile(r"(?:Câu|CÂU)(?: hỏi)? (?:số )?\d{1,3}\s*[:.)]")


def _mended(line: str) -> str:
    """Sentences that a dump joined without a blank, and dots that it left behind the last one.

    >>> _mended("Lễ có 300 đoàn viên.Theo kế hoạch, cây trồng dọc đê. ...")
    'Lễ có 300 đoàn viên. Theo kế hoạch, cây trồng dọc đê.'
    """
    return _LEFT_BEHIND.sub(".", _DOTS_LEFT.sub("", _GLUED.sub(r"\1 ", line)))


def clean_text(
    page: RawPage, text: str, *, now: datetime | None = None, boilerplate: Boilerplate | None = None
) -> Article:
    """An article from the decoded text of a dump record.

    Raises RejectedInput `empty`, `no-body`, `not-an-article`, `paywall` or `not-vietnamese`, UnreadableInput
    `too-large`.
    """
    if len(text) > _LONGEST_TEXT:
        raise UnreadableInput("too-large", f"{len(text):,} characters; no article has so many")
    raw = text
    text = normalize(html.unescape(text) if _ENTITY.search(text) else text)
    if not text.strip():
        raise RejectedInput("empty", "no text")
    limit = limit_of(page.retrieved, now)
    marker = _MARKER.match(text)
    marked = read_iso(marker[1]) if marker else None
    items = [Item(kind="removed", text=marker[0].strip(), why="date-marker")] if marker and marked else []
    lines = [Item(kind="p", text=_mended(p)) for p in paragraphs(text[marker.end() :] if marker and marked else text)]
    if boilerplate:
        boilerplate.drop(lines, page.given.source or page.source)
        items += [item for item in lines if not item.is_text]
        lines = [item for item in lines if item.is_text]
    drop_furniture(lines)
    desk = take_desk(lines)
    title = _take_title([item for item in lines if item.is_text], page.given.title)
    items += [item for item in lines if item.why != "title"]
    _part_place(items)
    found = settle(items, title=title, pictured=False)
    if boilerplate:
        boilerplate.drop(items, page.given.source or page.source)
    walled = drop_paywall_lines(items)
    body = list(texts(items))
    reject_talk([item.text for item in body], title, walled=walled)
    if not body:
        raise RejectedInput("no-body", "nothing but lines around an article")
    require_vietnamese("\n".join(item.text for item in body))
    return assemble(
        page,
        items,
        raw_text=raw,
        url=web_address(page.url),
        title=title,
        lead=_lead(body) if title else None,
        authors=persons_of(found.authors or desk or found.sources),
        published=choose(_dates(page, marked, found), limit=limit),
        updated=_updated(found, limit),
    )


def _part_place(items: list[Item]) -> None:
    """Takes the name of a place off the first paragraph that it is glued to."""
    first = next((item for item in items if item.is_text and ends_like_prose(item.text)), None)
    match = _PLACE_GLUED.match(first.text) if first else None
    if first and match and not match[1].endswith(_NO_PLACE):
        items.insert(items.index(first), Item(kind="removed", text=match[1], why="dateline"))
        first.text = first.text[match.end() :]


def _dates(page: RawPage, marked: str | None, found: Found) -> list[Candidate]:
    candidates: list[Candidate] = []
    if page.given.published and (value := given_value(page.given.published)):
        candidates.append(Candidate(value=value, method=page.given.published_method))
    plain = [dateline for dateline in found.datelines if not dateline.update] or found.datelines[:1]
    candidates.extend(Candidate(value=dateline.value, method="text") for dateline in plain)
    if marked:
        candidates.append(Candidate(value=marked, method="text"))
    if page.url and (value := read_url_date(page.url)):
        candidates.append(Candidate(value=value, method="url"))
    return candidates


def _updated(found: Found, limit: datetime | None) -> str | None:
    if all(dateline.update for dateline in found.datelines):
        return None
    return next((d.value for d in found.datelines if d.update and not in_future(d.value, limit)), None)


def _take_title(items: list[Item], given: str | None) -> str | None:
    """The title: the given one, or the first line if it is a headline that a dateline or a paragraph follows.

    A dateline may stand above it. A title that was found is taken out, with the reason `title`.
    """
    given = squeeze(given) if given else ""
    if given:
        return given
    above = next((at for at, item in enumerate(items[:3]) if read_dateline(item.text) is None), 0)
    items = items[above:]
    first, second, third = (items[place] if place < len(items) else None for place in range(3))
    if first is None or second is None:
        return None
    if third is not None and _is_kicker(first.text) and _stands_over(second.text, third.text):
        first.remove("kicker")
        first, second = second, third
    if not is_headline(first.text) or read_dateline(first.text):
        return None
    pictured = None
    if third is not None and _is_caption(second.text) and not _is_caption(first.text):
        pictured, second, third = second, third, None
    if same_words(first.text, second.text):  # a caption stands twice in a row, over prose; a title over a dateline
        if third is None or not (read_dateline(third.text) or read_byline(third.text) is not None):
            return None
    elif not (_opens_after_title(second.text) or _is_unstopped_lead(first.text, second.text, third)):
        return None
    first.remove("title")
    if pictured:
        pictured.kind = "caption"
    return first.text


def _is_caption(line: str) -> bool:
    return looks_like_caption(line) and read_dateline(line) is None


def _stands_over(line: str, after: str) -> bool:
    """Whether a line under a kicker is the title."""
    return is_headline(line) and read_dateline(line) is None and _opens_after_title(after)


def _is_unstopped_lead(title: str, line: str, third: Item | None) -> bool:
    """A lead printed without its full stop: longer than the title, and prose comes after it."""
    return len(line.split()) >= 12 and len(line) > len(title) and third is not None and ends_like_prose(third.text)


def _is_kicker(line: str) -> bool:
    """The name of an organ or a column: a few words, no end of a sentence."""
    return len(line.split()) <= _KICKER_WORDS and not ends_like_prose(line) and read_dateline(line) is None


def _opens_after_title(line: str) -> bool:
    """What comes below a title: a dateline, a byline, a paper's signature, or prose."""
    if read_dateline(line) or split_source_tag(line)[0]:
        return True
    return read_byline(line) is not None or (ends_like_prose(line) and len(line.split()) >= 8)


def _lead(body: list[Item]) -> Item | None:
    """The first paragraph under a title, where more follow and it has the size of a lead."""
    first = body[0]
    told = first.kind == "p" and len(first.text.split()) in _LEAD_WORDS and not _QUIZ.match(first.text)
    return first if len(body) > 2 and told else None
