"""What is known of posts by their heads: seats, deputies, posts that one person at a time holds."""

from __future__ import annotations

from extractor.resolve.dossiers import holders
from extractor.resolve.seats import begins_as as begins_as

DEPUTY = "phó "


def is_member(head: str) -> bool:
    """Whether a post is a seat that goes beside an office (`Ủy viên Ban Thường vụ`)."""
    return begins_as(head, "member") or holders().get(head) == "many"


def is_single(head: str) -> bool:
    """Whether one person at a time holds a post of a unit."""
    return not (is_member(head) or begins_as(head, "several"))


def is_deputy(head: str) -> bool:
    """Whether a post is that of a deputy."""
    return head.startswith(DEPUTY)
