"""Did you mean: a query whose words articles have, where one as typed has a word that none or hardly any has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, groupby, product
from math import log
from typing import NamedTuple

from corpus.text import has_marks, normalize
from index.backend import NO_FILTERS, Backend, Filters
from index.distance import within
from index.nodes import EVERYWHERE, WordField
from index.query import Query, QueryError
from index.runs import MOST_LETTERS, is_open
from index.syntax import FIELDS, VALUED, pieces
from index.tokens import GAP, folded, syllable_spans

_COMMONER = 20  # times as many hits, or articles that have a word: then what some articles have may be a slip
_NEIGHBOURS = 6  # tried for one word
_WORDS = 8  # of a query that are looked at
_UNKNOWN = 4  # of them that no article has
_TRIED = 30  # corrected queries
_MARKS, _LETTER, _BOTH = 1, 2, 3  # how much a change is: only other marks; one letter; one letter and marks
_OPERATORS = ("and", "or", "not", "near")
_SURE = 2  # the most that is changed of words that articles have


class _Other(NamedTuple):
    """A word that may be meant: `change` is how much it differs, `gain` how much commoner it is (a logarithm)."""

    change: int
    gain: float
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """A word of a query at `text[start:end]`, whether an article has it, and what may be meant, the likeliest first."""

    start: int
    end: int
    known: bool
    others: tuple[_Other, ...]


Change = tuple[tuple[_Word, _Other], ...]


def suggest(query: Query, backend: Backend, read: Callable[[str], Query], filters: Filters = NO_FILTERS) -> str | None:
    """The text of a query like this one that finds more; None where no small change does.

    Looked at are words that no article has, then those that a neighbour in more articles would replace: the same
    letters under other marks, or one letter more, less, changed or swapped. The smallest change that finds something
    is taken, of several the one with the longest words; a query that finds something itself is only left for one that
    finds far more. `read` reads a query as this one was read. First of all, operators are in capitals.
    """
    text = normalize(query.text)
    least = backend.count(query, filters) * _COMMONER
    if not least and (louder := _in_capitals(text)) != text and _count(louder, backend, read, filters)[1]:
        return louder
    words = list(_doubtful(text, backend, _COMMONER if least else 1))[:_WORDS]
    changes = sorted(_changes(words), key=lambda change: (_size(change), -sum(other.gain for _, other in change)))
    for _, alike in groupby(changes[:_TRIED], key=_size):
        corrected = [_with(text, change) for change in alike]
        found = [_count(changed, backend, read, filters) for changed in corrected]
        enough = [one for one in found if one[1] > least]
        if enough:
            return corrected[found.index(max(enough))]
    return None


def _in_capitals(text: str) -> str:
    """The query with words that look like operators as operators."""
    for piece in reversed(list(pieces(text))):
        if piece.kind == "piece" and piece.text in _OPERATORS:
            text = text[: piece.start] + piece.text.upper() + text[piece.start + len(piece.text) :]
    return text


def _size(change: Change) -> int:
    return sum(other.change for _, other in change)


def _changes(words: list[_Word]) -> Iterator[Change]:
    """Each way to change all words that no article has, and a little of the others."""
    unknown = [word for word in words if not word.known]
    known = [word for word in words if word.known]
    if len(unknown) > _UNKNOWN:
        return
    sizes = range(0 if unknown else 1, max(0, _SURE - len(unknown)) + 1)
    for chosen in chain.from_iterable(combinations(known, size) for size in sizes):
        changed = [*unknown, *chosen]
        for others in product(*(word.others for word in changed)):
            change = tuple(zip(changed, others, strict=True))
            if sum(other.change for word, other in change if word.known) <= _SURE:
                yield change


def _count(text: str, backend: Backend, read: Callable[[str], Query], filters: Filters) -> tuple[int, int]:
    """How good a query is, the fewer leaves, the more of it are words of several syllables; and its number of hits."""
    try:
        query = read(text)
    except QueryError:
        return 0, 0
    return -len(query.words), backend.count(query, filters)


def _with(text: str, change: Change) -> str:
    for word, other in sorted(change, key=lambda pair: -pair[0].start):
        typed = text[word.start : word.end]
        form = other.form
        shown = form.upper() if typed.isupper() else form.capitalize() if typed[:1].isupper() else form
        text = text[: word.start] + shown + text[word.end :]
    return text


def _doubtful(text: str, backend: Backend, commoner: int) -> Iterator[_Word]:
    """The words of a query that may be slips: a neighbour is in more than `commoner` times as many articles."""
    vocabularies: dict[tuple[WordField, ...], Counter[str]] = {}
    for start, written, fields in _asked(text):
        if fields not in vocabularies:
            vocabularies[fields] = _vocabulary(backend, fields)
        known = vocabularies[fields]
        for low, high, form in syllable_spans(written):
            if form == GAP or not form.isalpha() or not 1 < len(form) <= MOST_LETTERS:
                continue
            loose = not has_marks(written[low:high])
            articles = (
                max((known[other] for other in known if folded(other) == form), default=0) if loose else known[form]
            )
            others = _neighbours(form, known, articles, commoner, loose=loose)
            if others or not articles:
                yield _Word(start=start + low, end=start + high, known=articles > 0, others=others)


def _neighbours(
    form: str, known: Mapping[str, int], articles: int, commoner: int, *, loose: bool
) -> tuple[_Other, ...]:
    """Words in more articles, the likeliest first; without marks where none were typed."""
    found: dict[str, _Other] = {}
    asked = folded(form)
    for other, count in known.items():
        if count <= articles * commoner or other == form or not other.isalpha():
            continue
        plain = folded(other)
        apart = within(plain, asked, 1)
        if apart is None or (loose and not apart):
            continue
        if not apart:
            change = _MARKS if has_marks(other) else _LETTER  # without any it finds all forms: no sign that it is meant
        else:
            change = _LETTER if loose or within(other, form, 1) else _BOTH
        if change < _BOTH or not articles:
            shown = plain if loose else other
            new = _Other(change, log(count / max(articles, 0.5)), shown)
            found[shown] = max(new, found.get(shown, new), key=lambda known: known.gain)
    return tuple(sorted(found.values(), key=lambda other: (other.change, -other.gain, other.form))[:_NEIGHBOURS])


def _asked(text: str) -> Iterator[tuple[int, str, tuple[WordField, ...]]]:
    """Words and quotations with the place and the fields where they are looked for; not those that must not be."""
    fields: tuple[WordField, ...] = EVERYWHERE
    one = negated = False
    depth = 0  # of parentheses that are negated
    for piece in pieces(text):
        if piece.kind in ("minus", "NOT"):
            negated = True
            continue
        if negated and piece.kind != "field":
            depth += (piece.kind == "open") - (piece.kind == "close")
            negated = depth > 0
            continue
        if piece.kind == "field":
            name = FIELDS[piece.text]
            fields, one = (() if name in VALUED else (name,)), True  # type: ignore[assignment]
            continue
        if piece.kind in ("piece", "quoted") and fields and not is_open(piece.text):
            yield piece.start + (piece.kind == "quoted"), piece.text, fields
        if one and piece.kind != "open":
            fields, one = EVERYWHERE, False


def _vocabulary(backend: Backend, fields: Iterable[WordField]) -> Counter[str]:
    """In how many articles a syllable stands, in the field that has it most."""
    whole: Counter[str] = Counter()
    for field in fields:
        whole |= Counter(backend.vocabulary(field))
    return whole
