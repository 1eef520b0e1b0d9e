"""What may begin a time expression: the rules gathered by the word (or number) they begin with and by what follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from extractor.mine.dates.entries import FixedPhrase, Mask, Pattern, compiled

NUMBERS = ("#year", "#/", "#.", "#:", "#word")  # the keys of what begins with a number, by what follows it
_NUMBER_KIND = re.compile(r"\d{4}(?!\d)()|\d+(?: ?[/–—-] ?()\d|[.,]()\d| ?: ?()\d)")
_FOLLOWER = re.compile(r" ?(?:\d{4}(?!\d)()|\d+(?: ?[/–—-] ?()\d|[.,]()\d| ?: ?()\d|())|([^\W\d_]+))")
_FOLLOWER_OF_NUMBER = re.compile(r"\d+(?:[.,]\d+)? ?([^\W\d_]*)")
_NAMED_GROUP = re.compile(r"\(\?P<(\w+)>")
_TO_NOW = re.compile(r"(?<=năm tới|áng tới|uần tới) (?:nay|giờ|bây giờ|thời điểm)(?!\w)")  # từ đầu năm | tới nay
_TO = " tới"
_FEW = 5  # rules that are tried whatever follows
_SUFFIXES = ("suffix", "rsuffix")

Followers = frozenset[str] | None
"""What may follow the word that a rule begins with: words, and numbers by their kind (NUMBERS); None: anything."""

RuleT = TypeVar("RuleT", Mask, Pattern, FixedPhrase)
Leads = Sequence[tuple[RuleT, Followers]]


def number_key(canon: str, start: int) -> str:
    """Which of NUMBERS the number at `start` is.

    >>> number_key("2/9", 0), number_key("1945", 0), number_key("8 giờ", 0)
    ('#/', '#year', '#word')
    """
    kind = _NUMBER_KIND.match(canon, start)
    return NUMBERS[kind.lastindex - 1] if kind and kind.lastindex else NUMBERS[-1]


def _after_word(canon: str, end: int) -> str:
    """The word or the kind of number behind the word that ends at `end`; an empty string for anything else."""
    found = _FOLLOWER.match(canon, end)
    if found is None or found.lastindex is None:
        return ""
    return found[6] or NUMBERS[found.lastindex - 1]


def _after_number(canon: str, start: int) -> str:
    """The word behind the number at `start`, if one stands there (`8 giờ`, `8h`)."""
    found = _FOLLOWER_OF_NUMBER.match(canon, start)
    return found[1] if found else ""


@dataclass(eq=False)
class Shapes:
    """What may begin with one word before a certain follower."""

    masks: tuple[Mask, ...]
    patterns: tuple[Pattern, ...]
    phrases: tuple[FixedPhrase, ...]

    @cached_property
    def _matchers(self) -> list[tuple[Pattern, Callable[[str, int], re.Match[str] | None]]]:
        return [(pattern, pattern.regex.match) for pattern in self.patterns]

    @cached_property
    def _any_mask(self) -> Callable[[str, int], re.Match[str] | None]:
        return _any_of_masks(self.masks).match

    @cached_property
    def _longest_first(self) -> list[FixedPhrase]:
        by_text = {phrase.text: phrase for phrase in reversed(self.phrases)}  # of two alike, the first
        return sorted(by_text.values(), key=lambda phrase: -len(phrase.text))

    def masked(self, canon: str, start: int) -> int:
        """Where the last of the masks that begin at `start` ends; `start` without one."""
        found = self._any_mask(canon, start) if self.masks else None
        if found is None:
            return start
        masks = self.masks[(found.lastindex or 1) - 1 :]
        if len(masks) == 1 and masks[0].before is None:
            return found.end()
        return max([mask.end(canon, start) for mask in masks])

    def matches(self, canon: str, start: int) -> list[tuple[Pattern, re.Match[str]]]:
        """What matches at `start`: what reaches furthest first, else in the order of the data."""
        found = []
        for pattern, fits in self._matchers:
            match = fits(canon, start)
            if match is not None:
                found.append((pattern, match))
        if len(found) > 1:
            found.sort(key=_reach)
        return found

    def phrase(self, canon: str, start: int) -> FixedPhrase | None:
        """The longest phrase at `start`."""
        for phrase in self._longest_first:
            text = phrase.text
            if canon.startswith(text, start):
                end = start + len(text)
                if not canon[end : end + 1].isalnum() and not (text.endswith(_TO) and _TO_NOW.match(canon, end)):
                    return phrase
        return None


@cache
def _any_of_masks(masks: tuple[Mask, ...]) -> re.Pattern[str]:
    """The number of groups that a match has passed is that of the first mask that fits."""
    sources = (_NAMED_GROUP.sub("(?:", mask.source) for mask in masks)
    return compiled("|".join(f"(?:{source})()" for source in sources), "masks.toml", "-")


def _reach(found: tuple[Pattern, re.Match[str]]) -> int:
    return -found[1].end()


class Entry:
    """All that may begin with one word, or with a kind of number, each rule with what may follow that word."""

    def __init__(self, word: str, masks: Leads[Mask], patterns: Leads[Pattern], phrases: Leads[FixedPhrase]) -> None:
        self._masks, self._patterns, self._phrases = _merged(masks), _merged(patterns), _merged(phrases)
        number = word in NUMBERS
        self._follower: Callable[[str, int], str] = _after_number if number else _after_word
        self._length = 0 if number else len(word)
        every = (*self._masks, *self._patterns, *self._phrases)
        named = frozenset(follower for _, followers in every for follower in followers or ())
        self._named = named if len(self._masks) + len(self._patterns) > _FEW else frozenset()
        self._known: dict[str, Shapes] = {}
        begins = [followers for rule, followers in every if not (isinstance(rule, Mask) and rule.covers_only(word))]
        anything = not begins or None in begins
        self.followers = None if anything else named
        """What may stand behind the word where one of its rules begins; None: anything."""

    @property
    def masks(self) -> tuple[Mask, ...]:
        """In the order of the data, as are the others."""
        return tuple(mask for mask, _ in self._masks)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The shapes."""
        return tuple(pattern for pattern, _ in self._patterns)

    @property
    def phrases(self) -> tuple[FixedPhrase, ...]:
        """The fixed wordings."""
        return tuple(phrase for phrase, _ in self._phrases)

    @property
    def trails(self) -> bool:
        """Whether nothing begins with the word but what must follow another piece at once (`qua`, `này`)."""
        kinds = [*(pattern.category for pattern in self.patterns), *(phrase.category for phrase in self.phrases)]
        far = all(phrase.parts.offset for phrase in self.phrases)  # nay may also mean now
        return far and not self._masks and all(kind in _SUFFIXES for kind in kinds)

    @cached_property
    def only(self) -> Shapes | None:
        """All its rules, where they are so few that it is not worth looking at what follows."""
        return None if self._named else Shapes(self.masks, self.patterns, self.phrases)

    def shapes(self, canon: str, start: int) -> Shapes:
        """Those of its rules that what follows the word at `start` admits."""
        follower = self._follower(canon, start + self._length)
        key = follower if follower in self._named else ""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Shapes(
                _before(key, self._masks), _before(key, self._patterns), _before(key, self._phrases)
            )
        return found


def _merged(leads: Leads[RuleT]) -> Leads[RuleT]:
    """Each rule once, with all that may follow."""
    found: dict[int, tuple[RuleT, Followers]] = {}
    for rule, followers in leads:
        known = found.get(id(rule), (rule, frozenset()))[1]
        found[id(rule)] = rule, None if known is None or followers is None else known | followers
    return list(found.values())


def _before(follower: str, leads: Leads[RuleT]) -> tuple[RuleT, ...]:
    return tuple(rule for rule, followers in leads if followers is None or follower in followers)
