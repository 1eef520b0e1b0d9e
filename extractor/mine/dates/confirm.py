"""Whether a shape is a date where it stands, and no street, fraction, score, document number or ordinal."""

from __future__ import annotations

import re
from typing import Literal

from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.parts import Parts, Phrase

Verdict = Literal["yes", "weak", "no"]
_LEFT = 48  # characters looked at before a shape
_ENUMERATED = 400  # characters back from an ordinal in which the first of its row stands
_LOWER_FOLLOWER = re.compile(r" ?[^\W\d_]")
_SUNDAY = 7
_TITLES = frozenset(
    {"weekday", "rday", "rweekend", "month"}
)  # kinds of time that shops, papers and songs are called by
_NAMING = frozenset({"feast", "ref"})
_RELATIVE = frozenset({"ryear", "rmonth", "rweek"})
_DAY_OR_MONTH = frozenset({"date", "full", "monthyear", "month", "bareday"})
_DAY_ALONE, _COLON_ALONE, _PERIOD_ALONE = frozenset({"day"}), frozenset({"colon"}), frozenset({"period"})
_OF_A_NUMBER = " số "  # sáng 1/4 số đèn
_NOON, _DAY = 12, 24  # o'clock
_SECONDS = re.compile(r"(\d\d?) giây")
_LINE_START = re.compile(r"(?:^|\n)[^\n.!?:]{0,40}$")
_APPROX_ALONE = frozenset({"approx"})
_STOPS = (".", "!", "?", "…", ";", ":", "“", "”", '"')


def confirm(phrase: Phrase, canon: str, text: str, rules: Lexicon) -> Verdict:
    """`yes`, `no`, or `weak`: only as a member of a list or an end of a range."""
    left = canon[max(0, phrase.start - _LEFT) : phrase.start]
    kinds = phrase.categories
    if phrase.until == phrase.parts or kinds == _APPROX_ALONE or _is_called(phrase, text, left, rules):
        return "no"  # 1/2 - 1/2: a score
    if phrase.parts.month is None and kinds == _DAY_ALONE and rules.traps.counted.search(left):
        return "no"  # sau 2 ngày 3 người được cứu
    if "adverb" in kinds and len(kinds) == 1:
        return "yes" if text[phrase.start].islower() or _opens_sentence(left) else "no"
    if phrase.parts.value is not None:
        surface = text[phrase.start : phrase.end]
        named = surface.istitle() and " " in surface  # ông Hai Tháng, quán 20 Giờ
        return "no" if "duration" in kinds and (named or left.endswith("/")) else "yes"
    if kinds <= _RELATIVE and rules.traps.counted.search(left):
        return "no"
    if "feast" in kinds and len(kinds) == 1 and rules.traps.named.match(canon, phrase.start):
        return "no"  # Ngày Nhà giáo Việt Nam: a name, unless its date follows
    if kinds <= rules.weak:
        return _weak_alone(phrase, canon, left, rules)
    if "weekday" in kinds and len(kinds - {"suffix"}) == 1:
        return _weekday(phrase, canon, text, left, rules)
    if not kinds.isdisjoint(_DAY_OR_MONTH):
        return _day_or_month(phrase, canon, text, left, rules)
    if kinds == _COLON_ALONE:
        return "yes" if rules.traps.clock.search(left) else "no"
    if kinds == _PERIOD_ALONE:
        return _period(phrase, canon, left, rules)
    return "yes"


def _is_called(phrase: Phrase, text: str, left: str, rules: Lexicon) -> bool:
    """Whether somebody or something goes by this time or feast."""
    if not phrase.categories.isdisjoint(_NAMING):
        return _is_name(phrase, text, left, rules)
    return len(phrase.categories) == 1 and phrase.categories <= _TITLES and _is_title(phrase, text, left, rules)


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


def _is_title(phrase: Phrase, text: str, left: str, rules: Lexicon) -> bool:
    """`Đội Thứ Bảy Xanh`, `Quán Hôm Qua`, `Tháng Sáu Hoa Phượng`: capitals throughout, beside other capitals."""
    words = text[phrase.start : phrase.end].split()
    if not all(w[0].isupper() and not w.isupper() for w in words) or _opens_sentence(left) or not left.endswith(" "):
        return False
    if rules.traps.cues.search(left) or rules.traps.weekday.search(left):
        return False
    named = text[max(0, phrase.start - _LEFT) : phrase.start].split()[-1].lstrip('"“(')[:1].isupper()
    goes_on = text[phrase.end : phrase.end + 2].strip(" ").istitle() and text[phrase.end : phrase.end + 1] == " "
    if phrase.categories == {"weekday"}:
        return named and goes_on
    if phrase.categories == {"month"}:
        return goes_on or (named and len(words) > 1)
    return named or (goes_on and len(words) > 1)


