"""What is known of posts by their heads: seats, deputies, posts that one person at a time holds."""

from __future__ import annotations

from functools import cache

from extractor.gazetteer import table
from extractor.resolve.dossiers import holders
from extractor.resolve.names import key

DEPUTY = "phó "


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in table("career_posts"):
        found.setdefault(row["kind"], []).append(key(row["words"]))
    return {kind: tuple(words) for kind, words in found.items()}


def begins_as(name: str, kind: str) -> bool:
    """Whether a compared head or unit begins with words of a kind in `career_posts.csv`."""
    return any(name == words or name.startswith(f"{words} ") for words in _kinds()[kind])


def is_member(head: str) -> bool:
    """Whether a post is a seat that goes beside an office (`Ủy viên Ban Thường vụ`)."""
    return begins_as(head, "member") or holders().get(head) == "many"


def is_single(head: str) -> bool:
    """Whether one person at a time holds a post of a unit."""
    return not (is_member(head) or begins_as(head, "several"))


def is_deputy(head: str) -> bool:
    """Whether a post is that of a deputy."""
    return head.startswith(DEPUTY)
