"""What a query is read with besides its words: the entities of the workspace, and dates in words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice, product
from typing import get_args

from corpus.entities import EntityKind
from corpus.jsonline import dumps
from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from diembao.naming import begins_post, entities_called, unit_values
from diembao.workspace import Workspace
from extractor.gazetteer import province_names
from extractor.resolve.short_forms import province_levels, spelt_out
from extractor.text.words import fast_words
from index.documents import Kind
from index.thesaurus import Shared
from index.tokens import syllables

_DATE_FILES = ("patterns.toml", "words.toml", "phrases.csv", "feasts.csv")
_MARKINGS = 3  # of a word typed without marks that are tried
_TRIED = 60  # markings of a phrase
_FRAME = ("Về ", " này.")  # around a query it makes a sentence
_LONGEST_PROVINCE = 4  # syllables
_OPEN_I = re.compile(r"(?<![^\W\d_])(?:[hklmst]|qu)[iìíỉĩị](?![^\W\d_])")
_I_TO_Y = str.maketrans("iìíỉĩị", "yỳýỷỹỵ")
_OWNED = 50  # owners of units with a name that others have, too

# Entities and all that is under them, however deep; UNION ends a circle.
_BELOW = (
    "WITH RECURSIVE inside (id) AS (SELECT value FROM json_each(?) UNION"
    " SELECT e.id FROM inside i JOIN entities e ON e.parent_id = i.id) SELECT id FROM inside"
)
# Of each value that these entities have: how many mentions are theirs, and how many mentions it has. (CROSS keeps the
# order of the tables: the few ids first.)
_VALUES = (
    "WITH wanted (id) AS MATERIALIZED (SELECT value FROM json_each(?2)), own (value) AS MATERIALIZED"
    " (SELECT DISTINCT o.value FROM wanted w CROSS JOIN entity_mentions y ON y.entity_id = w.id"
    " CROSS JOIN mentions o USING (article_id, field, n) WHERE o.kind = ?1)"
    " SELECT m.value, sum(x.entity_id IN (SELECT id FROM wanted)) mine, count(*) every FROM own"
    " CROSS JOIN mentions m ON m.kind = ?1 AND m.value = own.value"
    " CROSS JOIN entity_mentions x USING (article_id, field, n) GROUP BY m.value"
)
# Of entities that have one of the values: what a unit is under and where it lies, the units of a person's posts.
_HAVING = (
    "WITH wanted (id) AS MATERIALIZED (SELECT value FROM json_each(?2))"
    " SELECT DISTINCT m.value, {unit}, {place} FROM wanted w"
    " CROSS JOIN entity_mentions y ON y.entity_id = w.id CROSS JOIN mentions m USING (article_id, field, n)"
    " CROSS JOIN {table} ON {key} = w.id WHERE m.kind = ?1 AND coalesce({unit}, '') <> w.id"
    " AND m.value IN (SELECT value FROM json_each(?3))"
)
_OWNERS = {
    "unit": _HAVING.format(unit="e.parent_id", place="e.province", table="entities e", key="e.id"),
    "person": _HAVING.format(unit="l.unit_id", place="NULL", table="entity_lines l", key="l.entity_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a name stands for."""

    values: tuple[str, ...] = ()
    shared: tuple[Shared, ...] = ()


class StoreThesaurus:
    """The entities of a workspace as `index.parser.Thesaurus`. The store is opened when a query first names one."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[tuple[Kind, str, bool, bool], _Known] = {}  # a corrected query has most names again

    def entries(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> Collection[str]:
        """See `Thesaurus`. A value that entities share counts where most of its mentions are of those meant."""
        return self._looked_up(kind, text, below, loose).values

    def shared(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> Collection[Shared]:
        """See `Thesaurus`: beside what a unit is under, else its province; beside a unit of a person's posts."""
        return self._looked_up(kind, text, below, loose).shared

    def _looked_up(self, kind: Kind, text: str, below: bool, loose: bool) -> _Known:
        asked = (kind, text, below, loose)
        if asked not in self._known:
            self._known[asked] = self._entries(*asked) if syllables(text) else _Known()
        return self._known[asked]

    def begins(self, kind: Kind, text: str, /, *, loose: bool) -> bool:
        """See `Thesaurus`: posts do."""
        return kind == "position" and begins_post(text, loose=loose)

    def _entries(self, kind: Kind, text: str, below: bool, loose: bool) -> _Known:
        with self._workspace.store() as store:
            if kind not in get_args(EntityKind):
                return _Known(values=_mentioned(store, kind, text, loose=loose))
            from diembao.today import entities_today  # the resolver takes a tenth of a second to import

            entities_today(self._workspace, store)
            found = entities_called(store, kind, text, loose=loose)
            if not found and kind == "unit":
                return _Known(values=tuple(unit_values(store, text)))
            ids = _below(store, found) if below else found
            values, others = _values(store, kind, ids)
            return _Known(values=values, shared=tuple(_shared(store, kind, ids, others)))


