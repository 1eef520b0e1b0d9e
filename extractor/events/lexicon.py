"""The words of the event reader, from data: triggers (what happens) and cues (what changes their reading).

`triggers.csv` has phrase, kind and type. Kinds: `verb` tells its type alone (`bổ nhiệm`); `noun` names an occasion
(`hội nghị`); `frame` takes the type of the noun beside it (`tổ chức`, `diễn ra`); `action` is any other doing, read
where nothing better stands; `state`, `speech` are no doings; `ignore` hides a trigger inside it (`nghị quyết đại hội`).
`cues.csv` has kind and phrase. Both are compared in `corpus.text.canon` form, whole words, the longest phrase first.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import compress
from typing import Literal, TypeAlias, cast, get_args

from corpus.errors import DataFileError
from corpus.mentions import EventType
from corpus.records import quick
from corpus.text import canon

TriggerKind: TypeAlias = Literal["verb", "noun", "frame", "action", "state", "speech", "ignore"]
Words: TypeAlias = list[tuple[int, int]]
"""(start, end) of each word of a text, in order."""


SOUGHT: frozenset[str] = frozenset(
    ("as_planned", "called_off", "hypothetical", "negation", "new_holder", "passive", "pronoun", "same_day", "topic")
)
"""Cues that are looked for over whole clauses, again and again."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of `triggers.csv`. `type` is None for state, speech and ignore."""

    phrase: str
    kind: TriggerKind
    type: EventType | None


