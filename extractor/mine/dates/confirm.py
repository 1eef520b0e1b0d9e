"""Whether a shape is a date where it stands, and no street, fraction, score, document number or ordinal."""

from __future__ import annotations

import re
from typing import Literal

from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.parts import Parts, Phrase

Verdict = Literal["yes", "weak", "no"]
_LEFT = 48  # characters looked at before a shape
_LOWER_FOLLOWER = re.compile(r" ?[^\W\d_]")
_SUNDAY = 7
_STOPS = (".", "!", "?", "…", ";", ":", "“", "”", '"')


def confirm(phrase: Phrase, canon: str, text: str, rules: Lexicon) -> Verdict:
    """`yes`, `no`, or `weak`: only as a member of a list or an end of a range."""
    left = canon[max(0, phrase.start - _LEFT) : phrase.start]
    kinds = phrase.categories
    if kinds & {"feast", "ref"} and _is_name(phrase, text, left, rules):
        return "no"
    if kinds == {"adverb"}:
        return "yes" if text[phrase.start].islower() or _opens_sentence(left) else "no"
    if phrase.parts.value is not None:
        return "no" if "duration" in kinds and left.endswith("/") else "yes"
    if kinds & {"ryear", "rmonth", "rweek"} == kinds and rules.traps.counted.search(left):
        return "no"
    if kinds == {"feast"} and rules.traps.named.match(canon, phrase.start):
        return "no"  # Ngày Nhà giáo Việt Nam: a name, unless its date follows
    if kinds <= rules.weak:
        return _weak_alone(phrase, canon, left, rules)
    if "weekday" in kinds and len(kinds - {"suffix"}) == 1:
        return _weekday(phrase, canon, text, left, rules)
    if kinds & {"date", "full", "monthyear", "month", "bareday"}:
        return _day_or_month(phrase, canon, left, rules)
    if kinds == {"colon"}:
        return "yes" if rules.traps.clock.search(left) else "no"
    if kinds == {"period"}:
        return _period(phrase, canon, left, rules)
    return "yes"


def _is_name(phrase: Phrase, text: str, left: str, rules: Lexicon) -> bool:
    """`Đặng Quốc Khánh`, the paper `Nông thôn Ngày nay`: a feast or a vague time inside a name."""
    words = text[phrase.start : phrase.end].split()
    titled = len(words) == 2 and all(w[0].isupper() and not w.isupper() for w in words)
    before = text[max(0, phrase.start - _LEFT) : phrase.start].split()[-1:] if left.endswith(" ") else []
    if not before or not before[0][-1].isalnum() or phrase.categories & {"date", "cycle", "year"}:
        return False
    if titled:
        return before[0][0].isupper() or "feast" not in phrase.categories or not rules.traps.feast.search(left)
    return before[0].istitle() and words[0].istitle() and "feast" not in phrase.categories


def as_present(phrase: Phrase, canon: str, rules: Lexicon) -> Phrase:
    """`nay` on its own after a comma (`chợ cũ, nay là trường`) is now, not the second half of `sáng nay`."""
    if phrase.categories != {"rsuffix"} or phrase.parts.offset != 0:
        return phrase
    left = canon[max(0, phrase.start - _LEFT) : phrase.start]
    if not (rules.traps.now_alone.search(left) or rules.traps.now_followed.match(canon, phrase.end)):
        return phrase
    return phrase._replace(parts=Parts(value="PRESENT_REF"), categories=frozenset({"ref"}))


def as_duration(phrase: Phrase, canon: str, rules: Lexicon) -> Phrase:
    """`8 giờ` without a day or a word like `lúc` is a duration, `trong 24h` too; anything else is returned as it is."""
    hour, kinds = phrase.parts.hour, phrase.categories - {"approx"}
    if hour is None or phrase.until is not None or phrase.parts.part is not None or phrase.parts.minute:
        return phrase
    left = canon[max(0, phrase.start - _LEFT) : phrase.start]
    timed = bool(rules.traps.hour.search(left))
    spoken = kinds == {"hour"} and (hour <= 12 or not phrase.approx)
    if not timed and (spoken or (kinds == {"clock"} and hour == 24)):
        return phrase._replace(parts=Parts(value=f"PT{hour}H"), categories=frozenset({"duration"}))
    return phrase


