"""Answering a query tree from one state of a tantivy index: hits in order, counts, facets, ids.

A tree becomes one query of tantivy's; nothing here walks over all hits. Articles that match as typed and those that
match only under other marks are two results, one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, assert_never

from tantivy import FieldType, Order, Query, Schema

from corpus.text import fold
from index.backend import Facet, FacetKind, Hit, Hits, Sort
from index.documents import KINDS, Kind
from index.nodes import (
    EXACT,
    LOOSE,
    And,
    Everything,
    Keyword,
    Mentioned,
    Near,
    Node,
    Not,
    Or,
    Published,
    Value,
    WordField,
    Words,
    asked_leaves,
    both,
)
from index.ranking import neighbours
from index.tantivy_facets import Facets
from index.tantivy_ranking import LOOKED_AT, Ranking, Scored
from index.tantivy_schema import (
    STATE,
    UNDATED,
    State,
    compact,
    mentioned_terms,
    restored,
    safe,
    value_begin,
    value_of,
)
from index.tantivy_words import Leaves
from index.tantivy_words import both as all_of
from index.tantivy_words import either as any_of

_SPARE = 200  # hits read beyond a page, in case equal ones stand across its end
_MOST_TIED = 1000  # equal hits that are put in order
_BEGIN = len(value_begin(""))
_FEW_NAMES = 30  # asked for at once, that are looked up one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A query and its filters as queries of tantivy's.

    `exact` is None where marks make no difference. `undated` are three queries over the undated: what matches if they
    are outside every span, if they are inside, and both; None where no date is asked for.
    """

    found: Query
    exact: Query | None
    undated: tuple[Query, Query, Query] | None
    scored: bool


