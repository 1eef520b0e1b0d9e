"""What a query is read with besides its words: the entities of the workspace, and dates in words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice, product

from corpus.codec import dumps
from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from diembao.entities import RESOLVED
from diembao.resolution import entities_of_today
from diembao.workspace import Workspace
from index.documents import Kind
from index.tokens import syllables

_DATE_FILES = ("patterns.toml", "words.toml", "phrases.csv", "feasts.csv")
_MARKINGS = 3  # of a word typed without marks that are tried
_TRIED = 60  # markings of a phrase

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


class StoreThesaurus:
    """The entities of a workspace as `index.parser.Thesaurus`. The store is opened when a query first names one."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[tuple[Kind, str, bool, bool], Collection[str]] = {}  # a corrected query has most names again

    def entries(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> Collection[str]:
        """See `Thesaurus`. A value that entities share counts where most of its mentions are of those meant."""
        asked = (kind, text, below, loose)
        if asked not in self._known:
            self._known[asked] = self._entries(*asked) if syllables(text) else ()
        return self._known[asked]

    def _entries(self, kind: Kind, text: str, below: bool, loose: bool) -> Collection[str]:
        with self._workspace.store() as store:
            if kind not in RESOLVED:
                return _mentioned(store, kind, text, loose=loose)
            entities_of_today(self._workspace, store)
            found = _named(store, kind, text, loose=loose)
            return _values(store, kind, _below(store, found) if below else found)


def _named(store: Store, kind: str, text: str, *, loose: bool) -> list[str]:
    """Ids of the entities of that name, else of the only one called so: what many are called names none of them."""
    wanted = " ".join(normalize(text).split())
    column, form = ("folded", fold) if loose else ("key", canon)
    rows = store.connection.execute(
        "SELECT e.id, e.status = 'resolved' resolved, max(n.source = 'name') own FROM entities e"
        f" JOIN entity_names n ON n.entity_id = e.id WHERE e.kind = ? AND n.{column} = ? GROUP BY e.id ORDER BY e.id",
        (kind, form(wanted)),
    ).fetchall()
    resolved = [row for row in rows if row["resolved"]]
    if own := [row["id"] for row in resolved if row["own"]]:
        return own
    return [row["id"] for row in resolved or rows] if len(resolved) < 2 else []


def _below(store: Store, ids: list[str]) -> list[str]:
    return [row[0] for row in store.connection.execute(_BELOW, (dumps(ids),))]


def _values(store: Store, kind: str, ids: list[str]) -> tuple[str, ...]:
    rows = store.connection.execute(_VALUES, (kind, dumps(ids)))
    return tuple(sorted(row["value"] for row in rows if row["value"] and 2 * row["mine"] > row["every"]))


def _mentioned(store: Store, kind: str, text: str, *, loose: bool) -> tuple[str, ...]:
    """Values of the mentions that are named so; of terms also of those that end so (`XIII`, `2020-2025`)."""
    form = fold if loose else canon
    wanted = syllables(form(normalize(text)))
    rows = store.connection.execute(
        "SELECT DISTINCT value, surface FROM mentions WHERE kind = ? AND listed AND value <> ''", (kind,)
    )
    found = set()
    for row in rows:
        names = [syllables(form(normalize(name))) for name in (row["value"], row["surface"])]
        if wanted in names or (kind == "term" and names[1][-len(wanted) :] == wanted):
            found.add(row["value"])
    return tuple(sorted(found))


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