def _weak_alone(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    traps = rules.traps
    if "bareyear" in phrase.categories:
        if phrase.categories & {"mod", "approx"} or traps.bare_year.search(left) or traps.birth.search(left):
            return "yes"
        bracketed = left.endswith("(") and canon[phrase.end : phrase.end + 1] == ")"
        return "yes" if bracketed else "weak"
    if phrase.categories == {"part", "rsuffix"} or {"part", "bareday"} <= phrase.categories:
        return "yes" if "rsuffix" in phrase.categories else "weak"
    if phrase.categories == {"part"} and traps.day_part.match(canon, phrase.start, phrase.end):
        opening = traps.day_part_before.search(left)
        head = left[: opening.start()] if opening else left
        return "yes" if _opens_sentence(head) and canon[phrase.end : phrase.end + 1] == "," else "weak"
    return "weak"


def _opens_sentence(left: str) -> bool:
    return not left or left[-1] == "\n" or left.rstrip()[-1:] in _STOPS


def _weekday(phrase: Phrase, canon: str, text: str, left: str, rules: Lexicon) -> Verdict:
    """`thứ Hai` against `thứ hai` (second), `người thứ ba`."""
    if phrase.parts.weekday == _SUNDAY or text[phrase.start : phrase.end].split()[-1][0].isupper():
        return "yes"
    surface = canon[phrase.start : phrase.start + 4]
    return "yes" if rules.traps.weekday.search(surface) or rules.traps.weekday.search(left) else "no"


def _period(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    if not canon[phrase.start].isdecimal():
        return "yes"
    years = (phrase.parts.year or 0, phrase.parts.last_year or 0)
    bounded = years[0] >= 1900 and years[1] <= 2100
    return "yes" if bounded and not rules.traps.before.search(left) else "no"


def _day_or_month(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    traps, kinds = rules.traps, phrase.categories
    named = traps.named.search(canon, phrase.start, phrase.end)
    if kinds == {"approx", "date"} and not named:
        return _bare(phrase, canon, left, rules) if traps.loose_approx.match(canon, phrase.start) else "no"
    if not canon[phrase.start].isdecimal():
        street = traps.before_words.search(left) and traps.streetable.match(canon, phrase.start)
        return "no" if street else "yes"
    if kinds & {"clock", "hour", "weekday", "part", "rday", "feast", "lunar", "colon"}:
        return "yes"
    if named and not canon.startswith(named[0], phrase.start):  # đường 30 tháng 4
        return "no" if traps.before_words.search(left) else "yes"
    if traps.before.search(left):
        return "no"
    if phrase.parts.lunar or phrase.parts.year is not None or kinds & {"full", "suffix", "ryear", "year"}:
        return "yes"
    return _bare(phrase, canon, left, rules)


def _bare(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    """A day and month with no time word: `17/6` against `9/10 chi bộ`, `2-0`."""
    right = canon[phrase.end : phrase.end + 24]
    day, month = phrase.parts.day or 0, phrase.parts.month or 0
    if rules.traps.after.match(right):
        return "no"
    cued = bool(rules.traps.cues.search(left))
    dotted = "." in canon[phrase.start : phrase.end]
    slashed = "/" in canon[phrase.start : phrase.end]
    if rules.traps.brackets.search(left):
        return "yes" if slashed and right[:1] in (")", ",", ":", " ") else "weak"
    if not cued:
        initial = not left or left[-1] == "\n" or left.rstrip()[-1:] in (".", ")", "!", "?")
        proper = day <= month
        return "yes" if initial and right[:1] == "," and not proper and slashed else "weak"
    if dotted:
        return "weak"
    loose = _LOWER_FOLLOWER.match(right) and not rules.traps.followers.match(right)
    if loose and rules.traps.vague.search(left) and (not slashed or day < month):
        return "no"
    return "yes"