class Snapshot:
    """One state of the index. For several threads at once."""

    def __init__(self, searcher: Any, schema: Schema, *, deletions: bool) -> None:
        self._searcher = searcher
        self._schema = schema
        self._deletions = deletions
        self._leaves = Leaves(searcher, schema)
        self._everything = Query.all_query().and_must_not_match(self._term("id", STATE))
        self._ranking = Ranking(searcher, self._leaves, self._everything)
        self._facets = Facets(searcher, self._everything)
        self._names: dict[Kind, Mapping[str, Sequence[str]]] = {}
        self.state = self._read_state()

    def search(
        self, root: Node, filters: Node, sort: Sort, limit: int | None, offset: int, *, recent: bool = False
    ) -> Hits:
        """A page of hits."""
        plan = self._plan(root, filters)
        most = max(1, self._searcher.num_docs)
        stop = most if limit is None else min(offset + limit, most)
        order: Sort = "newest" if sort == "relevance" and not plan.scored else sort
        if sort != "relevance":
            total, rows = self._first(plan.found, stop, order)
        else:
            looked = neighbours(root) if order == "relevance" and offset < LOOKED_AT else []
            total, as_typed, rows = self._tiers(plan, max(stop, LOOKED_AT) if looked else stop, order, recent)
            if looked:
                rows = self._ranking.lifted(rows, as_typed, looked)
        page = rows[offset:stop]
        ids = self._ids([address for _, address in page])
        hits = tuple(Hit(id=article, score=score) for article, (score, _) in zip(ids, page, strict=True))
        return Hits(total=total, undated=self._undated(plan), hits=hits)

    def count(self, root: Node, filters: Node) -> int:
        """How many hits there are."""
        return self._count(self._plan(root, filters).found)

    def facets(
        self, root: Node, filters: Node, kinds: Sequence[FacetKind], limit: int | None, without: Collection[str]
    ) -> dict[FacetKind, tuple[Facet, ...]]:
        """The most frequent values of each kind."""
        query = self._plan(root, filters).found
        if without:
            query = query.and_must_not_match(self._any("id", map(safe, without)))
        return self._facets.count(query, kinds, limit)

    def ids(self) -> frozenset[str]:
        """The ids of all articles."""
        return frozenset(restored(term) for term, _ in self._live_terms("id") if term != STATE)

    def digests(self, articles: Iterable[str]) -> dict[str, int]:
        """Those of the ids that articles have, with what tells one version of an article from another."""
        query = self._any("id", map(safe, articles))
        hits = self._searcher.search(query, max(1, self._searcher.num_docs), count=False).hits
        addresses = [address for _, address in hits]
        values = self._searcher.fast_field_values("digest", addresses) if addresses else ()
        return dict(zip(self._ids(addresses), values, strict=True))

    def vocabulary(self, field: WordField) -> Mapping[str, int]:
        """Canonical syllables, and how many articles have each."""
        return dict(self._live_terms(f"{field}_syl"))

    def states(self) -> int:
        """How many commits have left their state in the index."""
        return self._count(self._term("id", STATE))

    def _read_state(self) -> State | None:
        """The state of the last commit; None in a new index."""
        found = self._searcher.search(self._term("id", STATE), 1, order_by_field="generation").hits
        return State.read(self._searcher.doc(found[0][1])) if found else None

    # Trees

    def _plan(self, root: Node, filters: Node) -> Plan:
        tree = both(root, filters)

        def query(least: int, *, undated: bool = False) -> Query:
            asked = self._tree(root, least, undated)
            return asked if isinstance(filters, Everything) else all_of([asked, self._tree(filters, least, undated, 0)])

        found, exact = query(LOOSE), query(EXACT) if _has_marks_to_ignore(tree) else None
        leaves = list(asked_leaves(root))
        scored = len(leaves) > 1 or any(field not in KINDS for leaf in leaves for field in leaf.fields)
        if not _has_dates(tree):
            return Plan(found=found, exact=exact, undated=None, scored=scored)
        inside = query(LOOSE, undated=True)
        unknown = self._term("flag", UNDATED)
        undated = tuple(all_of([unknown, *asked]) for asked in ([found], [inside], [found, inside]))
        if _has_dates(tree, refused=True):
            found, exact = all_of([found, self._plain(inside)]), exact and all_of([exact, self._plain(inside)])
        return Plan(found=found, exact=exact, undated=undated, scored=scored)  # type: ignore[arg-type]

    def _tree(self, node: Node, least: int, undated: bool, worth: float = 1) -> Query:
        """The query of a tree, as `index.memory.holds` reads it; what is no word has no score."""
        match node:
            case Words() | Near():
                query = self._leaves.query(node, least)
                return query if worth else self._plain(query)
            case Keyword():
                known = self._searcher.terms_with_prefix(node.field, "")
                return self._plain(self._any(node.field, [v for v, _ in known if node.match(restored(v))]))
            case Value():
                return self._plain(self._any(f"{node.kind}_values", self._named(node)))
            case Mentioned():
                return self._plain(self._any("mentioned", mentioned_terms(node.first, node.last)))
            case Published():
                dated = self._published(node)
                return self._plain(any_of([dated, self._term("flag", UNDATED)]) if undated else dated)
            case And(parts):
                return all_of([self._tree(part, least, undated, worth) for part in dict.fromkeys(parts)])
            case Or(parts):
                return any_of([self._tree(part, least, undated, worth) for part in dict.fromkeys(parts)])
            case Not(part):
                refused = self._tree(part, LOOSE, undated, 0)
                return self._plain(self._everything.and_must_not_match(refused))
            case Everything():
                return self._plain(self._everything)
            case _:
                assert_never(node)

    def _published(self, node: Published) -> Query:
        first, last = (_number(day) for day in (node.first or date.min, node.last or date.max))
        bounds = [("first", None, last), ("last", first, None)]
        return all_of(Query.range_query(self._schema, n, FieldType.Unsigned, low, high) for n, low, high in bounds)

    def _term(self, field: str, value: str) -> Query:
        return Query.const_score_query(Query.term_query(self._schema, field, value, "basic"), 0.0)

    def _any(self, field: str, values: Iterable[str]) -> Query:
        return Query.const_score_query(Query.term_set_query(self._schema, field, list(values)), 0.0)

    def _plain(self, query: Query) -> Query:
        return Query.const_score_query(query, 0.0)

    def _named(self, node: Value) -> list[str]:
        """The terms of the values that are meant."""
        begins = {value_begin(fold(name)) for name in node.values}
        if len(begins) > _FEW_NAMES and node.kind not in self._names:
            known: defaultdict[str, list[str]] = defaultdict(list)
            for term, _ in self._searcher.terms_with_prefix(f"{node.kind}_values", ""):
                known[term[:_BEGIN]].append(term)
            self._names[node.kind] = known
        names = self._names.get(node.kind)
        if names is None:
            found = [self._searcher.terms_with_prefix(f"{node.kind}_values", begin) for begin in begins]
            terms: Iterable[str] = (term for some in found for term, _ in some)
        else:
            terms = (term for begin in begins for term in names.get(begin, ()))
        return [term for term in terms if node.match(value_of(term))]

    # Hits

    def _tiers(self, plan: Plan, needed: int, order: Sort, recent: bool) -> tuple[int, int, list[Scored]]:
        """The number of hits, of those that match as typed, and the first of these and then of the others."""
        by_order = partial(self._first, sort=order)
        first = partial(self._ranking.newer_first, by_order) if recent and order == "relevance" else by_order
        if plan.exact is None:
            total, rows = first(plan.found, needed)
            return total, total, rows
        as_typed, rows = first(plan.exact, needed)
        if as_typed >= needed:
            return self._count(self._plain(plan.found)), as_typed, rows
        rest = plan.found.and_must_not_match(plan.exact) if as_typed else plan.found
        more, others = first(rest, needed - as_typed)
        return as_typed + more, as_typed, rows + others

    def _count(self, query: Query) -> int:
        count: int = self._searcher.search(query, 1).count
        return count

    def _undated(self, plan: Plan) -> int:
        if plan.undated is None:
            return 0
        outside, inside, either = map(self._count, plan.undated)
        return outside + inside - 2 * either

    def _first(self, query: Query, needed: int, sort: Sort) -> tuple[int, list[Scored]]:
        """The number of hits, and the first of them in order, each with its score (0 where it is sorted by date)."""
        options = {} if sort == "relevance" else {"order_by_field": sort, "order": Order.Asc}
        limit = needed + _SPARE
        result = self._searcher.search(query, limit, **options)
        count, hits = result.count, result.hits
        if 0 < needed < limit == len(hits) and hits[-1][0] == hits[needed - 1][0]:
            before = sum(1 for score, _ in hits if score != hits[-1][0])
            limit = max(needed, before + _MOST_TIED + 1)
            hits = self._searcher.search(query, limit, count=False, **options).hits
        return count, self._settled(hits, sort, needed)

    def _settled(self, hits: list[tuple[Any, Any]], sort: Sort, needed: int) -> list[Scored]:
        """The first hits, equal ones by date, newest first, and by id; too many, as they lie in the index."""
        settled: list[Scored] = []
        for key, group in groupby(hits, key=lambda hit: hit[0]):
            if len(settled) >= needed:
                break
            equal = [address for _, address in group]
            if 1 < len(equal) <= _MOST_TIED:
                keys = self._searcher.fast_field_values("newest", equal) if sort == "relevance" else [0] * len(equal)
                dated = sorted(zip(keys, equal, strict=True), key=lambda pair: pair[0])
                days = groupby(dated, key=lambda pair: pair[0])
                equal = [address for _, them in days for address in self._by_id(them)]
            settled.extend((key if sort == "relevance" else 0.0, address) for address in equal)
        return settled[:needed]

    def _by_id(self, group: Iterable[tuple[int, Any]]) -> list[Any]:
        addresses = [address for _, address in group]
        if len(addresses) == 1:
            return addresses
        return [address for _, address in sorted(zip(self._ids(addresses), addresses, strict=True), key=lambda p: p[0])]

    def _ids(self, addresses: Sequence[Any]) -> list[str]:
        """The ids of articles: from a column where they are our own, else from what is stored."""
        numbers = self._searcher.fast_field_values("hex", addresses) if addresses else ()
        return [
            f"{number:016x}" if number is not None else restored(self._searcher.doc(address)["id"][0])
            for number, address in zip(numbers, addresses, strict=True)
        ]

    def _live_terms(self, field: str) -> list[tuple[str, int]]:
        """The terms of a field and in how many articles each is; a term of deleted articles only is none."""
        whole = self._everything if self._deletions else None
        return [(term, count) for term, count in self._searcher.terms_with_prefix(field, "", whole) if count]


def _number(day: date) -> int:
    return compact(day.isoformat())


def _has_marks_to_ignore(node: Node) -> bool:
    """Whether some word may stand under other marks, or otherwise than as typed."""
    for leaf in asked_leaves(node):
        parts = (leaf,) if isinstance(leaf, Words) else (words for one in leaf.alternatives for words in one)
        if any(slot.loose or slot.fuzzy for words in parts for slot in words.slots):
            return True
    return False


def _has_dates(node: Node, *, refused: bool = False) -> bool:
    """Whether a time of publication is asked for anywhere; with `refused` only where it must not be."""
    match node:
        case Published():
            return not refused
        case And(parts) | Or(parts):
            return any(_has_dates(part, refused=refused) for part in parts)
        case Not(part):
            return _has_dates(part)
        case Words() | Near() | Keyword() | Value() | Mentioned() | Everything():
            return False
        case _:
            assert_never(node)
