"""Forgetting is final: tombstones are compared with everything that comes in."""

from __future__ import annotations

import re

from corpus.analysis import Analysis
from corpus.article import RawPage
from corpus.ids import article_id
from corpus.text import canon, normalize
from diembao.workspace import tombstone
from extractor.mine.persons.lexicon import lexicon

_WORD_RUN = re.compile(r"[^\W\d_][\w'’]*(?:[ ][^\W\d_][\w'’]*)*")
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]*>")
_FOLLOWING = re.compile(r"(?: [^\W_][\w'’]*){1,7}")
_OTHER = frozenset({"head", "rank", "title", "occupation", "body", "place", "country", "position.unit_noun", "sector"})
_LONGEST_NAME = 6  # syllables


def is_forgotten(analysis: Analysis, hashes: frozenset[str]) -> bool:
    """Whether the article, its address or a name anywhere in it has a tombstone."""
    if not hashes:
        return False
    article = analysis.article
    if tombstone("id", article.id) in hashes or (article.url and tombstone("url", article.url) in hashes):
        return True
    parts = (article.title or "", *article.captions, *article.authors, *(r.text for r in article.removed))
    return _names_forgotten("\n".join((article.text, *parts)), hashes)


def page_is_forgotten(page: RawPage, hashes: frozenset[str]) -> bool:
    """The same for a page before it is read: by its address, the id it would get, and the names in its text."""
    if not hashes:
        return False
    url = page.final_url or page.url
    text = readable(page)
    own_id = article_id(
        url=url, source=page.given.source or page.source, origin_id=page.given.origin_id, text=page_text(page)
    )
    if tombstone("id", own_id) in hashes or (url and tombstone("url", url) in hashes):
        return True
    return _names_forgotten(text, hashes)


def page_text(page: RawPage) -> str:
    """The bytes as UTF-8, as far as they are: enough to know a page again and to find a name."""
    return page.body.decode("utf-8", "replace")


def readable(page: RawPage) -> str:
    """The page's text without its markup, with its title."""
    text = page_text(page)
    return normalize(f"{page.given.title or ''}\n{_TAG.sub(' ', text) if page.kind == 'html' else text}")


def names(text: str, name: str) -> bool:
    """Whether a full name stands in a text, as a whole name, in any spelling or case.

    Where it is only the beginning of a longer name, it does not; where that is in doubt (capitals throughout, a post or
    a place behind it without a comma), it does.

    >>> names("Ông Nguyễn Văn Anh đến.", "Nguyễn Văn An"), names("ĐINH THỊ THUỶ", "Đinh Thị Thủy")
    (False, True)
    >>> names("Ông Vi Văn Hòa Bình đến.", "Vi Văn Hòa"), names("Vi Văn Hòa Giám đốc Sở", "Vi Văn Hòa")
    (False, True)
    """
    wanted = _WORD.findall(canon(normalize(name)))
    if not wanted:
        return False
    low, whole = canon(text), r"\W+".join(map(re.escape, wanted))
    found = re.finditer(rf"(?<!\w){whole}(?!\w)", low)
    return any(len(low) != len(text) or not _goes_on(text, match.start(), match.end()) for match in found)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a longer name begins as the one from `start` to `end` does: `Vi Văn Hòa | Bình`."""
    if text[start:end].isupper() or text[start].islower():
        return False
    behind = _FOLLOWING.match(text, end)
    words = behind[0].split() if behind is not None else []
    more = next((i for i, word in enumerate(words) if not (word[0].isupper() and not word[1:].isupper())), len(words))
    if more == 0 or more + len(text[start:end].split()) > _LONGEST_NAME:
        return False
    return not (more < len(words) and words[more][0].isdigit()) and not _begins_other(canon(" ".join(words)).split())


def _begins_other(words: list[str]) -> bool:
    """Whether a post, rank, body or place begins, or what stands behind names in lists and captions (`Ảnh`)."""
    known, branch, size = lexicon().words["names.behind"], lexicon().opening, 0
    if words[0] in known or " ".join(words[:2]) in known:
        return True
    for word in words:
        if (node := branch.get(word)) is None:
            return False
        (phrase, branch), size = node, size + 1
        if size > 1 and phrase is not None and not _OTHER.isdisjoint(phrase.kinds):
            return True
    return False


def _names_forgotten(text: str, hashes: frozenset[str]) -> bool:
    return any(tombstone("person", name) in hashes and names(text, name) for name in _candidates(text))


def _candidates(text: str) -> set[str]:
    """Every run of two to six capitalised syllables: any full name is among them, whether or not it was recognised."""
    found: set[str] = set()
    for match in _WORD_RUN.finditer(text):
        syllables = match[0].split(" ")
        for start in range(len(syllables) - 1):
            for end in range(start + 2, min(len(syllables), start + _LONGEST_NAME) + 1):
                if syllables[end - 1][0].islower():
                    break
                if not syllables[start][0].islower():
                    found.add(" ".join(syllables[start:end]))
    return found