def as_present(phrase: Phrase, canon: str, rules: Lexicon) -> Phrase:
    """`nay` on its own after a comma (`chợ cũ, nay là trường`) is now, not the second half of `sáng nay`."""
    if "rsuffix" not in phrase.categories or len(phrase.categories) > 1 or phrase.parts.offset != 0:
        return phrase
    left = canon[max(0, phrase.start - _LEFT) : phrase.start]
    if not (rules.traps.now_alone.search(left) or rules.traps.now_followed.match(canon, phrase.end)):
        return phrase
    return phrase._replace(parts=Parts(value="PRESENT_REF"), categories=frozenset({"ref"}))


def as_duration(phrase: Phrase, canon: str, rules: Lexicon) -> Phrase:
    """`8 giờ`, `1 giờ 30 phút` without a day or a word like `lúc` are durations; anything else is returned as it is."""
    said = phrase.parts
    if said.hour is None or phrase.until is not None or said.part is not None:
        return phrase
    kinds = phrase.categories - {"approx"}
    if kinds not in ({"hour"}, {"clock"}):
        return phrase
    traps, left = rules.traps, canon[max(0, phrase.start - _LEFT) : phrase.start]
    until = kinds == {"clock"} and traps.until.search(left)  # kéo dài đến 18h45
    lasts = (not until and traps.lasting.search(left)) or (kinds == {"hour"} and traps.lasts.match(canon, phrase.end))
    if not lasts and (traps.hour.search(left) or not _counts_hours(phrase, canon, left)):
        return phrase
    seconds = _SECONDS.search(canon, phrase.start, phrase.end)
    least = (f"{said.minute}M" if said.minute else "") + (f"{int(seconds[1])}S" if seconds else "")
    hours = f"{said.hour}H" if said.hour or not least else ""
    return phrase._replace(parts=Parts(value=f"PT{hours}{least}"), categories=frozenset({"duration"}))


def _counts_hours(phrase: Phrase, canon: str, left: str) -> bool:
    """Whether an hour without a cue before it is a number of hours rather than a time of day."""
    hour = phrase.parts.hour or 0
    if "hour" in phrase.categories:
        return 0 < hour <= _NOON or (hour > 0 and not phrase.approx)
    if not phrase.parts.minute:
        return hour == _DAY
    spelt = "phút" in canon[phrase.start : phrase.end] and "giờ" in canon[phrase.start : phrase.end]
    return spelt and hour <= _NOON and not _opens_sentence(left) and not left.endswith((", ", "("))


