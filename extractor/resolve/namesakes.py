"""Two persons of one name in one article: the officer and the official of `Hai ông cùng tên`.

An article introduces somebody once. Where it gives one name twice, once with a rank and an office of the forces, once
without a rank and with an office of the State, neither former nor just taken up or left, it speaks of two.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.entities import MentionRef
from corpus.mentions import Person
from extractor.resolve.careers import RankHistory
from extractor.resolve.dossiers import Dossier, Statement
from extractor.resolve.names import key
from extractor.resolve.posts import begins_as, is_member

_FORCES = ("police", "army")
_INTRODUCED = 60
"""Letters before a post from which on it belongs to a new introduction, and in which its holder's name stands."""


def told_apart(dossier: Dossier) -> list[Dossier]:
    """The dossier, or one for each of two namesakes; their `part` is 1 and 2."""
    cut = _cut(dossier)
    if cut is None:
        return [dossier]
    parts = [Dossier(article=dossier.article, name=dossier.name, part=n) for n in (1, 2)]
    for ref, person in _people(dossier):
        parts[_side(cut, ref.field, person.start)].add(ref.field, ref.n, person.text)
    for s in dossier.statements:
        parts[_side(cut, s.field, s.start)].statements.append(s)
    if not all(part.members and part.statements for part in parts):
        return [dossier]
    for part in parts:
        part.context, part.ranks = dossier.context, RankHistory()
        levels = [s.level for s in part.statements if s.level is not None]
        if levels:
            part.ranks.state(max(levels), dossier.article.first)
            part.branches = set(dossier.branches)
    return parts


def _side(cut: int, field: str, start: int) -> int:
    return int(field == "text" and start >= cut)


def _cut(dossier: Dossier) -> int | None:
    """Where the second one's introduction begins."""
    offices = [s for s in dossier.statements if _is_office(s)]
    starts = [person.start for ref, person in _people(dossier) if ref.field == "text"]
    for a in offices:
        for b in offices:
            if a.start + _INTRODUCED >= b.start or not _differ(a, b):
                continue
            cut = b.start - _INTRODUCED
            if any(cut <= at for at in starts) and any(at < cut for at in starts):
                return cut
    return None


def _is_office(s: Statement) -> bool:
    if s.field != "text" or not s.head or s.unit is None or s.former or s.change is not None or is_member(s.head):
        return False
    name = key(s.unit.name)
    return s.unit.type in (*_FORCES, "state") and not begins_as(name, "council") and not begins_as(name, "errand")


def _differ(a: Statement, b: Statement) -> bool:
    officer, official = (a, b) if a.level is not None else (b, a)
    types = (officer.unit.type if officer.unit else None, official.unit.type if official.unit else None)
    return official.level is None and officer.level is not None and types[0] in _FORCES and types[1] == "state"


def _people(dossier: Dossier) -> Iterator[tuple[MentionRef, Person]]:
    known = {(field, n): mention for field, n, mention in dossier.article.mentions}
    for ref in dossier.members:
        mention = known.get((ref.field, ref.n))
        if isinstance(mention, Person):
            yield ref, mention
