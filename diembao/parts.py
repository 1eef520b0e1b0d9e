"""Which inputs are pages of one article and are read together.

Told by their addresses (`corpus.paging`); whether they are one article, the pages say (`extractor.clean.pager`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.paging import MAX_PAGES, part_of
from corpus.store import InputRow, Store
from diembao.workspace import tombstone

PART = "page-of-article"
"""The reason of an input whose text stands in an article with the first page's address."""
# What the addresses of further pages have in them, for the database to look at few rows; `part_of` reads them.
_LIKE = ("%page%", "%trang%", "%pg=%", "%-p_%", "%/p_%", "%_p_%", "%?p=%", "%&p=%", "%/_", "%/_/", "%/__", "%/__/")


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that are read together, and the number of the page that each is (None: the first).

    A single input is a group of one. Of several versions of a page the newest comes first.
    """

    rows: tuple[InputRow, ...]
    numbers: tuple[int | None, ...]


def grouped(store: Store, rows: Sequence[InputRow], forgotten: frozenset[str]) -> list[Group]:
    """The inputs in groups, in the order of the first of each; with those pages of an article that were read before."""
    families = _families(store, forgotten) if rows else {}
    groups: list[Group] = []
    taken: set[int] = set()
    wanted: dict[str, list[InputRow]] = defaultdict(list)
    keys = {
        row.id: part.key
        for row in rows
        if row.url and (part := part_of(row.url)) and part.key in families and not _is_forgotten(row, forgotten)
    }
    for row in rows:
        if row.id in keys:
            wanted[keys[row.id]].append(row)
    for row in rows:
        if row.id in taken:
            continue
        key = keys.get(row.id)
        group = _group(store, wanted[key], families[key], forgotten) if key else None
        if group is None or row.id not in {member.id for member in group.rows}:
            group = Group((row,), (None,))
        groups.append(group)
        taken.update(member.id for member in group.rows)
    return groups


def _families(store: Store, forgotten: frozenset[str]) -> dict[str, list[InputRow]]:
    """Inputs whose address names a page, by the key of their family."""
    where = " OR ".join("url LIKE ?" for _ in _LIKE)
    query = f"SELECT id FROM inputs WHERE kind = 'html' AND ({where})"
    ids = {row[0] for row in store.connection.execute(query, _LIKE)}
    found: dict[str, list[InputRow]] = defaultdict(list)
    if not ids:
        return found
    for row in store.inputs.all():
        part = part_of(row.url) if row.id in ids and row.url else None
        if part and part.number is not None and part.number <= MAX_PAGES and not _is_forgotten(row, forgotten):
            found[part.key].append(row)
    return found


def _is_forgotten(row: InputRow, forgotten: frozenset[str]) -> bool:
    return bool(forgotten) and row.url is not None and tombstone("url", row.url) in forgotten


def _group(
    store: Store, wanted: Iterable[InputRow], further: Sequence[InputRow], forgotten: frozenset[str]
) -> Group | None:
    """The family's pages in order: the newest version of each, then the older versions of the further ones."""
    part = part_of(further[0].url or "")
    firsts = {row.id: row for url in (part.first if part else ()) for row in store.inputs.by_url(url)}
    firsts |= {row.id: row for row in wanted if row.id not in {page.id for page in further}}
    versions: dict[int, list[InputRow]] = defaultdict(list)
    for row in (*(one for one in firsts.values() if not _is_forgotten(one, forgotten)), *further):
        place = part_of(row.url or "")
        versions[(place.number if place and place.number is not None else 0)].append(row)
    for rows in versions.values():
        rows.sort(key=lambda row: row.digest)
        rows.sort(key=lambda row: row.retrieved or "", reverse=True)
    numbers = sorted(versions)
    if len(numbers) < 2:
        return None
    newest = [(versions[number][0], number) for number in numbers]
    older = [(row, number) for number in numbers[1:] for row in versions[number][1:]]
    members = newest + older
    return Group(tuple(row for row, _ in members), tuple(number or None for _, number in members))
