"""Keywords and collocates: what a query's articles say more than the rest, and what stands near the query's words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.errors import UsageError
from corpus.store import Store
from diembao.engines import open_backend
from diembao.folding import fold_today
from diembao.periods import By, Period
from diembao.searching import waiting_for_index
from diembao.tallies import Lexicon, Tally, Windows, kind_of, read
from diembao.trends import Place, places_of
from diembao.workspace import Workspace
from index.backend import NO_FILTERS, Filters
from index.keyness import LEAST_LOG_LIKELIHOOD, Key, Part, keys
from index.occurrences import Finder
from index.query import Query, parse

Against = Literal["rest", "periods"]
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: `collocates` words on either side, or None for keywords; by period, compared with what.

    `rest` are the articles, of the same period, that the query does not find; `periods` what it finds in other periods.
    Floors: occurrences, articles that have the item, log-likelihood. `limit` counts items of one comparison.
    """

    collocates: int | None = None
    per: By | None = None
    against: Against = "rest"
    least_count: int = 3
    least_articles: int = 2
    least_log_likelihood: float = LEAST_LOG_LIKELIHOOD
    limit: int | None = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """An item that is said more: a word, or an entity by `kind`. `left` and `right`: how often beside the query's."""

    kind: str
    name: str
    key: Key
    left: int | None = None
    right: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One list of keywords, of a period where asked so, with the sizes of what was compared, in running words."""

    period: Period | None
    articles: int
    words: int
    words_rest: int
    keywords: tuple[Keyword, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keywords:
    """All comparisons. `copies` were folded; `undated` and `vague` articles found have no period and are left out, and
    `waiting` ones are not in the index yet.
    """

    articles: int
    comparisons: tuple[Comparison, ...]
    copies: int
    undated: int = 0
    vague: int = 0
    waiting: int = 0


@dataclass(slots=True)
class _Counted:
    """Per period: articles found, and what was counted of them, of the rest, and near the words found."""

    articles: Counter[Period | None]
    found: defaultdict[Period | None, Tally]
    rest: defaultdict[Period | None, Tally]
    windows: defaultdict[Period | None, Windows]


def keywords(
    workspace: Workspace, query: Query, filters: Filters = NO_FILTERS, *, wanted: Wanted, step: Step | None = None
) -> Keywords:
    """Compare what the query finds with the rest of the articles that pass the filters; duplicates count once.

    Raises UsageError where there is nothing to compare with.
    """
    if wanted.collocates is not None and not query.words:
        raise UsageError("--collocates: the query names no words; write some, or leave --collocates out")
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, workspace.store() as store:
        hits = backend.search(query, filters, sort="oldest", limit=None)
        base = tuple(hit.id for hit in backend.search(parse("*"), filters, sort="oldest", limit=None).hits)
        found, rest, copies = _parted(workspace, store, tuple(hit.id for hit in hits.hits), base)
        if found and not rest and wanted.collocates is None and wanted.against == "rest":
            raise UsageError(
                "the query finds every article, so that there is no rest to compare with; "
                "narrow it, or compare periods: --per year --against periods"
            )
        places = places_of(store, (*found, *rest), filters, wanted.per)[0] if wanted.per else {}
        lexicon = Lexicon()
        waiting = waiting_for_index(store)
        counted = _count(store, lexicon, query, found, rest, places, wanted, step or (lambda _done, _total: None))
    lost = Counter(places[i] for i in found if i in places)
    return Keywords(
        articles=len(found),
        comparisons=tuple(_comparisons(counted, lexicon, wanted)),
        copies=copies,
        undated=lost["undated"] + hits.undated,
        vague=lost["vague"],
        waiting=waiting,
    )


def _parted(
    workspace: Workspace, store: Store, found: tuple[str, ...], base: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The articles found and the rest, one of each cluster; a cluster with one that is found is no part of the rest."""
    every = fold_today(workspace, store, base)
    own, meant = fold_today(workspace, store, found), frozenset(found)
    rest = tuple(kept for kept in every.kept if meant.isdisjoint((kept, *every.folded.get(kept, ()))))
    return own.kept, rest, every.hidden


def _count(
    store: Store,
    lexicon: Lexicon,
    query: Query,
    found: Sequence[str],
    rest: Sequence[str],
    places: Mapping[str, Place],
    wanted: Wanted,
    step: Step,
) -> _Counted:
    counted = _Counted(Counter(), defaultdict(Tally), defaultdict(Tally), defaultdict(Windows))
    finder, meant = Finder(query.words), frozenset(found)
    needed = found if wanted.against == "periods" and wanted.collocates is None else (*found, *rest)
    for done, article in enumerate(read(store, needed, lexicon), 1):
        step(done, len(needed))
        period = places.get(article.id, "undated") if wanted.per else None
        if isinstance(period, str):
            continue
        is_found = article.id in meant
        tally = (counted.found if is_found else counted.rest)[period]
        tally.add(article.items)
        tally.put(item for _, item in article.mentions)
        if is_found:
            counted.articles[period] += 1
            if wanted.collocates is not None:
                counted.windows[period].add(article, finder, wanted.collocates)
    return counted


def _comparisons(counted: _Counted, lexicon: Lexicon, wanted: Wanted) -> Iterable[Comparison]:
    spelt = lexicon.spelt()
    whole = _sum(counted.found.values()) if wanted.against == "periods" else Tally()
    for period in sorted(counted.articles, key=lambda p: p.first if p else date.min):
        windows = counted.windows[period]
        study, reference = _sides(counted, period, whole, wanted)
        best = keys(
            study,
            reference,
            least_count=wanted.least_count,
            least_articles=wanted.least_articles,
            least_log_likelihood=wanted.least_log_likelihood,
            is_wanted=lexicon.is_subject,
        )
        yield Comparison(
            period=period,
            articles=counted.articles[period],
            words=study.words,
            words_rest=reference.words,
            keywords=tuple(_keyword(key, spelt, windows, wanted) for key in best[: wanted.limit]),
        )


def _sides(counted: _Counted, period: Period | None, whole: Tally, wanted: Wanted) -> tuple[Part, Part]:
    found, windows = counted.found[period], counted.windows[period]
    if wanted.collocates is not None:
        near = windows.near.part()
        if wanted.against == "periods":
            others = [w for p, w in counted.windows.items() if p != period]
            return near, _sum(w.near for w in others).part()
        return near, _sum((found, counted.rest[period])).without(windows.near, windows.nodes)
    if wanted.against == "periods":
        return found.part(), whole.without(found)
    return found.part(), counted.rest[period].part()


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.counts.update(tally.counts)
        total.articles.update(tally.articles)
        total.words += tally.words
    return total


def _keyword(key: Key, spelt: Mapping[str, str], windows: Windows, wanted: Wanted) -> Keyword:
    kind, name = kind_of(key.item)
    sides = (windows.left[key.item], windows.right[key.item]) if wanted.collocates is not None else (None, None)
    return Keyword(
        kind=kind, name=spelt.get(name, name) if kind == "word" else name, key=key, left=sides[0], right=sides[1]
    )
