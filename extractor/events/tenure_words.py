"""Words of tenures, asked for at a place of an article. Which question: how does a text say that a post begins or ends?

`data/tenure.csv` has kind and phrase:

- right before a post, its links: `takes` (taken up or held, as the verb before it tells), `begins`, `again`, `leaves`,
  `hands` (over to another), `was`, `in_turn` (`was` where no verb before it gives), `is`, `during` (in which capacity),
  `later` (before it was taken up);
- before what is held, `earlier`; before a day that is that of a later post, `before_then`; behind a post, `owned`
  (before whose it is) and `on` (before a day);
- before a post, too: `candidate`; and `owner`, of these `given_to`, and `honorific`, by which it may be another's than
  the name beside it;
- in its clause: `plan` (not behind `by`), `imagined`, `nominated`, `rumour` (of what is spread or denied as a piece of
  news), behind it `untrue`; right before the verb `unheld`, before the post `not_being`; `moving` somebody elsewhere;
  `past_list` (`kinh qua nhiều vị trí như …`), behind which posts are former ones;
- before a date: `since`, `effect` (which may stand far behind the post), `until`, `within`; in one: `now`;
- before a name: `replacing`, or, of the post taken up last, `predecessor`; behind one: `gone` (retired, dead), not
  behind `not_gone`; `since_then` before it, of a day that is not told;
- of a demotion: `demoting` before the post that is left, `down` between it and the lower one;
- behind a post or its holder: `quits`; behind what is handed over: `parties`;
- between two posts of one holder: `between`; `also` tells that the first goes on;
- `charging` a deputy with the `charge` of his unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias, get_args

from corpus.text import canon
from extractor.events.lexicon import CueWords
from extractor.events.view import View
from extractor.gazetteer import table

_NAME = 40
"""Characters of a name."""
Link: TypeAlias = Literal["takes", "begins", "again", "leaves", "was", "in_turn", "is", "during", "later", "hands"]
LINKS: tuple[Link, ...] = get_args(Link)


@cache
def tenure_words() -> CueWords:
    """The phrases of `tenure.csv`."""
    return CueWords([(row["kind"], row["phrase"]) for row in table("tenure")])


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """The phrases of each kind that no other of its kind begins with, compared."""
    found: dict[str, list[str]] = {}
    for row in table("tenure"):
        found.setdefault(row["kind"], []).append(canon(row["phrase"]))
    return {
        kind: tuple(p for p in phrases if not any(p != q and p.startswith(q) for q in phrases))
        for kind, phrases in found.items()
    }


@cache
def _link_ends() -> frozenset[str]:
    """The last words of links, compared."""
    return frozenset(canon(row["phrase"]).rsplit(" ", 1)[-1] for row in table("tenure") if row["kind"] in LINKS)


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of tenures in one article."""

    view: View
    cues: CueWords

    def before(self, kind: str, offset: int, floor: int) -> int | None:
        """Start of the longest cue of `kind` that ends right before `offset` (blanks between), not before `floor`."""
        view = self.view
        i = view.word_at(offset)
        if i == 0 or view.text[view.words[i - 1][1] : offset].strip():
            return None
        n = self.cues.ends_at(kind, view.canon, view.words, i)
        if n is None or view.words[i - n][0] < floor:
            return None
        return view.words[i - n][0]

    def after(self, kind: str, offset: int) -> int | None:
        """End of the longest cue of `kind` that begins at the first word at or after `offset`."""
        view = self.view
        i = view.word_at(offset)
        n = self.cues.starts_at(kind, view.canon, view.words, i)
        return None if n is None else view.words[i + n - 1][1]

    def first(self, kind: str, start: int, end: int) -> int | None:
        """Start of the first cue of `kind` within [start, end)."""
        view, cues = self.view, self.cues
        part = view.canon[start:end]
        if not any(phrase in part for phrase in _phrases()[kind]):
            return None  # most often: found out without looking at each word
        i, last = view.word_at(start), view.word_at(end)
        while (at := cues.first_in(kind, view.canon, view.words, i, last)) is not None:
            found = view.words[at][0]
            if not any(p.start <= found < p.end for p in view.persons.within(found - _NAME, found + 1)):
                return found  # Hứa, Thôi in a name say nothing
            i = at + 1
        return None

    def link(self, offset: int, floor: int) -> tuple[Link, int] | None:
        """The longest link that ends right before `offset`: its kind and where it begins."""
        view = self.view
        i = view.word_at(offset)
        if i == 0 or view.canon[slice(*view.words[i - 1])] not in _link_ends():
            return None
        found = [(at, kind) for kind in LINKS if (at := self.before(kind, offset, floor)) is not None]
        if not found:
            return None
        at = min(at for at, _ in found)
        return next((kind, at) for start, kind in found if start == at)
