"""Whose career, and which post, a user means. Which question: who or what is that?

A person is asked for as in `search`: a name with or without marks, a rank or post before a given name, a part of a
name, an id. A post is a head with a unit behind it (`Giám đốc Công an tỉnh Lai Châu`, `truong phong tham muu`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from diembao.naming import entities_called
from diembao.timeline import names_match
from extractor.gazetteer import table
from extractor.resolve.corrections import is_entity_id
from extractor.resolve.dossiers import head_of
from extractor.resolve.names import key

_LONGEST_HEAD = 8
_ACTING = ("quyền ", "q. ")


@dataclass(frozen=True, slots=True)
class Post:
    """A head (`Giám đốc`) and the units that the words behind it mean; `named` is what was typed of the unit."""

    head: str
    units: tuple[str, ...]
    named: str


def persons_called(store: Store, name: str) -> list[str]:
    """Ids of the persons of a name, the one with the most articles first; else of one with a part of it."""
    wanted = " ".join(normalize(name).split())
    if is_entity_id(wanted):
        row = store.connection.execute("SELECT id FROM entities WHERE id = ? AND kind = 'person'", (wanted.lower(),))
        return [found[0] for found in row]
    ids = set(entities_called(store, "person", wanted, loose=not has_marks(wanted)))
    rows = store.connection.execute(
        "SELECT id, label, name FROM entities WHERE kind = 'person' ORDER BY articles DESC, mentions DESC, label"
    ).fetchall()
    if not ids:
        labelled = {row["id"] for row in rows if key(row["label"]) == key(wanted)}
        first = next((row for row in rows if names_match(wanted, row["name"])), None)
        same = set() if first is None else {row["id"] for row in rows if row["name"] == first["name"]}
        ids = labelled or same
    return [row["id"] for row in rows if row["id"] in ids]


def posts_called(store: Store, text: str) -> Post | None:
    """The post that a text means; None where it begins with no head of a post.

    The longest head is taken that somebody is stated to have in a unit of the words behind it, which may begin with
    words of the head (`Tổng | Thanh tra Chính phủ`); else the longest with such a unit, else the longest.
    """
    loose = not has_marks(text)
    written = " ".join(normalize(text).split())
    for word in _ACTING:
        if (canon(written) + " ").startswith(word):
            written = written[len(word) :]
    words = written.split(" ")
    known: Post | None = None
    longest: Post | None = None
    for head, size in _heads(words, loose=loose):
        longest = longest or Post(head, (), " ".join(words[size:]))
        for start in range(1, min(size, len(words) - 1) + 1):
            units = entities_called(store, "unit", " ".join(words[start:]), loose=loose)
            if not units:
                continue
            held = [unit for unit in units if _is_held(store, head, unit)]
            if held:
                return Post(head, tuple(held), " ".join(words[start:]))
            if known is None and start >= size - 1:
                known = Post(head, tuple(units), " ".join(words[start:]))
    if longest is not None and not longest.named and _is_held(store, longest.head, None):
        return longest
    return known or longest


def _is_held(store: Store, head: str, unit: str | None) -> bool:
    """Whether somebody is stated to have a post in a unit, or in none."""
    where = "unit_id IS ? AND head = ?"
    row = store.connection.execute(
        f"SELECT 1 FROM entity_lines WHERE {where} LIMIT 1", (unit, head_of(head))
    ).fetchone()
    return row is not None


def _heads(words: list[str], *, loose: bool) -> Iterator[tuple[str, int]]:
    """Heads with which the words begin, the longest first, and their sizes."""
    form = fold if loose else canon
    for size in range(min(len(words), _LONGEST_HEAD), 0, -1):
        head = _known(loose).get(form(" ".join(words[:size])))
        if head is not None:
            yield head, size


@cache
def _known(loose: bool) -> dict[str, str]:
    form = fold if loose else canon
    known = {form(normalize(row["head"])): row["head"] for row in reversed(table("positions"))}
    standing = {form(f"{head} thường trực"): f"{head} Thường trực" for head in list(known.values())}
    return {**standing, **known}
