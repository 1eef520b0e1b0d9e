"""Dates of publication as pages write them: ISO in markup, datelines on the page, digits in an address.

Values are ISO 8601 with the precision that was stated. Instants are given in Vietnamese time (+07:00), and times
without a zone are read as such. Days come before months, as everywhere in Vietnam, unless the numbers allow only the
other order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache

from corpus.text import canon
from extractor.clean.data import phrases

VIETNAM = timezone(timedelta(hours=7))
_FIRST_YEAR = 1990  # no newspaper stands on the web before

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d{1,2}:?\d{0,2})?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?")
_WEEKDAY = r"(?:thứ\s*(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s*nhật|cn|t[2-7])"
_DATE = re.compile(
    r"(?<![\d/.-])(?:(?P<d>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})|(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})"
    r"|(?P<d3>\d{1,2})\s*tháng\s*(?P<m3>\d{1,2})\s*,?\s*(?:năm\s*)?(?P<y3>\d{4}))(?![\d/]|-\d)"
)
_TIME = re.compile(
    r"(?<![\d:/.])(?P<h>[01]?\d|2[0-3])\s?(?:[:h]|giờ|g)\s?(?P<min>[0-5]\d)(?::(?P<sec>[0-5]\d))?(?:\s?(?:phút|'|’))?"
    r"(?:\s*(?P<half>am|pm|sa|ch)(?![^\W\d_]))?(?![\d:])"
)
_ZONE = re.compile(r"[(\[]?\s*(?:gmt|utc)\s*(?:\+\s*0?7(?::?00)?)?\s*[)\]]?")
_RESIDUE = re.compile(r"[\s,;:|()\[\]/•·@.–—-]+")
_DIGIT = re.compile(r"\d")
_LONGEST = 130
_LONGEST_PLACE = 4  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A date on the page: ISO `value`; `update` where the words beside it speak of a change; `timed` with the hour."""

    value: str
    update: bool = False
    timed: bool = False


@lru_cache(maxsize=64)  # what a page states is asked for several times
def read_iso(value: str) -> str | None:
    """A date from markup in our form, or None. Years and months keep their precision.

    >>> read_iso("2020-06-18T04:29:00Z"), read_iso("2020-06-18 11:29"), read_iso("2020-03")
    ('2020-06-18T11:29:00+07:00', '2020-06-18T11:29:00+07:00', '2020-03')
    """
    value = value.strip()[:60]
    if re.fullmatch(r"\d{4}", value):
        return value if _FIRST_YEAR <= int(value) <= 2200 else None
    match = _ISO.match(value) or _COMPACT.match(value)
    if match is None:
        found = read_dateline(value, strict=False)
        return found.value if found else _rfc822(value)
    year, month, *finer = match.groups()
    day, hour, minute, second, zone = finer
    return _value(str(year), str(month), day, hour, minute, second, zone)


def _rfc822(value: str) -> str | None:
    """`Thu, 18 Jun 2020 11:29:00 +0700`, as feeds and some pages write it."""
    from email.utils import parsedate_to_datetime  # slow to import, and hardly ever needed

    try:
        return _instant(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _value(
    year: str, month: str, day: str | None, hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> str | None:
    try:
        if int(year) < _FIRST_YEAR:
            return None
        if day is None:
            return date(int(year), int(month), 1).isoformat()[:7]
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute or 0), int(second or 0))
        return _instant(moment.replace(tzinfo=_zone(zone)))
    except (ValueError, OverflowError):
        return None


def _instant(moment: datetime) -> str | None:
    if moment.year < _FIRST_YEAR or moment.year > 9000:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    return moment.astimezone(VIETNAM).replace(microsecond=0).isoformat()


def _zone(text: str | None) -> timezone:
    if not text:
        return VIETNAM
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0") if len(text) > 3 else text[1:].zfill(2) + "00"
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(offset if text[0] == "+" else -offset)


def read_dateline(line: str, *, strict: bool = True) -> Dateline | None:
    """The date of a line. `strict`: the line holds nothing beside date, hour, weekday and the words of a dateline.

    >>> read_dateline("Thứ năm, 18/06/2020 11:29").value
    '2020-06-18T11:29:00+07:00'
    >>> read_dateline("Ngày 18/06/2020, hội nghị khai mạc") is None
    True
    """
    if (len(line) > _LONGEST and strict) or _DIGIT.search(line) is None:
        return None
    low = canon(line[:400])
    day = _DATE.search(low)
    if day is None:
        return None
    around = low[: day.start()] + " | " + low[day.end() :]
    clock = _TIME.search(around)
    if clock:
        around = around[: clock.start()] + " | " + around[clock.end() :]
    value = _visible_value(day, clock)
    if value is None or (strict and not (_only_words_of_a_dateline(around) or _of_a_place(line, day))):
        return None
    return Dateline(value=value, update="cập nhật" in around or "chỉnh sửa" in around, timed=clock is not None)


