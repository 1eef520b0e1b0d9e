"""Whether a shape is a date where it stands: streets, fractions, scores, document numbers and ordinals are told apart."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.parts import Parts, Phrase

Verdict = Literal["yes", "weak", "no"]
_LEFT = 48  # characters looked at before a shape
_NAMED = re.compile(r"ngày|hôm|mùng|mồng|tháng")
_HABITUAL_PART = re.compile(r"buổi (?:sáng|trưa|chiều|tối)$")
_WEEKDAY_CUE = re.compile(r"(?:vào|hôm|ngày|từ|đến|tới|hết|và|sáng|trưa|chiều|tối|đêm|trước|các|,|\() ?$")
_FEAST_CUE = re.compile(r"(?:lễ|ngày|dịp|nghỉ|mừng|tết|đón|đêm|kỉ niệm|mùa) $")
_LOWER_FOLLOWER = re.compile(r" ?[^\W\d_]")
_DATE_FOLLOWERS = re.compile(
    r" (?:tại|ở|đã|sẽ|là|các|lực|công an|cơ quan|và|đến|tới|có|vừa|do|trên|thì|theo|với|từ|này|tới|vừa|về|cho|của|của|để|bị|mới)(?!\w)"
)


def confirm(phrase: Phrase, canon: str, text: str, rules: Lexicon) -> Verdict:
    """`yes`, `no`, or `weak`: only as a member of a list or an end of a range."""
    left = canon[max(0, phrase.start - _LEFT) : phrase.start]
    kinds = phrase.categories
    if kinds & {"feast", "ref"} and _is_name(phrase, text, left, text[max(0, phrase.start - _LEFT) : phrase.start]):
        return "no"
    if phrase.parts.value is not None:
        return "no" if "duration" in kinds and left.endswith(("thứ ", "/")) else "yes"
    if kinds <= rules.weak:
        return _weak_alone(phrase, canon, left, rules)
    if "weekday" in kinds and len(kinds - {"suffix"}) == 1:
        return _weekday(phrase, canon, text, left)
    if kinds & {"date", "full", "monthyear", "month", "bareday"}:
        return _day_or_month(phrase, canon, left, rules)
    if kinds == {"colon"}:
        return "yes" if rules.traps.clock.search(left) else "no"
    if kinds == {"period"}:
        return _period(phrase, canon, left, rules)
    return "yes"


def _is_name(phrase: Phrase, text: str, left: str, shown: str) -> bool:
    """`Đặng Quốc Khánh`, the paper `Nông thôn Ngày nay`: a feast or a vague time inside a name."""
    words = text[phrase.start : phrase.end].split()
    titled = len(words) == 2 and all(w[0].isupper() and not w.isupper() for w in words)
    before = shown.split()[-1:] if shown.endswith(" ") else []
    if not before or phrase.categories & {"date", "cycle", "year"}:
        return False
    if titled:
        return before[0][0].isupper() or "feast" not in phrase.categories or not _FEAST_CUE.search(left)
    return before[0].istitle() and words[0].istitle() and "feast" not in phrase.categories


def as_duration(phrase: Phrase, canon: str, rules: Lexicon) -> Phrase:
    """`8 giờ` without a day or a word like `lúc` is a duration, `trong 24h` too; anything else is returned as it is."""
    hour, kinds = phrase.parts.hour, phrase.categories - {"approx"}
    if hour is None or phrase.until is not None or phrase.parts.part is not None or phrase.parts.minute:
        return phrase
    left = canon[max(0, phrase.start - _LEFT) : phrase.start]
    timed = bool(rules.traps.hour.search(left))
    spoken = kinds == {"hour"} and (hour <= 12 or not phrase.approx)
    if not timed and (spoken or (kinds == {"clock"} and hour == 24)):
        return replace(phrase, parts=Parts(value=f"PT{hour}H"), categories=frozenset({"duration"}))
    return phrase


def _weak_alone(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    if "bareyear" in phrase.categories:
        if phrase.categories & {"mod", "approx"} or rules.traps.bare_year.search(left) or rules.traps.birth.search(left):
            return "yes"
        return "weak"
    if phrase.categories == {"part", "rsuffix"} or {"part", "bareday"} <= phrase.categories:
        return "yes" if "rsuffix" in phrase.categories else "weak"
    if phrase.categories == {"part"} and _HABITUAL_PART.match(canon, phrase.start, phrase.end):
        initial = not left or left[-1] == "\n" or left.rstrip()[-1:] in (".", "!", "?", "…", ";")
        return "yes" if initial and canon[phrase.end : phrase.end + 1] == "," else "weak"
    return "weak"


def _weekday(phrase: Phrase, canon: str, text: str, left: str) -> Verdict:
    surface = text[phrase.start : phrase.end]
    if canon.startswith("chủ nhật", phrase.start) or "chủ nhật" in canon[phrase.start : phrase.end]:
        return "yes"
    name = surface.split()[-1]
    if name[0].isupper():
        return "yes"
    opened = canon.startswith("hôm ", phrase.start)
    return "yes" if opened or (_WEEKDAY_CUE.search(left) and not left.rstrip().endswith("ngày")) else "no"


def _period(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    if not canon[phrase.start].isdecimal():
        return "yes"
    years = (phrase.parts.year or 0, phrase.parts.last_year or 0)
    bounded = 1900 <= years[0] and years[1] <= 2100
    return "yes" if bounded and not rules.traps.before.search(left) else "no"


def _day_or_month(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    start = canon[phrase.start : phrase.start + 5]
    if {"approx", "date"} == phrase.categories and not _NAMED.search(canon, phrase.start, phrase.end):
        return _bare(phrase, canon, left, rules) if start.startswith(("khoả", "tầm", "chừng")) else "no"
    if not start[0].isdecimal():
        street = rules.traps.before_words.search(left)
        return "no" if street and start.startswith(("tháng", "mùng", "mồng")) else "yes"
    if phrase.categories & {"clock", "hour", "weekday", "part", "rday", "feast", "lunar", "colon"}:
        return "yes"
    if "tháng" in canon[phrase.start : phrase.end]:
        return "no" if rules.traps.before_words.search(left) else "yes"
    if rules.traps.before.search(left):
        return "no"
    if "full" in phrase.categories or phrase.parts.year is not None:
        return "yes"
    if "suffix" in phrase.categories or "ryear" in phrase.categories or "year" in phrase.categories:
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
    loose = _LOWER_FOLLOWER.match(right) and not _DATE_FOLLOWERS.match(right)
    vague = left.rstrip().endswith(("đến", "tới", "từ", "trên", "có", "là", "trong", "khoảng", "và"))
    if loose and vague and (not slashed or day < month):
        return "no"
    return "yes"
