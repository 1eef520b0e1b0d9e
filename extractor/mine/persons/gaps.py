"""What may stand between a name and a post or a rank; the words are in `person_cues.toml`, section `gap`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractor.mine.persons.lexicon import lexicon

_FILLER = r"(?:[®~][\s.,/&–-]*)*"
_MANY = 6
_BRACKET = r"(?:\([^()\n]*\)\s*)?"


def any_of(*keys: str) -> str:
    """A pattern for any phrase of some lists (`gap.tense`), the longer first.

    Many are grouped by their first letter: where none stands, that is seen after a few looks.
    """
    phrases = sorted({p for key in keys for p in lexicon().words[key]}, key=lambda p: (-len(p), p))
    if len(phrases) < _MANY:
        return "|".join(map(re.escape, phrases))
    by_letter: dict[str, list[str]] = {}
    for phrase in phrases:
        by_letter.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


@cache
def behind() -> re.Pattern[str]:
    """The compared text between a name and a post behind it: `X, …`, `X - …`, `X (45 tuổi, …`, `X hiện là …`."""
    inner = r"(?:[^(),;:.\n]|(?<=[\s.]tp)\.|(?<=[\s.]tx)\.|(?<=[\s.][pqtx])\.)"
    about = rf"{inner}{{0,30}}(?:[\d§]|{any_of('gap.about')}){inner}{{0,40}}"
    adverbs = rf"(?:(?:{any_of('gap.adverb', 'position.one_of')}|~)\s+)*"
    rank = rf"(?:(?:(?:{any_of('gap.former')})\s+)?®\s*,\s*)?"
    return re.compile(
        rf"\s*{_BRACKET}[,:–—-]\s*(?:{about},\s*){{0,5}}{adverbs}{rank}\Z"
        rf"|\s*\((?:[^()\n]{{0,120}}[,;]\s*)?{adverbs}{rank}\Z"
        rf"|\s+{_BRACKET}(?:(?:{any_of('gap.adverb_is')})\s+)*(?:{any_of('gap.is')})\s+"
        rf"(?:(?:{any_of('gap.new', 'position.one_of')}|~)\s+)?{rank}\Z"
    )


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns of the gaps that `holders` reads, each at its end or from its start."""

    tight: re.Pattern[str]
    loose: re.Pattern[str]
    chain: re.Pattern[str]
    before: re.Pattern[str]
    shared: re.Pattern[str]
    holding: re.Pattern[str]
    other: re.Pattern[str]
    follower: re.Pattern[str]
    listed: re.Pattern[str]
    several: re.Pattern[str]
    joined: re.Pattern[str]
    plural: re.Pattern[str]
    in_turn: re.Pattern[str]
    turn_of: re.Pattern[str]
    denied: re.Pattern[str]
    again: re.Pattern[str]
    no_more: re.Pattern[str]
    agent: re.Pattern[str]
    source: re.Pattern[str]
    relative: re.Pattern[str]
    passive: re.Pattern[str]
    tense: re.Pattern[str]
    active: re.Pattern[str]
    office: re.Pattern[str]
    given_to: re.Pattern[str]
    appointing: re.Pattern[str]
    goes_on: re.Pattern[str]
    behalf: re.Pattern[str]
    by: re.Pattern[str]
    held_by: re.Pattern[str]
    together: re.Pattern[str]
    next_of_list: re.Pattern[str]
    predecessor: re.Pattern[str]
    one_of: re.Pattern[str]
    holder_is: re.Pattern[str]
    opening: re.Pattern[str]
    each_was: re.Pattern[str]
    chosen: re.Pattern[str]
    general: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """Compiled once, at the first sentence with a post."""
    bracket = r"(?:\([^()]*\)\s*)?"
    verb = any_of("holding.taken", "holding.held", "holding.left")
    taken = any_of("holding.taken")
    noun = rf"(?:(?:{any_of('gap.many')})\s+)?(?:{any_of('gap.post_word')})"
    office = rf"(?:{verb})\s+{noun}(?:\s+là|[^,.;:]{{0,50}}\s(?:{any_of('gap.such_as')}))?"
    hold = rf"(?<!\w)(?:(?P<noun>{office})|(?!(?:{any_of('holding.weak')})[\s:]*\Z)(?:{verb}))(?:\s*:)?\s*\Z"
    joining, several, turn = any_of("gap.joining"), any_of("position.several"), any_of("gap.in_turn")
    return Patterns(
        tight=re.compile(rf"\s*(?:§\s*|\|\s*)?{bracket}{_FILLER}\Z"),
        loose=re.compile(rf"\s*(?:§\s*)?[,:–-]\s*{_FILLER}\Z"),
        chain=re.compile(rf"\s*(?:(?:,|{any_of('gap.chain')}|§|–|-|;|\([^()]*\)|\))\s*)+\Z"),
        before=re.compile(rf"\s*(?:§\s*)?(?:,|–|-|(?:,\s*)?(?:{any_of('gap.besides')}))\s*\Z"),
        shared=re.compile(rf"\s*{bracket}[,–(-]?\s*(?:{any_of('gap.all_are')})?\s*(?:{any_of('gap.every')})\s*\Z"),
        holding=re.compile(hold),
        other=re.compile(rf"(?<!\w)(?:{any_of('holding.other')})\s+{_FILLER}\Z"),
        follower=re.compile(
            rf"\s*(?:[,§\s]|{any_of('gap.term')}|\([^()]*\))*(?:{any_of('gap.in_favour')})\s+{_FILLER}\Z"
        ),
        listed=re.compile(rf"\s*(?:,|(?:,\s*)?(?:{joining}))\s*{_FILLER}\Z"),
        several=re.compile(rf"\s*(?:{any_of('gap.such_as')})?\s*:?\s*{_FILLER}\Z"),
        joined=re.compile(rf"\s*,?\s*(?:{joining})\s"),
        plural=re.compile(rf"(?<!\w)(?:{several})\s[^,.;]*\Z"),
        in_turn=re.compile(rf"(?<!\w)(?:{turn})(?!\w)"),
        turn_of=re.compile(rf"\s*[,:]?\s*(?:{turn})\s*(?:{any_of('gap.turn_of')})?\s*:?\s*{_FILLER}\Z"),
        denied=re.compile(rf"(?<!\w)(?:{any_of('gap.negation')})(?:\s+(?:{any_of('gap.negated')}))*\s+\Z"),
        again=re.compile(rf"(?:{any_of('gap.again', 'holding.left')})(?!\w)"),
        no_more=re.compile(rf"\s+(?:{any_of('gap.no_more')})(?!\w)"),
        agent=re.compile(rf"(?<!\w)(?:{any_of('gap.passive')})\s+{_FILLER}\Z"),
        source=re.compile(rf"(?<!\w)(?:{any_of('gap.source')})\s[®~\s.,]*\Z"),
        relative=re.compile(rf"\s*,\s*(?:{any_of('gap.relative')})\s"),
        passive=re.compile(rf"\s(?:(?:{any_of('gap.past')})\s)?(?:{any_of('gap.passive')})\s"),
        tense=re.compile(rf"\s(?:{any_of('gap.tense')})\s"),
        active=re.compile(rf"(?:{any_of('gap.active')})(?!\w)"),
        office=re.compile(rf"(?<!\w)(?:{any_of('gap.as_holder')})(?!\w)"),
        given_to=re.compile(rf"(?:{any_of('gap.elected')})\s+(?:\w+\s+){{0,6}}\Z"),
        appointing=re.compile(rf"(?:{any_of('holding.appointing')})(?!\w)"),
        behalf=re.compile(rf"(?<!\w)(?:{any_of('gap.behalf')})\s+\Z"),
        by=re.compile(rf"\s+(?:{any_of('gap.by')})\s+{_FILLER}\Z"),
        held_by=re.compile(rf"\s+(?:{any_of('gap.held_by')})(?!\w)"),
        together=re.compile(rf"(?<!\w)(?:{any_of('gap.together')})(?!\w)"),
        next_of_list=re.compile(rf"(?:[^(),;.]{{0,30}}\))?\s*,\s*{_FILLER}\Z"),
        predecessor=re.compile(rf"(?<!\w)(?:{any_of('gap.predecessor')})\s+{_FILLER}\Z"),
        one_of=re.compile(rf"(?<!\w)(?:{any_of('position.one_of')})\s+\Z"),
        holder_is=re.compile(
            rf"\s*(?:\([^()]*\)\s*)?(?:§\s*)?(?:,[^,;.()]{{0,70}},|,)?\s*(?:(?:{any_of('gap.adverb_is')})\s+)*là\s+(?:(?:{any_of('gap.new')})\s+)?{_FILLER}\Z"
        ),
        opening=re.compile(rf"(?:^|[,;:(.…–-]|(?<!\w)(?:{any_of('gap.opening')})|§)\s*\Z"),
        general=re.compile(rf"[,;]\s*(?:(?:và|do)\s+)?(?:{any_of('gap.somebody')})\s[^,:;()]*\Z"),
        chosen=re.compile(rf"(?<!\w)(?:{any_of('holding.appointing')})\s+(?:(?:{several})\s+)?{_FILLER}\Z"),
        each_was=re.compile(rf"\s*(?:{any_of('gap.all_are', 'gap.all_were')})\s+\Z"),
        goes_on=re.compile(rf"\s*(?:(?:{any_of('gap.going_on')})\s+)*(?:{taken})(?!\w)"),
    )


@cache
def listed_names() -> re.Pattern[str]:
    """What stands between the names of one list, without titles of their own: `A, B và C`."""
    return re.compile(rf"\s*(?:,|(?:,\s*)?(?:{any_of('gap.joining')}))\s+\Z")