@quick
@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger where it stands in the text, with its kind and its type (`other` where it has none)."""

    start: int
    end: int
    trigger: Trigger
    kind: TriggerKind
    type: EventType


def _hit(start: int, end: int, trigger: Trigger) -> Hit:
    return Hit(start, end, trigger, trigger.kind, trigger.type or "other")


class Triggers:
    """All triggers by their first two words; those of one word apart.

    `voice` are words (`được`) that only tell how a doing stands: they do not part what follows them.
    """

    def __init__(self, rows: list[Trigger], voice: frozenset[str] = frozenset()) -> None:
        self._voice = voice
        table: dict[str, dict[str, list[tuple[str, Trigger]]]] = {}
        self._single: dict[str, Trigger] = {}
        for row in rows:
            phrase = canon(row.phrase)
            words = phrase.split(" ", 2)
            if len(words) == 1:
                self._single[phrase] = row
            else:
                first, second = words[0].rstrip(","), words[1].rstrip(",")
                table.setdefault(first, {}).setdefault(second, []).append((phrase, row))
        for seconds in table.values():
            for entries in seconds.values():
                entries.sort(key=lambda entry: -len(entry[0]))
        self._by_two = table
        self._heads = table.keys() | self._single.keys()

    def scan(self, text: str, words: Words, spelt: list[str] | None = None) -> Iterator[Hit]:
        """Hits over the canon `text`, from left to right, disjoint, the longest first at each word.

        `spelt` are the words themselves, where they have been cut out already.
        """
        reached, last = 0, len(words) - 1
        by_two, single = self._by_two, self._single
        spelt = [text[start:end] for start, end in words] if spelt is None else spelt
        for i in compress(range(last + 1), map(self._heads.__contains__, spelt)):
            start, end = words[i]
            if start < reached:
                continue
            word, hit = spelt[i], None
            if i < last and (seconds := by_two.get(word)) and (entries := seconds.get(spelt[i + 1])):
                hit = _longest(text, start, entries)
            if hit is None and word in single:
                hit = _hit(start, end, single[word])
            if hit is not None:
                if word in self._voice:
                    hit = self._voiced(text, hit, spelt, i, words)
                reached = hit.end
                yield hit

    def _voiced(self, text: str, hit: Hit, spelt: list[str], i: int, words: Words) -> Hit:
        """A longer trigger behind the first word of this one (`được phê chuẩn` in `được phê chuẩn bổ nhiệm`)."""
        if i + 2 >= len(spelt) or hit.end <= words[i + 1][0]:
            return hit
        entries = self._by_two.get(spelt[i + 1], {}).get(spelt[i + 2])
        longer = _longest(text, words[i + 1][0], entries) if entries else None
        return _hit(hit.start, longer.end, longer.trigger) if longer is not None and longer.end > hit.end else hit


def _longest(text: str, start: int, entries: list[tuple[str, Trigger]]) -> Hit | None:
    for phrase, trigger in entries:
        stop = start + len(phrase)
        if text.startswith(phrase, start) and not text[stop : stop + 1].isalnum():
            return _hit(start, stop, trigger)
    return None


class CueWords:
    """Small closed sets of phrases, asked for at a place in the text.

    `firsts` and `lasts` are the words with which the cues of each kind begin and end: most questions end there.
    """

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        self._sets: dict[str, frozenset[str]] = {}
        self._longest: dict[str, int] = {}
        self.firsts: dict[str, frozenset[str]] = {}
        self.lasts: dict[str, frozenset[str]] = {}
        kinds: dict[str, set[str]] = {}
        for kind, phrase in rows:
            kinds.setdefault(kind, set()).add(canon(phrase))
        for kind, phrases in kinds.items():
            self._sets[kind] = frozenset(phrases)
            self._longest[kind] = max(p.count(" ") + 1 for p in phrases)
            self.firsts[kind] = frozenset(p.split(" ", 1)[0] for p in phrases)
            self.lasts[kind] = frozenset(p.rsplit(" ", 1)[-1] for p in phrases)
        self._kinds: dict[str, list[str]] = {}
        for kind, firsts in self.firsts.items():
            for word in firsts if kind in SOUGHT else ():
                self._kinds.setdefault(word, []).append(kind)

    def beginnings(self, spelt: list[str]) -> dict[str, list[int]]:
        """By kind of `SOUGHT`, the indexes of the words with which a cue may begin, in order."""
        kinds, found = self._kinds, dict[str, list[int]]()
        for i in compress(range(len(spelt)), map(kinds.__contains__, spelt)):
            for kind in kinds[spelt[i]]:
                found.setdefault(kind, []).append(i)
        return found

    def holds(self, kind: str, phrase: str) -> bool:
        """Whether `phrase`, in canon form, is a cue of `kind`."""
        return phrase in self._sets[kind]

    def ends_at(self, kind: str, text: str, words: Words, index: int) -> int | None:
        """How many words right before word `index` make the longest cue of `kind`; None for none."""
        if index <= 0:
            return None
        begin, stop = words[index - 1]
        if text[begin:stop] not in self.lasts[kind]:
            return None
        phrases = self._sets[kind]
        for n in range(min(self._longest[kind], index), 0, -1):
            if text[words[index - n][0] : stop] in phrases:
                return n
        return None

    def starts_at(self, kind: str, text: str, words: Words, index: int) -> int | None:
        """How many words from word `index` on make the longest cue of `kind`; None for none."""
        if index >= len(words):
            return None
        start, stop = words[index]
        if text[start:stop] not in self.firsts[kind]:
            return None
        phrases = self._sets[kind]
        for n in range(min(self._longest[kind], len(words) - index), 0, -1):
            if text[start : words[index + n - 1][1]] in phrases:
                return n
        return None

    def first_in(self, kind: str, text: str, words: Words, first: int, last: int) -> int | None:
        """Index of the first word in [first, last) where a cue of `kind` begins; None for none."""
        firsts = self.firsts[kind]
        for i in range(first, min(last, len(words))):
            start, stop = words[i]
            if text[start:stop] in firsts:
                n = self.starts_at(kind, text, words, i)
                if n is not None and i + n <= last:
                    return i
        return None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Triggers and cues together."""

    triggers: Triggers
    cues: CueWords


def _rows(name: str, header: list[str]) -> Iterator[list[str]]:
    text = files("extractor").joinpath("data", "events", name).read_text(encoding="utf-8")
    reader = csv.reader(io.StringIO(text))
    if next(reader, None) != header:
        raise DataFileError(name, "line 1", f"the columns are not {', '.join(header)}")
    for number, row in enumerate(reader, start=2):
        if len(row) != len(header) or not all(row[:2]):
            raise DataFileError(name, f"line {number}", "a cell is missing")
        yield row


@cache
def lexicon() -> Lexicon:
    """The shipped data, read once. Raises DataFileError for a faulty row."""
    triggers: list[Trigger] = []
    for phrase, kind, type_ in _rows("triggers.csv", ["phrase", "kind", "type"]):
        if kind not in get_args(TriggerKind) or (type_ and type_ not in get_args(EventType)):
            raise DataFileError("triggers.csv", phrase, f"unknown kind or type: {kind}, {type_}")
        triggers.append(Trigger(phrase, cast(TriggerKind, kind), cast(EventType, type_) if type_ else None))
    cues = [(kind, phrase) for kind, phrase in _rows("cues.csv", ["kind", "phrase"])]
    voice = frozenset(canon(phrase) for kind, phrase in cues if kind in ("passive", "past"))
    return Lexicon(Triggers(triggers, voice), CueWords(cues))