def _weak_alone(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    traps = rules.traps
    if "nth" in phrase.categories:  # 10 ngày đầu tháng; else the month that it is of was not read
        return "yes" if phrase.parts.unit is not None else "weak"
    if "bareyear" in phrase.categories:
        if phrase.categories & {"mod", "approx"} or traps.bare_year.search(left) or traps.birth.search(left):
            return "yes"
        bracketed = left.endswith("(") and canon[phrase.end : phrase.end + 1] == ")"
        return "yes" if bracketed else "weak"
    if phrase.categories - {"approx", "mod"} == {"part", "rsuffix"} or {"part", "bareday"} <= phrase.categories:
        return "yes" if "rsuffix" in phrase.categories else "weak"
    if phrase.categories - {"mod"} == {"part"} and traps.day_part.match(canon, phrase.start, phrase.end):
        opening = traps.day_part_before.search(left)
        head = left[: opening.start()] if opening else left
        return "yes" if _opens_sentence(head) and canon[phrase.end : phrase.end + 1] == "," else "weak"
    return "weak"


def _opens_sentence(left: str) -> bool:
    return not left or left[-1] == "\n" or left.rstrip()[-1:] in _STOPS


def _weekday(phrase: Phrase, canon: str, text: str, left: str, rules: Lexicon) -> Verdict:
    """`thứ Hai` against `thứ hai` (second), `người thứ ba`."""
    traps, start = rules.traps, phrase.start
    name = traps.weekday_name.match(canon, start)
    number = text[name.end() if name else start]
    if text[start].isupper() and number.isupper() and traps.before_words.search(left):
        return "no"  # đường Thứ Ba
    if phrase.parts.weekday == _SUNDAY or number.isupper() or traps.weekday_dated.match(canon, phrase.end):
        return "yes"
    if traps.enumerated.search(canon, max(0, start - _ENUMERATED), start):
        return "no"
    opens = number.isdecimal() and text[start].isupper() and _opens_sentence(left)
    if opens or phrase.parts.direction in ("next", "past") or canon.startswith("hôm ", start):
        return "yes"
    if traps.weekday.search(left):
        return "yes"
    if phrase.members is None:
        return "no"
    weekend = {parts.weekday for parts in phrase.members.parts} == {6, _SUNDAY}  # thứ bảy và chủ nhật
    return "weak" if weekend or phrase.place or text[start].isupper() else "no"


def _period(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    if not canon[phrase.start].isdecimal():
        return "yes"
    years = (phrase.parts.year or 0, phrase.parts.last_year or 0)
    if left.endswith("(") and canon[phrase.end : phrase.end + 1] == ")":
        return "yes"
    bounded = years[0] >= 1900 and years[1] <= 2100
    return "yes" if bounded and not rules.traps.before_years.search(left) else "no"


def _day_or_month(phrase: Phrase, canon: str, text: str, left: str, rules: Lexicon) -> Verdict:
    traps, kinds = rules.traps, phrase.categories
    if canon.startswith(_OF_A_NUMBER, phrase.end) and phrase.parts.year is None:
        return "no"
    named = traps.named.search(canon, phrase.start, phrase.end)
    if kinds == {"approx", "date"} and not named:
        return _bare(phrase, canon, left, rules) if traps.loose_approx.match(canon, phrase.start) else "no"
    if not canon[phrase.start].isdecimal():
        dated = phrase.parts.year is not None  # no street is called after a month of a year
        street = not dated and traps.streetable.match(canon, phrase.start) and traps.before_words.search(left)
        surface = text[phrase.start : phrase.end]
        called = kinds == {"date"} and surface.istitle() and surface.replace(" ", "").isalpha()  # Ba Tháng Hai
        called = called and not phrase.parts.lunar and not traps.named.match(canon, phrase.start)
        return "no" if street or called else "yes"
    if kinds & {"clock", "hour", "weekday", "part", "rday", "feast", "lunar", "colon"}:
        return "yes"
    if named and not canon.startswith(named[0], phrase.start):  # đường 30 tháng 4
        return "no" if traps.before_words.search(left) else "yes"
    if traps.before.search(left):
        return "no"
    if phrase.parts.lunar or phrase.parts.year is not None or kinds & {"full", "suffix", "ryear", "year"}:
        return "yes"
    return _bare(phrase, canon, left, rules)


def precedes_noun(phrase: Phrase, canon: str, rules: Lexicon) -> bool:
    """Whether a word follows that may be what a fraction is of (`9/10 lô đất`)."""
    return bool(_LOWER_FOLLOWER.match(canon, phrase.end)) and not rules.traps.followers.match(canon, phrase.end)


def _bare(phrase: Phrase, canon: str, left: str, rules: Lexicon) -> Verdict:
    """A day and month with no time word: `17/6` against `9/10 chi bộ`, `2-0`."""
    right = canon[phrase.end : phrase.end + 24]
    day, month = phrase.parts.day or 0, phrase.parts.month or 0
    if rules.traps.after.match(right):
        return "no"
    if day == month and precedes_noun(phrase, canon, rules):  # cả 8/8 báo cáo
        return "no"
    if rules.traps.signed.match(right) and _LINE_START.search(left):  # Hà Nội, 15/5 (TTXVN) -
        return "yes"
    cued = bool(rules.traps.cues.search(left))
    dotted = "." in canon[phrase.start : phrase.end]
    slashed = "/" in canon[phrase.start : phrase.end]
    if rules.traps.brackets.search(left):
        return "yes" if slashed and right[:1] in (")", ",", ":", " ") else "weak"
    if not cued:
        initial = not left or left[-1] == "\n" or left.rstrip()[-1:] in (".", ")", "!", "?")
        proper = day <= month
        heads = right[:2] == ": " and (initial or left.endswith(("; ", ": ")))  # 12/6: 15 ca; 13/6: 18 ca
        return "yes" if slashed and (heads or (initial and right[:1] == "," and not proper)) else "weak"
    if dotted:
        return "weak"
    if precedes_noun(phrase, canon, rules) and rules.traps.vague.search(left) and (not slashed or day < month):
        return "no"
    return "yes"
