"""What resolution reads of one article, and the pieces that it joins: one name's mentions in one article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.entities import EntityName, Field, MentionRef
from corpus.mentions import Mention
from extractor.resolve.names import key


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMentions:
    """One article's mentions, as `(field, n, mention)`, with its date.

    `first` and `last` are ISO days that bound the date, None where it is not known; `date` is as precise as known;
    `inferred` says that only the text tells it.
    """

    article_id: str
    mentions: tuple[tuple[Field, int, Mention], ...]
    date: str | None = None
    first: str | None = None
    last: str | None = None
    inferred: bool = False
    url: str | None = None
    source: str = ""


@dataclass(slots=True, kw_only=True)
class Atom:
    """A name's mentions in one article: the smallest piece, never taken apart.

    `name` is its canonical name, `also` another that corrections may call it by; `surfaces` counts how it is written.
    """

    article: ArticleMentions
    name: str
    also: str = ""
    members: list[MentionRef] = field(default_factory=list)
    surfaces: Counter[str] = field(default_factory=Counter)
    tag: str = ""

    def add(self, where: Field, n: int, surface: str) -> None:
        """Take in one mention."""
        self.members.append(MentionRef(article_id=self.article.article_id, field=where, n=n))
        self.surfaces[surface] += 1


def spelled(atoms: Iterable[Atom]) -> tuple[EntityName, ...]:
    """All spellings with their counts, most frequent first."""
    total: Counter[str] = Counter()
    for atom in atoms:
        total.update(atom.surfaces)
    return tuple(EntityName(name=n, mentions=c) for n, c in sorted(total.items(), key=lambda i: (-i[1], i[0])))


def most(names: Iterable[str]) -> str:
    """The most frequent of some names; of equal ones the first by its compared form."""
    counts = Counter(names)
    return min(counts, key=lambda name: (-counts[name], key(name), name))


@dataclass(frozen=True, slots=True)
class Seen:
    """Days between which dated articles name an entity, and the number of articles with and without a date."""

    first: str | None
    last: str | None
    articles: int
    undated: int


def seen(atoms: Iterable[Atom]) -> Seen:
    """When and in how many articles."""
    articles = {atom.article.article_id: atom.article for atom in atoms}.values()
    firsts = [a.first for a in articles if a.first]
    lasts = [a.last for a in articles if a.last]
    undated = sum(a.first is None for a in articles)
    return Seen(min(firsts, default=None), max(lasts, default=None), len(articles), undated)
