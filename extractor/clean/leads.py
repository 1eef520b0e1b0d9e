"""Which piece is the lead (sapo)."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.text import canon
from extractor.clean.compare import same_words
from extractor.clean.items import Item
from extractor.clean.lines import ends_like_prose, split_source_tag
from extractor.clean.metadata import DESCRIPTION, SITE, TITLE, Facts
from extractor.clean.settle import texts
from extractor.clean.surroundings import Surroundings

_SHORTEST = 50
_LONGEST = 1500
_LONGEST_UNSHOWN = 500
_FIRST = 4  # paragraphs whose words a description repeats where it was made of them
_OVERLAP = 0.7  # share of its words


def choose_lead(items: list[Item], around: Surroundings, facts: Facts, *, named: Iterator[str]) -> Item | None:
    """The lead among the pieces, moved to the top of the text; repeats of it go. None where no piece is one.

    A piece that its markup names the lead; else one that stood above the body; else the one that says what a site's
    profile names its lead (`named`); else the first piece where it is what
    the head gives as description; else a first paragraph all in bold; else a description that was written for the
    article and stands nowhere on the page.
    """
    body = list(texts(items))
    if not body:
        return None
    lead = next((item for item in body if item.role == "lead"), None) or next(
        (item for item in body if any(item is above for above in around.above)), None
    )
    lead = (
        lead
        or _by_profile(body, named)
        or _by_description(body, facts)
        or _by_weight(body)
        or _unshown(items, body, facts)
    )
    if lead is None:
        return None
    body = list(texts(items))
    lead.kind = "p"
    if lead is not body[0]:
        items.remove(lead)
        items.insert(next(place for place, item in enumerate(items) if item is body[0]), lead)
    _strip(items, lead)
    for item in body[:6]:
        if item is not lead and item.is_text and canon(item.text).strip(" .") == canon(lead.text).strip(" ."):
            item.remove("duplicate")
    return lead


def _by_profile(body: list[Item], named: Iterator[str]) -> Item | None:
    text = next(named, "")
    return next((item for item in body[:_FIRST] if text and same_words(item.text, text)), None)


def _strip(items: list[Item], lead: Item) -> None:
    """A lead from above the body was not there when the paper's signature was looked for."""
    tag, rest = split_source_tag(lead.text)
    if tag and rest:
        items.insert(items.index(lead), Item(kind="removed", text=tag, why="source-tag"))
        lead.text = rest


def _by_description(body: list[Item], facts: Facts) -> Item | None:
    first = body[0]
    if len(first.text) < _SHORTEST or len(first.text) > _LONGEST or first.kind not in ("p", "h", "quote"):
        return None
    described = (
        facts.linked.description,
        facts.first(DESCRIPTION[:1]),
        *facts.microdata.get("description", ()),
        facts.first(DESCRIPTION),
    )
    return (
        first
        if any(same_words(first.text, text) or _cut_short(first.text, text) for text in described if text)
        else None
    )


def _unshown(items: list[Item], body: list[Item], facts: Facts) -> Item | None:
    """A summary in the head alone: whole sentences, given alike in two places, and not what the body begins with."""
    stated = [facts.linked.description, facts.first(DESCRIPTION[:1]), facts.first(("description",))]
    text = next((text for text in stated if text and stated.count(text) > 1), "")
    bare = split_source_tag(text)[1]
    article = facts.linked.found or facts.first(("og:type",)) == "article"
    if not article or not _SHORTEST <= len(bare) <= _LONGEST_UNSHOWN or not bare.endswith((".", "!", "?", ".”")):
        return None
    words = set(canon(bare).split())
    shown = "\n".join(canon(item.text) for item in body)
    said = any(len(words & set(canon(item.text).split())) > _OVERLAP * len(words) for item in body[:_FIRST])
    if (
        said
        or canon(bare).rstrip(" .…") in shown
        or canon(facts.first(SITE)) in canon(bare)
        or any(same_words(bare, title) for title in (*facts.headings, facts.first(TITLE)) if title)
    ):
        return None
    lead = Item(kind="p", text=text, role="lead")
    items.insert(next(place for place, item in enumerate(items) if item is body[0]), lead)
    return lead


def _cut_short(paragraph: str, description: str) -> bool:
    """A description is often the lead cut off after so many characters, with dots."""
    stem = canon(split_source_tag(description)[1]).rstrip(" .…")
    return len(stem) > 40 and canon(split_source_tag(paragraph)[1]).startswith(stem) and len(paragraph) < 3 * len(stem)


def _by_weight(body: list[Item]) -> Item | None:
    """A first paragraph in bold (old pages), if the next is not."""
    first = body[0]
    if (
        len(body) < 2
        or not first.strong
        or (body[1].strong and body[1].kind != "h")
        or not _SHORTEST <= len(first.text) <= _LONGEST
    ):
        return None
    return first if ends_like_prose(first.text) or first.kind == "h" or len(first.text) > 90 else None
