"""From the text of a page to a tree, fast and safe: what is no text goes before parsing.

Scripts, styles, drawings and embedded pictures are two thirds of a news page. They are cut out by plain searches, which
costs a tenth of parsing them. JSON-LD scripts stay. Everything here takes time in proportion to the length of the page.
"""

from __future__ import annotations

import re

from lxml import etree

from corpus.errors import UnreadableInput

MAX_MARKUP = 4_000_000
MAX_TAGS = 80_000
_CUT = re.compile(  # the first letters once for all: most tags are others
    rb"<(?=[!sntioSNTIO])(?:(!--)|((?i:script|style|svg|noscript|template|iframe|object|select))[\s/>])"
)
# The parser compares each attribute of an element with all others: of thousands none is of use.
_HUGE = 20_000  # bytes
_HUGE_TAG = re.compile(rb"<([A-Za-z][A-Za-z0-9-]{0,40})[^<>]{%d,}>?" % _HUGE)
_LD = re.compile(rb"application/(?:[a-z]+\+)?ld\+json|application/json\+ld", re.IGNORECASE)
# data:image/png;base64,…, told by its middle, which is found faster than its beginning
_BASE64 = re.compile(rb";[bB][aA][sS][eE]64,[A-Za-z0-9+/=%\s]*")
_DATA_TYPE = re.compile(rb"data:[a-z]{2,20}/[a-z0-9.+-]{2,40}\Z", re.IGNORECASE)
_LONGEST_DATA_TYPE = 66
# Raw text elements swallow the rest of a page that never closes them, as in a browser; the others are simply opened.
_SWALLOWS = frozenset({b"script", b"style", b"!--"})
_KINDS = (b"script", b"style", b"svg", b"noscript", b"template", b"iframe", b"object", b"select")
_END = {b"!--": re.compile(rb"-->"), **{kind: re.compile(rb"(?i:</%s)" % kind) for kind in _KINDS}}
_FORMATTING = re.compile(
    rb"</?(?:font|b|i|u|em|strong|span|center|small|big|a|ins)(?:\s[^<>]{0,2000})?>", re.IGNORECASE
)
_MANY_BREAKS = re.compile(rb"<br>(?:\s*<br>)+")
_CONTAINERS = re.compile(rb"</?(?:div|section|table|tbody|tr|td|ul|ol|blockquote)(?:\s[^<>]{0,2000})?>", re.IGNORECASE)


def trim(data: bytes) -> bytes:
    """The page without scripts (JSON-LD excepted), styles, drawings, comments and embedded pictures.

    Bytes in any encoding that writes ASCII as such, before they are decoded: two thirds of a page need not be, and
    searches in bytes take a quarter of the time. Raises UnreadableInput `too-large` where even that is too much.

    >>> trim(b"<p>Tin<script>var a = '<p>';</script></p><!-- x -->")
    b'<p>Tin</p>'
    """
    kept: list[bytes] = []
    position = at = 0
    unclosed = set[bytes]()
    while match := _CUT.search(data, at):
        start, at, kind = match.start(), match.end(), match[1] or match[2].lower()
        if kind in unclosed or (kind == b"script" and _LD.search(data, start, min(start + 300, _tag_end(data, start)))):
            continue
        ending = _END[kind].search(data, start + 4)
        if ending is None:
            unclosed.add(kind)
            if kind not in _SWALLOWS:
                continue
        end = ending.start() if ending else len(data)
        if len(kept) > MAX_TAGS:
            raise UnreadableInput("too-large", f"more than {MAX_TAGS:,} scripts and comments")
        kept.append(data[position:start])
        position = at = end + 3 if kind == b"!--" else _tag_end(data, end)
    kept.append(data[position:])
    markup = b"".join(kept)
    if b";base64," in markup:
        markup = _without_data(markup)
    if _may_have_huge_tag(markup):
        markup = _HUGE_TAG.sub(rb"<\1>", markup)
    if len(markup) > MAX_TAGS and (len(markup) > MAX_MARKUP or markup.count(b"<") > MAX_TAGS):
        raise UnreadableInput("too-large", f"{len(markup):,} bytes of markup, {markup.count(b'<'):,} tags")
    return markup


def _without_data(markup: bytes) -> bytes:
    """Without embedded pictures.

    >>> _without_data(b'<img src="data:image/png;base64,iVBORw0KGgo=" alt="Mua">')
    b'<img src="" alt="Mua">'
    """
    kept: list[bytes] = []
    done = 0
    for data in _BASE64.finditer(markup):
        at = max(done, data.start() - _LONGEST_DATA_TYPE)
        if opening := _DATA_TYPE.search(markup[at : data.start()]):
            kept.append(markup[done : at + opening.start()])
            done = data.end()
    kept.append(markup[done:])
    return b"".join(kept)


def _may_have_huge_tag(markup: bytes) -> bool:
    """Whether so many bytes stand somewhere without a `<`: looked for backwards, so that few are looked at."""
    at = 0
    while at + _HUGE < len(markup):
        at = markup.rfind(b"<", at, at + _HUGE) + 1
        if not at:
            return True
    return False


def _tag_end(data: bytes, start: int) -> int:
    end = data.find(b">", start, start + 10_000)
    return end + 1 if end >= 0 else min(len(data), start + 10)


def parse(markup: bytes) -> etree._Element:
    """The tree of trimmed markup, in UTF-8. Tags nested hopelessly deep are flattened. Raises UnreadableInput
    `no-body`.
    """
    markup = markup.replace(b"\0", b"")
    root, cut_off = _parsed(markup)
    if cut_off:
        root, cut_off = _parsed(_FORMATTING.sub(b" ", markup))
    if cut_off:
        flat = _CONTAINERS.sub(b"<br><br>", _FORMATTING.sub(b" ", markup))
        root, cut_off = _parsed(_MANY_BREAKS.sub(b"<br><br>", flat))
    if root is None:
        raise UnreadableInput("no-body", "no markup")
    return root


def _parsed(markup: bytes) -> tuple[etree._Element | None, bool]:
    """The tree, and whether the parser gave up on the way for depth."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        root = etree.fromstring(markup, parser)
    except (etree.LxmlError, ValueError):
        return None, False
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log.filter_from_fatals())
