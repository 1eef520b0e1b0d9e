"""Posts in a Party body that is not named with its unit. Which question: `Bí thư Đảng ủy` of what?

`Bí thư Đảng ủy, Giám đốc Công an tỉnh`: of the unit beside it. Else of the only Party organisation that the article
names (`Đại hội Đảng bộ Công an huyện A bầu Bí thư Đảng ủy`), that of the title first.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

from corpus.mentions import Unit
from extractor.gazetteer import table
from extractor.resolve.articles import ArticleMentions
from extractor.resolve.dossiers import Dossier, Statement, UnitOf
from extractor.resolve.names import key

_BESIDE = 120  # letters between two posts of one list


def with_bodies(dossier: Dossier, unit_of: UnitOf) -> Dossier:
    """The dossier, its posts in a Party body with the unit whose body that is."""
    statements, article_id = dossier.statements, dossier.article.article_id
    if not any(s.post and s.head and s.unit is None and _body(s) for s in statements):
        return dossier
    party = _party(dossier.article)
    found = []
    for s in statements:
        body = _body(s) if s.post and s.head and s.unit is None else None
        if body is not None:
            beside = [x for x in statements if _owns(x, s)]
            nearest = min(beside, key=lambda x: (abs(x.start - s.start), x.start)).unit if beside else None
            owner = nearest.name if nearest else party
            if owner is not None:
                unit = unit_of(article_id, f"{body} {owner}")
                s = replace(s, unit=unit, unit_name=f"{body} {owner}", province=unit.province if unit else None)
        found.append(s)
    dossier.statements = found
    return dossier


@lru_cache(maxsize=4)
def _party(article: ArticleMentions) -> str | None:
    """Whose Party organisation an article is about: that of the title, else the only one of the text."""
    for fields in (("title",), ("title", "text")):
        values = {m.value for f, _, m in article.mentions if f in fields and isinstance(m, Unit) and m.resolved}
        owners = {key(owner): owner for value in values if (owner := _party_owner(value))}
        if len(owners) == 1:
            return next(iter(owners.values()))
        if owners:
            return None
    return None


def _party_owner(value: str) -> str | None:
    """`Đảng bộ | Công an huyện A`."""
    words = value.split()
    for size in range(min(2, len(words) - 1), 0, -1):
        if key(" ".join(words[:size])) in _bodies():
            return " ".join(words[size:])
    return None


def _owns(x: Statement, s: Statement) -> bool:
    near = x.field == s.field and abs(x.start - s.start) < _BESIDE
    return near and x.unit is not None and x.unit.resolved and x.unit.type != "party" and not (x.former or s.former)


def _body(s: Statement) -> str | None:
    """The Party's body that a post ends with (`Bí thư | Đảng ủy`)."""
    words = (s.post or "").split()
    for size in range(4, 0, -1):
        name = " ".join(words[-size:])
        if len(words) > size and key(name) in _bodies():
            return name[:1].upper() + name[1:]
    return None


@cache
def _bodies() -> frozenset[str]:
    return frozenset(key(row["words"]) for row in table("career_posts") if row["kind"] == "body")
