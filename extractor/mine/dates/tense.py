"""Whether a sentence speaks of the past or of plans, judged by the cue nearest to the date."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.spans import Spans
from extractor.mine.dates.lexicon import Lexicon

Tense = Literal["past", "done", "planned", "reported"]
_CLAUSE = re.compile(r"[;:.]|, ")
_GOVERNED = 6
_NEAR = 80  # characters within which a demand governs a date
_FAR = 400  # characters; cues further away count as equally far


@dataclass(slots=True)
class _Cues:
    """Offsets of a sentence's cues: where those of plans and of the past begin, where those of what is done end."""

    planned: list[int]
    demanded: list[int]
    past: list[int]
    reported: bool
    reports: bool
    habit: bool
    done: list[int]


def _ungoverned(past: list[int], planned: Sequence[tuple[int, int]]) -> list[int]:
    """Past cues without those that a plan governs: `sẽ diễn ra`, `dự kiến được diễn ra`."""
    if not planned:
        return past
    ends = [end for _, end in planned]
    kept = []
    for cue in past:
        i = bisect_left(ends, cue + 1) - 1
        if i < 0 or cue - ends[i] > _GOVERNED:
            kept.append(cue)
    return kept


class Tenses:
    """Cue positions of a text's sentences, looked up once a sentence."""

    def __init__(self, canon: str, sentences: Spans, rules: Lexicon) -> None:
        self._canon = canon
        self._spaced = " " + canon
        self._sentences = sentences
        self._rules = rules
        self._known: dict[int, _Cues] = {}

    def sentence(self, offset: int) -> int:
        """Index of the sentence that holds `offset`, -1 where none does."""
        found = self._sentences.at(offset)
        return -1 if found is None else found

    def start_of(self, sentence: int) -> int:
        """Where a sentence begins; 0 for -1."""
        return self._sentences.starts[sentence] if sentence >= 0 else 0

    def _cues(self, sentence: int) -> _Cues:
        if sentence not in self._known:
            first, last = self._sentences.starts[sentence], self._sentences.ends[sentence]
            cues = self._rules.tense
            at: dict[str, list[tuple[int, int]]] = {}
            # in a text with one more character before it, so that the separator's offset is that of the word
            for m in cues.words.finditer(self._spaced, first, last + 1):
                for kind in cues.kinds[m[1]]:
                    at.setdefault(kind, []).append((m.start(), m.end() - 1))
            self._known[sentence] = _Cues(
                planned=[start for start, _ in at.get("planned", ())],
                demanded=[end for _, end in at.get("demanded", ())],
                past=_ungoverned([start for start, _ in at.get("past", ())], at.get("planned", ())),
                reported="reported" in at,
                reports="report" in at,
                habit="habit" in at,
                done=[end for _, end in at.get("done", ())],
            )
        return self._known[sentence]

    def at(self, start: int, end: int) -> Tense | None:
        """Tense that governs the expression at `start`..`end`; None where no cue says.

        `reported` is the weak form of `past`: the sentence reports (`cho biết`), which says little about the date;
        `done` stands between them: a verb of what has been done (`được bổ nhiệm`) may still name
        the day on which it takes effect.
        """
        sentence = self.sentence(start)
        if sentence < 0:
            return None
        cues = self._cues(sentence)
        if cues.demanded and self._is_demanded(cues.demanded, start):
            return "planned"
        if not cues.planned:
            if cues.done and self._is_done(cues.done, start):
                return "done"
            return self._past(start, end) if cues.past else "reported" if cues.reported else None
        if not cues.past:
            return "planned" if self._in_reach(cues.planned, start, end) else "reported" if cues.reported else None
        nearer = self._nearest(cues.planned, start, end) < self._nearest(cues.past, start, end)
        return "planned" if nearer else self._past(start, end)

    def _past(self, start: int, end: int) -> Tense:
        """`past` for the adverbial of a clause (`Ngày 5/6, đoàn đã …`, `hồi tháng 6`), else `reported`."""
        traps = self._rules.traps
        adverbial = traps.fronted.match(self._canon, end) or traps.recently.search(
            self._canon, max(0, start - 12), start
        )
        return "past" if adverbial else "reported"

    def _in_reach(self, cues: list[int], start: int, end: int) -> bool:
        """Whether one of the cues is in the same part of the sentence, as semicolons divide it."""
        span = self._sentences[self.sentence(start)]
        first = max(self._canon.rfind(";", span.start, start), span.start)
        last = self._canon.find(";", end, span.end)
        return any(first <= cue and (last < 0 or cue < last) for cue in cues)

    def _is_demanded(self, demanded: list[int], start: int) -> bool:
        """Whether a demand stands before the date in its clause (`yêu cầu nộp trước 5/6`), and no `hồi` between."""
        i = bisect_left(demanded, start + 1) - 1
        if i < 0 or start - demanded[i] >= _NEAR or _CLAUSE.search(self._canon, demanded[i], start):
            return False
        return not self._rules.traps.recently.search(self._canon, max(0, start - 12), start)

    def _is_done(self, done: list[int], start: int) -> bool:
        """Whether a verb of what has been done stands before the date in the same clause."""
        i = bisect_left(done, start + 1) - 1
        return i >= 0 and start - done[i] < _FAR and not _CLAUSE.search(self._canon, done[i], start)

    def _nearest(self, cues: list[int], start: int, end: int) -> int:
        """Distance in characters to the nearest cue; one in another clause counts double."""
        i = bisect_left(cues, start)
        best = 2 * _FAR
        for cue in cues[max(0, i - 1) : i + 1]:
            low, high = (end, cue) if cue >= end else (cue, start)
            if high - low < _FAR:
                between = self._canon[low + 2 : high]
                best = min(best, (high - low) * (2 if _CLAUSE.search(between) else 1))
        return best

    def reports(self, offset: int) -> bool:
        """Whether the sentence speaks from the day of the article (`cho biết`, `đang`)."""
        sentence = self.sentence(offset)
        return sentence >= 0 and self._cues(sentence).reports

    def is_habit(self, offset: int) -> bool:
        """Whether the sentence tells of a habit (`thường`)."""
        sentence = self.sentence(offset)
        return sentence >= 0 and self._cues(sentence).habit