def read_datelines(line: str) -> tuple[Dateline, ...]:
    """The dates of a line that is known to be a dateline: of publication, and of a change behind it.

    >>> [(found.value, found.update) for found in read_datelines("Đăng: 01/03/2015 - Cập nhật: 02/03/2015 10:00")]
    [('2015-03-01', False), ('2015-03-02T10:00:00+07:00', True)]
    """
    at = line.lower().find("cập nhật")
    parts = [read_dateline(part, strict=False) for part in ((line[:at], line[at:]) if at > 0 else ())]
    both = tuple(filter(None, parts))
    found = read_dateline(line, strict=False)
    return both if len(both) > 1 else (found,) if found else ()


def _of_a_place(line: str, day: re.Match[str]) -> bool:
    """`Hà Nội, ngày 12 tháng 5 năm 2011` and nothing more, as documents are dated."""
    place, _, rest = line.partition(",")
    words = place.split()
    return (
        day["y3"] is not None
        and 0 < len(words) <= _LONGEST_PLACE
        and all(word[0].isupper() for word in words)
        and _only_words_of_a_dateline(canon(rest).replace(day[0], " | "))
    )


def opening_dateline(text: str) -> tuple[Dateline, int] | None:
    """A full dateline (weekday, date and hour) before the first words of a paragraph, and where the words begin."""
    match = _opening().match(canon(text[:_LONGEST]))
    if match is None:
        return None
    found = read_dateline(text[: match.end()])
    return (found, match.end()) if found else None


@cache
def _opening() -> re.Pattern[str]:
    time = r"\d{1,2}\s?(?:[:h]|giờ)\s?\d{2}(?:\s?phút)?"
    day = r"(?:ngày\s+)?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}"
    gap = r"[\s,|–-]+(?:lúc\s+)?"
    return re.compile(
        rf"\s*(?:{_WEEKDAY}{gap}{day}{gap}{time}|{time}{gap}{_WEEKDAY}{gap}{day})(?:\s*[(\[]gmt\s*\+\s*0?7(?::00)?[)\]])?[\s.:|–-]+"
    )


def _visible_value(day: re.Match[str], clock: re.Match[str] | None) -> str | None:
    year = day["y"] or day["y2"] or day["y3"]
    month, number = day["m"] or day["m2"] or day["m3"], day["d"] or day["d2"] or day["d3"]
    if len(year) == 2:
        if clock is None:  # 12/8/20 without an hour may be anything
            return None
        year = "20" + year
    if int(month) > 12 >= int(number):
        month, number = number, month
    if clock is None:
        return _value(year, month, number, None, None, None, None)
    hour = int(clock["h"])
    if clock["half"] in ("pm", "ch") and hour < 12:
        hour += 12
    elif clock["half"] in ("am", "sa") and hour == 12:
        hour = 0
    return _value(year, month, number, str(hour), clock["min"], clock["sec"], None)


def _only_words_of_a_dateline(rest: str) -> bool:
    rest = re.sub(rf"(?<![^\W\d_]){_WEEKDAY}(?![^\W\d_])", "|", _ZONE.sub("|", rest))
    known = _dateline_words()
    rest = _counted().sub("|", rest)
    parts = [part for part in (piece.strip(" .") for piece in re.split(r"[|,;:()\[\]•·@–—-]+|\s{2,}", rest)) if part]
    return all(part in known or _RESIDUE.fullmatch(part) or _all_known(part, known) for part in parts)


def _all_known(part: str, known: frozenset[str]) -> bool:
    """`cập nhật lúc ngày` and the like: runs of known words."""
    words = part.split()
    return len(words) <= 6 and all(
        word in known or any(f" {word} " in f" {phrase} " for phrase in known) for word in words
    )


@cache
def _counted() -> re.Pattern[str]:
    """`Lượt xem: 5.310`, which some pages set beside the date."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases('views')))})\s*[:(]?\s*[\d.,]{{1,12}}\)?")


@cache
def _dateline_words() -> frozenset[str]:
    return frozenset(phrase.strip(": ") for phrase in phrases("dateline"))


_URL_DATES = (
    re.compile(r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?=[/-])"),
    re.compile(r"[/-](?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?=[/-])"),
    # The number of an article as some systems make it: its year, month, day, hour, minute and second, and a counter.
    re.compile(r"[-/a-z](?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)\d{4,11}(?=\.[a-z]{2,5}$|$|/)"),
    re.compile(r"[-/]\d{3}(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)\d{9}(?=\.[a-z]{2,5}$|$)"),
    re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>\d{1,2})(?=/)"),
)
_QUERY_DATE = re.compile(r"(?:^|&)(?:date|day|ngay)=(?P<y>(?:19|20)\d\d)-?(?P<m>\d\d)-?(?P<d>\d\d)(?=&|$)")


def read_url_date(url: str) -> str | None:
    """The day, or month, of publication in an address, or None.

    >>> read_url_date("https://bao.example/thoi-su/hoi-nghi-20200618112900123.htm")
    '2020-06-18'
    """
    path, _, query = re.sub(r"^https?://[^/]*", "", url).split("#")[0][:500].partition("?")
    for pattern in _URL_DATES:
        for match in pattern.finditer(path):
            found = match.groupdict()
            year = found["y"] if len(found["y"]) == 4 else "20" + found["y"]
            value = _value(year, found["m"], found.get("d"), None, None, None, None)
            if value:
                return value
    asked = _QUERY_DATE.search(query)
    return _value(asked["y"], asked["m"], asked["d"], None, None, None, None) if asked else None
