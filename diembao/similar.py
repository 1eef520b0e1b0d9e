"""More like this: the articles that have most in common with a given one.

As Lucene's MoreLikeThis has it: what tells an article from others becomes a query, and the ranking of any engine does
the rest. Here that is its keywords, the compounds of its title, and the entities that it names, each by its canonical
name; rare ones weigh more (BM25F). One thing in common is no likeness: three are asked for where there are many.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import UsageError
from corpus.store import Store
from diembao.clustering import duplicates_of_today
from diembao.duplicates import find_article
from diembao.folding import CountBy
from diembao.searching import FACET_LIMIT, Result, search
from diembao.tallies import function_words
from diembao.workspace import Workspace
from extractor.text.words import fast_words
from index.backend import NO_FILTERS, Filters
from index.documents import Kind
from index.nodes import EVERYWHERE, And, Node, Not, Or, Slot, Words, either
from index.query import Query
from index.tokens import syllables

_KINDS: tuple[Kind, ...] = ("unit", "person", "place", "document", "term")
_MOST_WORDS = 14  # of keywords and title
_MOST_NAMES = 12  # of entities, those named most often
_NEEDED = 3  # traits in common, of an article that has many
_FOR_ONE = 6  # so many traits for each that is needed beyond the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """What an article is compared by: a word or compound (`kind` None), or the name of an entity."""

    text: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """The articles most like article `id`, by what was asked for; with `folded` copies of it are none of them."""

    id: str
    traits: tuple[Trait, ...]
    result: Result


def similar(
    workspace: Workspace,
    article: str,
    filters: Filters = NO_FILTERS,
    *,
    recent: bool = False,
    limit: int | None = 10,
    offset: int = 0,
    facets: bool = False,
    facet_limit: int | None = FACET_LIMIT,
    folded: bool = True,
    count_by: CountBy | None = None,
) -> Similar:
    """The articles that have most in common with one, given by id or address; the options are those of `search`.

    Itself is none of them, nor with `folded` its copies and versions; those of others are folded. Raises UsageError
    where no such article is stored.
    """
    with workspace.store() as store:
        found = find_article(store, article)
        if found is None:
            raise UsageError(f"{article}: no such article is stored; give its id or its address")
        traits = traits_of(store, found)
        without = frozenset({found, *(_cluster(workspace, store, found) if folded else ())})
    if not traits:
        nothing = Result(query=Query(text="", root=Or(())), total=0, undated=0, found=(), facets={})
        return Similar(id=found, traits=(), result=nothing)
    result = search(
        workspace,
        Query(text="", root=_tree(traits)),
        filters,
        recent=recent,
        limit=limit,
        offset=offset,
        facets=facets,
        facet_limit=facet_limit,
        folded=folded,
        count_by=count_by,
        without=without,
    )
    return Similar(id=found, traits=traits, result=result)


def traits_of(store: Store, article: str) -> tuple[Trait, ...]:
    """What tells the article from others: keywords and compounds of the title, then the entities named most often."""
    row = store.connection.execute("SELECT title, keywords FROM articles WHERE id = ?", (article,)).fetchone()
    written = (*json.loads(row["keywords"]), *_compounds(row["title"] or ""))
    words: dict[str, str] = {}
    for word in written:
        words.setdefault(_canonical(word), word)
    named = Counter[tuple[Kind, str]]()
    rows: Sequence[Any] = store.connection.execute(
        "SELECT kind, value FROM mentions WHERE article_id = ? AND listed AND value <> '' ORDER BY field, n", (article,)
    ).fetchall()
    named.update((row["kind"], row["value"]) for row in rows if _tells(row["kind"], row["value"]))
    names = (Trait(text=name, kind=kind) for (kind, name), _ in named.most_common(_MOST_NAMES))
    found = [word for canonical, word in words.items() if canonical]
    return (*(Trait(text=word) for word in found[:_MOST_WORDS]), *names)


def _tells(kind: str, value: str) -> bool:
    """Whether a name tells articles apart: a term's number (`17`) is that of many bodies, and stands for much else."""
    return kind in _KINDS and bool(syllables(value)) and (kind != "term" or "/" in value)


def _canonical(word: str) -> str:
    return " ".join(syllables(word))


def _compounds(title: str) -> Iterator[str]:
    """Its words of two syllables or more, but what is no subject; what is all in capitals is cut in lower case."""
    text = title.lower() if title.isupper() else title
    for start, end in fast_words(text):
        word = text[start:end]
        canonical = _canonical(word)
        if " " in canonical and canonical not in function_words() and not any(map(str.isdigit, canonical)):
            yield word


def _cluster(workspace: Workspace, store: Store, article: str) -> list[str]:
    """The copies and versions of the article, itself among them."""
    duplicates_of_today(workspace, store)
    rows = store.connection.execute(
        "SELECT article_id FROM duplicate_members WHERE cluster ="
        " (SELECT cluster FROM duplicate_members WHERE article_id = ?)",
        (article,),
    )
    return [row[0] for row in rows]


def _tree(traits: Sequence[Trait]) -> Node:
    """Any of the traits, for the score; and so many of them, which Not(Not(…)) keeps out of the score."""
    leaves = tuple(dict.fromkeys(map(_words, traits)))
    needed = min(_NEEDED, 1 + len(leaves) // _FOR_ONE)
    if needed == 1:
        return either(*leaves)
    return And((Or(leaves), Not(Not(_at_least(needed, leaves)))))


def _words(trait: Trait) -> Words:
    slots = tuple(Slot.of(syllable, strict=True) for syllable in syllables(trait.text))
    return Words(slots=slots, fields=(trait.kind,) if trait.kind else EVERYWHERE)


def _at_least(count: int, leaves: Sequence[Node]) -> Node:
    """So many of the leaves, up to three: shared out between one half of them and the other in every way."""
    if count == 1:
        return either(*leaves)
    if count == len(leaves):
        return And(tuple(leaves))
    left, right = leaves[: len(leaves) // 2], leaves[len(leaves) // 2 :]
    ways: list[Node] = []
    for here in range(count + 1):
        if here <= len(left) and count - here <= len(right):
            parts = [_at_least(n, half) for n, half in ((here, left), (count - here, right)) if n]
            ways.append(parts[0] if len(parts) == 1 else And(tuple(parts)))
    return either(*ways)
