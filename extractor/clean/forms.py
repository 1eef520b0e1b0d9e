"""What form of article a page is: a report that grows by the hour, a film, a story in pictures, or plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.article import ArticleForm
from corpus.text import canon
from extractor.clean.items import STORY, Item
from extractor.clean.metadata import Facts

_CLOCK = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}\b")
_LIVE = re.compile(r"truc-tiep|tuong-thuat|/live[/-]")
_FILM = re.compile(r"/(?:video|clip|truyen-hinh|media/video)[/.-]|/video\b")
_PICTURES = re.compile(r"/(?:photo|anh|phong-su-anh|infographic|galleries|gallery)[/-]|/anh-|/photo\b|photostory")
_LIVE_TITLE = ("trực tiếp:", "tường thuật:", "[trực tiếp]", "🔴")
_FILM_TITLE = ("video:", "[video]", "video |", "clip:", "[clip]", "(video)")
_PICTURE_TITLE = ("[ảnh]", "[photo]", "photo:", "chùm ảnh", "[phóng sự ảnh]", "(ảnh)")
_LONGEST_ENTRY = 30  # characters of a line that is an hour, perhaps with its day
_ENTRIES = 3  # hours that stand by themselves in a report that grows
_FEW = 1500  # characters of text beside a film
_MANY_PICTURES = 5


def form_of(items: Sequence[Item], facts: Facts, *, address: str | None, title: str | None) -> ArticleForm:
    """What the page says of itself counts where its text agrees. Items of role STORY were captions."""
    path = (address or "").lower().partition("://")[2].partition("/")[2]
    low, where = canon(title or ""), f"/{path}"
    kinds = facts.linked.kinds
    text = [item for item in items if item.is_text]
    size = sum(len(item.text) for item in text)
    hours = sum(len(item.text) <= _LONGEST_ENTRY and _CLOCK.match(item.text) is not None for item in items)
    if "liveblogposting" in kinds or (
        hours >= _ENTRIES and (_LIVE.search(where) is not None or low.startswith(_LIVE_TITLE))
    ):
        return "live"
    says_film = facts.first(("og:type",)).startswith("video") or _FILM.search(where) is not None
    only_film = "videoobject" in kinds and kinds.isdisjoint({"newsarticle", "article"})
    if size < _FEW and (says_film or only_film or low.startswith(_FILM_TITLE)):
        return "video"
    pictures = sum(item.kind == "image" or bool(item.image) for item in items)
    captions = sum(len(item.text) for item in items if item.kind == "caption")
    says_pictures = _PICTURES.search(where) is not None or low.startswith(_PICTURE_TITLE)
    if any(item.role == STORY for item in text) or (pictures >= _MANY_PICTURES and (captions > size or says_pictures)):
        return "photo"
    return "article"
