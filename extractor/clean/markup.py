"""From the text of a page to a tree, fast and safe: what is no text goes before parsing.

Scripts, styles, drawings and embedded pictures are two thirds of a news page. They are cut out by plain searches, which
costs a tenth of parsing them. JSON-LD scripts stay. Everything here takes time in proportion to the length of the page.
"""

from __future__ import annotations

import re

from lxml import etree

from corpus.errors import UnreadableInput

MAX_MARKUP = 8_000_000
MAX_TAGS = 500_000
_OPEN = re.compile(r"<(?:(script|style|svg|noscript|template|iframe|object|select)(?=[\s/>])|!--)", re.IGNORECASE)
_LD = re.compile(r"application/(?:[a-z]+\+)?ld\+json|application/json\+ld", re.IGNORECASE)
_DATA_URI = re.compile(r"data:[a-z]{2,20}/[a-z0-9.+-]{2,40};base64,[A-Za-z0-9+/=%\s]*", re.IGNORECASE)
# Raw text elements swallow the rest of a page that never closes them, as in a browser; the others are simply opened.
_SWALLOWS = frozenset({"script", "style", "!--"})
_FORMATTING = re.compile(r"</?(?:font|b|i|u|em|strong|span|center|small|big|a|ins)(?:\s[^<>]{0,2000})?>", re.IGNORECASE)
_MANY_BREAKS = re.compile(r"<br>(?:\s*<br>)+")
_CONTAINERS = re.compile(r"</?(?:div|section|table|tbody|tr|td|ul|ol|blockquote)(?:\s[^<>]{0,2000})?>", re.IGNORECASE)


def trim(page: str) -> str:
    """The page without scripts (JSON-LD excepted), styles, drawings, comments and embedded pictures.

    Raises UnreadableInput `too-large` where even that is more than a page.

    >>> trim("<p>Tin<script>var a = '<p>';</script></p><!-- x -->")
    '<p>Tin</p>'
    """
    lowered = page.lower()
    if len(lowered) != len(page):  # an exotic capital whose lower case has two characters
        lowered = page
    kept: list[str] = []
    position, unclosed = 0, set[str]()
    for match in _OPEN.finditer(page):
        start = match.start()
        if start < position:
            continue
        kind = (match[1] or "!--").lower()
        if kind in unclosed or (kind == "script" and _LD.search(page, start, min(start + 300, _tag_end(page, start)))):
            continue
        end = lowered.find("-->" if kind == "!--" else f"</{kind}", start + 4)
        if end < 0:
            unclosed.add(kind)
            if kind not in _SWALLOWS:
                continue
            end = len(page)
        kept.append(page[position:start])
        position = end + 3 if kind == "!--" else _tag_end(page, end)
    kept.append(page[position:])
    markup = "".join(kept)
    if ";base64," in markup:
        markup = _DATA_URI.sub("", markup)
    if len(markup) > MAX_MARKUP or markup.count("<") > MAX_TAGS:
        raise UnreadableInput("too-large", f"{len(markup):,} characters of markup, {markup.count('<'):,} tags")
    return markup


def _tag_end(page: str, start: int) -> int:
    end = page.find(">", start, start + 10_000)
    return end + 1 if end >= 0 else min(len(page), start + 10)


def parse(markup: str) -> etree._Element:
    """The tree of trimmed markup. Tags nested hopelessly deep are flattened. Raises UnreadableInput `undecodable`."""
    root, cut_off = _parsed(markup)
    if cut_off:
        root, cut_off = _parsed(_FORMATTING.sub(" ", markup))
    if cut_off:
        flat = _CONTAINERS.sub("<br><br>", _FORMATTING.sub(" ", markup))
        root, cut_off = _parsed(_MANY_BREAKS.sub("<br><br>", flat))
    if root is None:
        raise UnreadableInput("no-body", "no markup")
    return root


def _parsed(markup: str) -> tuple[etree._Element | None, bool]:
    """The tree, and whether the parser gave up on the way for depth."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    data = markup.replace("\0", "").encode("utf-8", errors="replace")
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return None, False
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log.filter_from_fatals())
