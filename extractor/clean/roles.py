"""What an element is for, told by its class and id: lead, caption, related links, comments and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from extractor.clean.data import class_words

Role: TypeAlias = Literal[
    "", "caption", "credit", "lead", "related", "ads", "comments", "share", "tags", "poll", "byline", "kicker",
    "dateline", "navigation", "picture", "body", "inset", "section", "profile",
]  # fmt: skip
# Where two fit, the first: a box of related articles has pictures and captions too.
_ORDER: Final[tuple[Role, ...]] = (
    "inset", "caption", "credit", "related", "ads", "comments", "tags", "lead", "poll", "share", "byline", "kicker",
    "dateline", "body", "navigation", "picture", "section",
)  # fmt: skip
# What never holds the article.
FURNITURE: Final[frozenset[str]] = frozenset(
    {"related", "ads", "comments", "share", "tags", "poll", "navigation", "inset", "profile"}
)
FURNITURE_TAGS: Final[dict[str, Role]] = {
    "nav": "navigation",
    "footer": "navigation",
    "aside": "related",
    "button": "navigation",
    "select": "navigation",
    "menu": "navigation",
    "dialog": "navigation",
    "label": "navigation",
}
# What `extractor.clean.profile` writes before the part into the class of an element.
OF_PROFILE: Final = "site-profile-"
_BY_PROFILE: Final[dict[str, Role]] = {"body": "body", "caption": "caption", "drop": "profile"}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTS = re.compile(r"[^A-Za-z0-9]+")
_QUOTED = frozenset({"quote", "blockquote", "pullquote", "trich-dan"})
_LONGEST = 300


def role_of(classes: str, identifier: str = "") -> Role:
    """Role of an element with this class attribute and id; "" where they say nothing.

    >>> role_of("article__sapo cms-desc"), role_of("col-8 boxRelatedNews"), role_of("row")
    ('lead', 'related', '')
    """
    return role_named(f"{classes} {identifier}") if classes or identifier else ""


def role_named(names: str) -> Role:
    """The same for class and id in one."""
    return _role(names[:_LONGEST])


@lru_cache(maxsize=4096)
def _role(names: str) -> Role:
    if names.startswith(OF_PROFILE) and (told := _BY_PROFILE.get(names.split(" ", 1)[0].removeprefix(OF_PROFILE))):
        return told
    seen = {word for name in names.split() for word in _words(name)}
    line = "\n".join(["", *seen, ""])
    role: Role = next(
        (r for r, words, stars in _ordered() if not words.isdisjoint(seen) or (stars and stars.search(line))), ""
    )
    if role == "ads" and any(_says(name, "body") and not _says(name, "ads") for name in names.split()):
        return "body"  # fck_detail block_ads_connect: the body, with advertisements in it
    if role == "byline" and not _QUOTED.isdisjoint(seen):
        return ""  # whose words a quotation gives
    return role


def _words(name: str) -> set[str]:
    """A class, its parts, and its parts by twos and threes."""
    parts = [part.lower() for part in _PARTS.split(_CAMEL.sub("-", name)) if part]
    runs = {"-".join(parts[i : i + width]) for width in (1, 2, 3) for i in range(len(parts) - width + 1)}
    return runs | {name.lower()}


def _says(name: str, role: str) -> bool:
    return not class_words()[role].isdisjoint(_words(name))


@cache
def _ordered() -> tuple[tuple[Role, frozenset[str], re.Pattern[str] | None], ...]:
    """Roles in order, with their whole words and one pattern for the starred ones."""
    return tuple(
        (role, words, _stars(word for word in words if "*" in word))
        for role in _ORDER
        for words in [class_words()[role]]
    )


def _stars(words: Iterable[str]) -> re.Pattern[str] | None:
    patterns = [re.escape(f"\n{word}\n").replace(r"\*", r"[^\n]*").replace(r"\\n[^\n]*", "") for word in sorted(words)]
    return re.compile("|".join(patterns)) if patterns else None
