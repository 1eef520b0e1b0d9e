"""Scoring extracted articles against a gold file: precision, recall and F1, micro-averaged over articles.

A gold line is an object of the contract with the fields that are to be scored. Mentions are matched as multisets within
one article, so that offsets need not agree; a field that the gold mention leaves out may have any value. The measures:

- `text`: shingles of four words; `captions`, `authors`, `tags`: equal strings; `title`, `lead`, `published`,
  `section`: equal or not
- each kind of mention `strict` (surface and every value given), `value` (value alone) and `surface` (surface alone)
- `person.stated`: (value, rank, set of positions); `person.ranked` the same, of those with a rank in gold or result
- `event`: (from, to, any unit)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.text import canon, normalize

Record = Mapping[str, Any]
SHINGLE = 4
KINDS = ("date", "term", "rank", "person", "position", "unit", "place", "document", "abbreviation")
_VALUES = ("value", "from", "to", "from_year", "to_year", "ordinal", "unit")
_SINGLE = ("title", "lead", "published", "section")
_LISTS = ("captions", "authors", "tags")


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one measure: items in gold, items found, items matched."""

    gold: int = 0
    found: int = 0
    matched: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.gold + other.gold, self.found + other.found, self.matched + other.matched)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found and nothing was to be found."""
        return self.matched / self.found if self.found else float(not self.gold)

    @property
    def recall(self) -> float:
        """Share of what was to be found that was found."""
        return self.matched / self.gold if self.gold else float(not self.found)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.matched / (self.gold + self.found) if self.gold + self.found else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One item on one side only: `missed` (in gold) or `spurious` (found)."""

    article: str
    measure: str
    side: str
    item: str


def evaluate(pairs: Iterable[tuple[Record, Record | None]]) -> tuple[dict[str, Score], list[Miss]]:
    """Scores by measure, and what did not match. `pairs` are (gold, found); found is None for a lost article."""
    scores: dict[str, Score] = {}
    misses: list[Miss] = []
    for gold, found in pairs:
        name = str(gold.get("url") or gold.get("origin_id") or gold.get("id"))
        for measure, score, missed, spurious in _measures(gold, found or {}):
            scores[measure] = scores.get(measure, Score()) + score
            misses += [Miss(name, measure, "missed", item) for item in missed]
            misses += [Miss(name, measure, "spurious", item) for item in spurious]
    return scores, misses


Result = tuple[str, Score, list[str], list[str]]


def _measures(gold: Record, found: Record) -> Iterable[Result]:
    if "text" in gold:
        yield _counted("text", _shingles(gold["text"]), _shingles(found.get("text", "")), quiet=True)
    for field in _SINGLE:
        if field in gold:
            yield _counted(field, _one(gold[field]), _one(found.get(field)))
    for field in _LISTS:
        if field in gold:
            yield _counted(field, map(_form, gold[field]), map(_form, found.get(field, ())))
    if "mentions" in gold:
        yield from _mention_measures(gold["mentions"], found.get("mentions", ()))
    if "events" in gold:
        yield _events(gold["events"], found.get("events", ()))


def _mention_measures(gold: Sequence[Record], found: Sequence[Record]) -> Iterable[Result]:
    for kind in KINDS:
        wanted, got = _of_kind(gold, kind), _of_kind(found, kind)
        if kind == "person":
            yield _counted("person.stated", map(_person, wanted), map(_person, got))
            yield _counted("person.ranked", _ranked(wanted), _ranked(got))
        else:
            yield _strict(f"{kind}.strict", wanted, got)
            if _values(wanted):  # a gold file that gives no values of a kind does not score them
                yield _counted(f"{kind}.value", _values(wanted), _values(got))
        yield _counted(f"{kind}.surface", [_form(m["text"]) for m in wanted], [_form(m["text"]) for m in got])


def _of_kind(mentions: Sequence[Record], kind: str) -> list[Record]:
    return [m for m in mentions if m.get("kind") == kind]


def _values(mentions: Iterable[Record]) -> list[str]:
    return [_form(m["value"]) for m in mentions if m.get("value") is not None]


