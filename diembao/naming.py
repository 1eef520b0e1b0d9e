"""Names as users type them, and the entities of the corpus that they mean. Which question: who or what is that?

A name means the entities of that name, else the one that is called so. Where there is none, what short forms stand for
is tried, then names whose level is left out; of a person, rank or post with the name or a part of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from corpus.jsonline import dumps
from corpus.store import Store
from corpus.text import canon, fold, normalize
from extractor.gazetteer import table
from extractor.resolve.short_forms import Forms, spelt_out, with_levels, without_province_level
from index.tokens import syllables

_LONGEST = 200  # code points of a name that is looked at closely
_FORMS = 8  # of a name whose level may be left out
_GIVEN = 2  # syllables of a name that stand for it behind a rank or post

_CALLED = (
    "SELECT e.id, e.status = 'resolved' resolved, n.source = 'name' own, n.key, n.folded FROM json_each(?) w"
    " CROSS JOIN entity_names n ON n.folded = w.value CROSS JOIN entities e ON e.id = n.entity_id WHERE e.kind = ?"
    " ORDER BY e.id"
)
_UNPUNCTUATED = (
    "SELECT e.id, e.status = 'resolved' resolved, n.source = 'name' own, n.key, n.folded FROM entities e"
    " CROSS JOIN entity_names n ON n.entity_id = e.id WHERE e.kind = ?1"
    " AND replace(replace(replace(n.folded, ',', ''), ' - ', ' '), ' – ', ' ') = ?2 ORDER BY e.id"
)


def entities_called(store: Store, kind: str, text: str, *, loose: bool) -> list[str]:
    """Ids of the units or persons that a typed name means; `loose` where it was typed without marks.

    What many are called (`Công an huyện`) means none of them; a rank or post with a given name means all who have both.
    """
    name = (fold if loose else canon)(" ".join(normalize(text).split()))
    found = _meant(_called(store, kind, [name], loose=loose))
    if len(name) > _LONGEST:
        return [row["id"] for row in found]
    if kind == "person":
        return [row["id"] for row in found] or _persons(store, name, loose=loose)
    return _units(store, text, found, loose=loose)


def _called(store: Store, kind: str, names: Iterable[str], *, loose: bool) -> list[sqlite3.Row]:
    """Entities with one of the compared names, a row for each such name."""
    wanted = set(names)
    rows = store.connection.execute(_CALLED, (dumps(sorted({fold(name) for name in wanted})), kind))
    return [row for row in rows if loose or row["key"] in wanted]


def _meant(rows: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
    """The entities of that name, else the only one called so, else what no article tells apart."""
    rows = list(rows)
    resolved = {row["id"]: row for row in rows if row["resolved"]}
    if own := {row["id"]: row for row in rows if row["resolved"] and row["own"]}:
        return list(own.values())
    if len(resolved) > 1:
        return []
    return list((resolved or {row["id"]: row for row in rows}).values())


# units


def _units(store: Store, text: str, found: list[sqlite3.Row], *, loose: bool) -> list[str]:
    """The units of a name; `found` are those that have it as it is."""
    from extractor.mine.units import canonical_unit

    forms = spelt_out(text, marks=not loose)
    full = canonical_unit(" ".join(normalize(text).split()))
    if full is not None and not loose:
        forms = (*forms, canon(full))
    if not _resolved(found):
        found = _meant(_called(store, "unit", forms, loose=loose)) or found
    if not _resolved(found) and (known := _short_forms(store, forms[0], loose=loose)):
        forms = spelt_out(text, marks=not loose, known=known)
        found = _meant(_called(store, "unit", forms, loose=loose)) or found
    if not found:
        rows = store.connection.execute(_UNPUNCTUATED, ("unit", fold(forms[0].replace(",", ""))))
        found = _meant(row for row in rows if loose or row["key"].replace(",", "") == forms[0].replace(",", ""))
    return list(dict.fromkeys([*_resolved(found), *_about(store, forms, found, loose=loose)])) or [
        row["id"] for row in found
    ]


def unit_values(store: Store, text: str) -> list[str]:
    """What articles have for a name that no unit has for itself: `PC02`, of whatever province."""
    from extractor.mine.units import canonical_unit

    written = " ".join(normalize(text).split())
    if len(written) > _LONGEST:
        return []
    values = {value for form in (written, written.upper()) if (value := canonical_unit(form)) is not None}
    known = "SELECT 1 FROM mentions WHERE kind = 'unit' AND value = ?"
    return sorted(value for value in values if store.connection.execute(known, (value,)).fetchone())


def _resolved(rows: Iterable[sqlite3.Row]) -> list[str]:
    return [row["id"] for row in rows if row["resolved"]]


def _about(store: Store, forms: Iterable[str], found: list[sqlite3.Row], *, loose: bool) -> list[str]:
    """Units whose name has a level more (`Công an Vân Sơn`: of the province, else of what there is), or `tỉnh` less."""
    forms = tuple(islice(forms, _FORMS))
    levelled = [with_levels(form, marks=not loose) for form in forms]
    for tier in range(len(levelled[0])) if levelled else ():
        rows = _called(store, "unit", (name for levels in levelled for name in levels[tier]), loose=loose)
        if own := [row["id"] for row in rows if row["resolved"] and row["own"]]:
            return own
        if _resolved(found):
            break  # a name that stands for itself is that of no district
    shorter = (without_province_level(form, marks=not loose) for form in forms)
    rows = _called(store, "unit", filter(None, shorter), loose=loose)
    return [row["id"] for row in rows if row["resolved"] and row["own"]]


def _short_forms(store: Store, name: str, *, loose: bool) -> Forms:
    """What articles say that the short forms in a name stand for."""
    form = fold if loose else canon
    words = set(name.split(" "))
    rows = store.connection.execute("SELECT DISTINCT surface, value FROM mentions WHERE kind = 'abbreviation'")
    found: dict[str, list[str]] = {}
    for surface, value in rows:
        if (short := form(normalize(surface))) in words:
            found.setdefault(short, []).append(form(normalize(value)))
    return found


# persons


def _persons(store: Store, name: str, *, loose: bool) -> list[str]:
    """Persons of whom articles state what stands before the name, which may be a given one: `Thượng tá Hòa`."""
    words = _unaddressed(name.split(" "), loose=loose)
    for start in range(len(words)):
        before, called = words[:start], words[start:]
        found = [i for i in _named_so(store, called, loose=loose) if _is_stated(store, i, before, loose=loose)]
        if found and (before or len(words) < len(name.split(" "))):
            return found
    return []


def _unaddressed(words: list[str], *, loose: bool) -> list[str]:
    """Without `ông`, `đồng chí` before the name."""
    for size in (2, 1):
        if len(words) > size and " ".join(words[:size]) in _addresses(loose):
            return _unaddressed(words[size:], loose=loose)
    return words


@cache
def _addresses(loose: bool) -> frozenset[str]:
    return frozenset((fold if loose else canon)(row["word"]) for row in table("honorifics"))


def _named_so(store: Store, words: list[str], *, loose: bool) -> list[str]:
    """Persons of that name, or with that given name."""
    column, name = "folded" if loose else "key", " ".join(words)
    ends = len(words) <= _GIVEN
    rows = store.connection.execute(
        "SELECT DISTINCT e.id FROM entities e CROSS JOIN entity_names n ON n.entity_id = e.id WHERE e.kind = 'person'"
        f" AND e.status = 'resolved' AND (n.{column} = ?1 OR (?2 AND n.{column} LIKE '% ' || ?1)) ORDER BY e.id",
        (name, ends),
    )
    return [row[0] for row in rows]


def _is_stated(store: Store, person: str, words: list[str], *, loose: bool) -> bool:
    """Whether articles state the rank and the post that the words are, each of which may be left out, of a person."""
    if not words:
        return True
    form, wanted = fold if loose else canon, " ".join(words)
    ranks, posts = {""}, {""}
    for line in store.connection.execute("SELECT rank, post, head FROM entity_lines WHERE entity_id = ?", (person,)):
        ranks.update(form(rank.strip()) for rank in (line["rank"] or "").split("→"))
        posts.update(form(normalize(post)) for post in (line["post"], line["head"]) if post)
    return any(f"{rank} {post}".strip() == wanted for rank in ranks for post in posts)


# posts


def begins_post(text: str, *, loose: bool) -> bool:
    """Whether a typed name begins with the head of a post.

    >>> begins_post("Bí thư Tỉnh ủy", loose=False), begins_post("Tỉnh ủy", loose=False)
    (True, False)
    """
    words = syllables((fold if loose else canon)(normalize(text)))
    return any(" ".join(words[:size]) in _post_heads(loose) for size in range(1, min(len(words), _LONGEST_HEAD) + 1))


_LONGEST_HEAD = 8


@cache
def _post_heads(loose: bool) -> frozenset[str]:
    heads: Iterator[str] = (row["head"] for row in table("positions"))
    return frozenset(" ".join(syllables((fold if loose else canon)(normalize(head)))) for head in heads)
