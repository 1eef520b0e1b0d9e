"""Forgetting is final: tombstones are compared with everything that comes in."""

from __future__ import annotations

import re

from corpus.analysis import Analysis
from diembao.workspace import tombstone

_WORD_RUN = re.compile(r"[^\W\d_][\w'’]*(?: [^\W\d_][\w'’]*)*")
_LONGEST_NAME = 6  # syllables


def is_forgotten(analysis: Analysis, hashes: frozenset[str]) -> bool:
    """Whether the article, its address or a name in it has a tombstone."""
    if not hashes:
        return False
    article = analysis.article
    if tombstone("id", article.id) in hashes or (article.url and tombstone("url", article.url) in hashes):
        return True
    texts = (article.text, article.title or "", *article.captions)
    return any(tombstone("person", name) in hashes for text in texts for name in _names(text))


def _names(text: str) -> set[str]:
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