def _person(mention: Record) -> tuple[str, str, frozenset[str]]:
    positions = frozenset(map(_form, mention.get("positions") or ()))
    return _form(mention.get("value") or mention["text"]), _form(mention.get("rank") or ""), positions


def _ranked(mentions: Iterable[Record]) -> list[tuple[str, str]]:
    return [_person(m)[:2] for m in mentions if m.get("rank")]


def _one(value: object) -> list[str]:
    return [] if value in (None, "") else [_form(str(value))]


def _form(text: str) -> str:
    """Spellings that mean the same compare equal; so do runs of blanks."""
    return " ".join(canon(normalize(text)).split())


def _shingles(text: str) -> list[tuple[str, ...]]:
    words = normalize(text).split()
    return [tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))] if words else []


def _counted(measure: str, gold: Iterable[Hashable], found: Iterable[Hashable], *, quiet: bool = False) -> Result:
    wanted, got = Counter(gold), Counter(found)
    score = Score(wanted.total(), got.total(), (wanted & got).total())
    if quiet:
        return measure, score, [], []
    return measure, score, _shown(wanted - got), _shown(got - wanted)


def _shown(items: Counter[Hashable]) -> list[str]:
    return sorted(str(item) for item in items.elements())


def _strict(measure: str, gold: Sequence[Record], found: Sequence[Record]) -> Result:
    """Multiset matching on the surface and on those values that the gold mention gives, the most specific first."""

    def given(mention: Record) -> dict[str, Any]:
        return {k: mention[k] for k in _VALUES if k in mention}

    def fits(mention: Record, wanted: Record) -> bool:
        if _form(mention["text"]) != _form(wanted["text"]):
            return False
        derived = mention.get("derived", ())  # what the words themselves do not say is not in gold either
        return all(_same(None if k in derived else mention.get(k), v) for k, v in given(wanted).items())

    left = list(found)
    missed: list[str] = []
    for wanted in sorted(gold, key=lambda m: -len(given(m))):
        hit = next((i for i, mention in enumerate(left) if fits(mention, wanted)), None)
        if hit is None:
            missed.append(_label(wanted, given(wanted)))
        else:
            del left[hit]
    score = Score(len(gold), len(found), len(gold) - len(missed))
    return measure, score, missed, [_label(m, given(m)) for m in left]


def _same(a: Any, b: Any) -> bool:
    return _form(a) == _form(b) if isinstance(a, str) and isinstance(b, str) else a == b


def _label(mention: Record, values: Mapping[str, Any]) -> str:
    shown = " ".join(f"{k}={v}" for k, v in values.items() if v is not None)
    return f"{mention['text']!r} {shown}".strip()


def _events(gold: Sequence[Record], found: Sequence[Record]) -> Result:
    """An event matches one of the same days that shares a unit with it; a gold event without units matches by days.

    Of several candidates one of the same type is taken first, so that pairs are not crossed.
    """
    left = list(found)
    wanted_left = list(gold)
    for same_type in (True, False):
        for wanted in list(wanted_left):
            hit = next((i for i, event in enumerate(left) if _fits(event, wanted, same_type=same_type)), None)
            if hit is not None:
                wanted_left.remove(wanted)
                del left[hit]
    missed = [_event_label(event) for event in wanted_left]
    return "event", Score(len(gold), len(found), len(gold) - len(missed)), missed, [_event_label(e) for e in left]


def _fits(event: Record, wanted: Record, *, same_type: bool) -> bool:
    if (event.get("from"), event.get("to")) != (wanted.get("from"), wanted.get("to")):
        return False
    if same_type and event.get("type") != wanted.get("type"):
        return False
    units = set(map(_form, wanted.get("units") or ()))
    return not units or bool(units & set(map(_form, event.get("units") or ())))


def _event_label(event: Record) -> str:
    days = f"{event.get('from')}..{event.get('to')}"
    return f"{days} {event.get('type')} {event.get('units')} {event.get('sentence', '')[:60]}"