def values_named(workspace: Workspace, kind: Kind, name: str | None) -> frozenset[str]:
    """Canonical values of what a name stands for, and of all under it; behind a `=` of itself only."""
    if not name:
        return frozenset()
    only = name.startswith("=")
    text = normalize(name[only:])
    return frozenset(StoreThesaurus(workspace).entries(kind, text, below=not only, loose=not has_marks(text)))


def _below(store: Store, ids: list[str]) -> list[str]:
    return [row[0] for row in store.connection.execute(_BELOW, (dumps(ids),))]


def _values(store: Store, kind: str, ids: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values that are mostly theirs, and those that are mostly others'."""
    rows = [row for row in store.connection.execute(_VALUES, (kind, dumps(ids))) if row["value"]]
    mine = tuple(sorted(row["value"] for row in rows if 2 * row["mine"] > row["every"]))
    return mine, tuple(sorted(row["value"] for row in rows if row["value"] not in mine))


def _shared(store: Store, kind: str, ids: list[str], values: tuple[str, ...]) -> Iterator[Shared]:
    """The values that are mostly others', each beside what tells whose it is in an article."""
    beside: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    rows = store.connection.execute(_OWNERS[kind], (kind, dumps(ids), dumps(values))) if values else ()
    for value, unit, province in rows:
        beside[unit or "", province or ""].add(value)
    for (unit, province), shared in sorted(beside.items(), key=lambda item: (-len(item[1]), item[0]))[:_OWNED]:
        owners = _values(store, "unit", [unit])[0] if unit else ()
        if owners:
            yield Shared(tuple(sorted(shared)), "unit", owners)
        elif province:
            yield Shared(tuple(sorted(shared)), "place", (province,))


def _mentioned(store: Store, kind: Kind, text: str, *, loose: bool) -> tuple[str, ...]:
    """Values of the mentions that are named so; of terms also of those that end so (`XIII`, `2020-2025`).

    The value of a post is its head: `Bí thư Tỉnh ủy` is not what `Bí thư` means.
    """
    wanted = [_comparable(kind, name, loose=loose) for name in _written(kind, text, loose=loose)]
    rows = store.connection.execute(
        "SELECT DISTINCT value, surface FROM mentions WHERE kind = ? AND listed AND value <> ''", (kind,)
    )
    found = set()
    for row in rows:
        value, surface = (_comparable(kind, row[name], loose=loose) for name in ("value", "surface"))
        for asked in wanted:
            if kind == "position" and asked != value and _within(value, asked):
                continue
            if asked in (value, surface) or (kind == "term" and surface[-len(asked) :] == asked):
                found.add(row["value"])
    return tuple(sorted(found))


def _written(kind: Kind, text: str, *, loose: bool) -> tuple[str, ...]:
    """The ways to write a name: places and posts have short forms."""
    return spelt_out(text, marks=not loose) if kind in ("place", "position") else (text,)


def _comparable(kind: Kind, name: str, *, loose: bool) -> list[str]:
    """The syllables of a name without what does not tell: a province's level, the kind of a numeral."""
    words = syllables((fold if loose else canon)(normalize(name)))
    if kind == "place":
        levels = province_levels(marks=not loose)
        size = next((len(level) for level in levels if tuple(words[: len(level)]) == level and words != [*level]), 0)
        return words[size:]
    if kind == "term" and words and (number := _roman(words[-1])) is not None:
        return [*words[:-1], str(number)]
    return words


def _roman(figures: str) -> int | None:
    from extractor.mine.dates.numbers import roman  # with the readers of dates, which seldom are asked for

    return roman(figures)


def _within(part: list[str], whole: list[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


def cut_query(text: str) -> list[tuple[int, int]]:
    """The words of a query: as `index.tokens.Segmenter`, but any spelling of a text is cut alike.

    A segmenter that has learnt from sentences misses words that stand alone, in old spelling or in capitals. So it sees
    the compared form, in both spellings of i and y, with a sentence around it and without; what one of these joins is a
    word unless another that came before it has joined a part of it.

    >>> [[text[start:end] for start, end in cut_query(text)] for text in ("MA TUÝ", "kỉ luật đảng", "cấp huyện")]
    [['MA TUÝ'], ['kỉ luật', 'đảng'], ['cấp', 'huyện']]
    """
    low = canon(text)
    pieces = [match.span() for match in re.finditer(r"\S+", low)]
    starts = [start for start, _ in pieces]
    joined = [False] * len(pieces)  # to the piece before
    for first, last in _found_words(low, starts):
        if not any(joined[first : last + 2]):  # none of them is in a word already
            joined[first + 1 : last + 1] = [True] * (last - first)
    heads = [i for i, behind in enumerate(joined) if not behind]
    return [(starts[i], pieces[after - 1][1]) for i, after in zip(heads, [*heads[1:], len(pieces)], strict=False)]


def _found_words(low: str, starts: list[int]) -> Iterator[tuple[int, int]]:
    """First and last piece of what may be a word of several, the surest first."""
    words = [" ".join(syllables(low[start:end])) for start, end in zip(starts, [*starts[1:], len(low)], strict=False)]
    yield from _provinces(words, range(_LONGEST_PROVINCE, 2, -1))
    for form in (low, _OPEN_I.sub(lambda match: match[0].translate(_I_TO_Y), low)):
        for before, behind in (_FRAME, ("", "")):
            for start, end in fast_words(f"{before}{form}{behind}"):
                first, last = bisect_right(starts, start - len(before)) - 1, bisect_left(starts, end - len(before)) - 1
                if 0 <= first < last and end - len(before) <= len(low):
                    yield first, last
    yield from _provinces(words, (2,))


def _provinces(words: list[str], sizes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last piece of the names of provinces of so many syllables."""
    for size in sizes:
        for first in range(len(words) - size + 1):
            if " ".join(words[first : first + size]) in province_names():
                yield first, first + size - 1


def read_date(text: str) -> tuple[date, date] | None:
    """First and last day of a date in words that needs no other to be known; None for any other text.

    >>> [day.isoformat() for day in read_date("cuối tháng 5/2022")]
    ['2022-05-21', '2022-05-31']
    """
    from extractor.mine.dates import find_dates

    for written in [text] if has_marks(text) else _markings(text):
        for found in find_dates(written):
            if found.range is not None and found.text.casefold() == written.strip().casefold():
                return found.range.first, found.range.last
    return None


def _markings(text: str) -> Iterable[str]:
    """The text as typed, then with the marks that its words have where dates are written."""
    pieces = re.split(r"([^\W\d_]+)", text)
    choices = [(piece, *_marked().get(fold(piece), ())) if i % 2 else (piece,) for i, piece in enumerate(pieces)]
    return islice(("".join(chosen) for chosen in product(*(choice[::-1] for choice in choices))), _TRIED)


@cache
def _marked() -> dict[str, tuple[str, ...]]:
    """The words of the date lexicon by what is left of them without marks, the rarest first."""
    folder = files("extractor").joinpath("data", "dates")
    counted: Counter[str] = Counter()
    for name in _DATE_FILES:
        counted.update(re.findall(r"[^\W\d_]+", folder.joinpath(name).read_text("utf-8").lower()))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word, _ in counted.most_common():
        plain = fold(word)
        if plain != word and len(found[plain]) < _MARKINGS:
            found[plain].append(word)
    return {plain: tuple(reversed(words)) for plain, words in found.items()}
