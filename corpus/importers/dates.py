"""Dates as suppliers of dumps write them: ISO 8601, the Vietnamese order, RFC 2822, Unix time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from corpus.dates import PublicationDate

_VIETNAM = timezone(timedelta(hours=7))
_CLOCK = r"(\d{1,2})[:h](\d{2})(?::(\d{2})(?![:\d]))?(?:\s*(am|pm|sa|ch)\b)?"
_LABEL = r"[^\d]{0,40}(?:\b[2-7]\b[^\d]{1,20})?"  # a weekday in words or with its number, a place, "on the day"
_DAY = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)"
_DAY_FIRST = re.compile(rf"{_LABEL}{_DAY}(?:\D{{1,12}}{_CLOCK})?", re.IGNORECASE)
_CLOCK_FIRST = re.compile(rf"{_LABEL}{_CLOCK}\D{{1,30}}(?:\b[2-7]\b\D{{1,20}})?{_DAY}", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"[^\d]{0,20}(\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z|[+-]\d{2}:?\d{2})?)?")
_RFC_2822 = re.compile(r"(?:[a-z]{3,9},?\s+)?\d{1,2}\s+[a-z]{3,9}\s+\d{4}\s+\d{1,2}:\d{2}", re.IGNORECASE)
_UNIX = re.compile(r"(\d{10})(?:\.\d+)?|(\d{10})\d{3}(?:\.0)?")


def parse_published(value: str) -> str | None:
    """A supplier's date as ISO 8601 of the same precision; None where it is no date. Times without a zone are +07:00.

    >>> parse_published("18/06/2020 11:29"), parse_published("06/2020")
    ('2020-06-18T11:29:00+07:00', '2020-06')
    >>> parse_published("Thứ năm, 18/06/2020 11:29")
    '2020-06-18T11:29:00+07:00'
    """
    value = re.sub(r"\d", lambda digit: str(int(digit[0])), value.strip()[:100])  # digits of other scripts
    if re.fullmatch(r"\d{4}(-\d{2})?", value):
        return _valid(value)
    if unix := _unix(value):
        return unix.astimezone(_VIETNAM).isoformat()
    if match := _YEAR_FIRST.match(value):
        year, month, day, clock, zone = match.groups()
        return _iso(year, month, day, clock.split(":") if clock else (), zone)
    if match := _COMPACT.fullmatch(value):
        year, month, day, hour, minute, second, zone = match.groups()
        return _iso(year, month, day, (hour, minute, second) if hour else (), zone)
    if match := _MONTH_FIRST.fullmatch(value):
        return _valid(f"{match[2]}-{int(match[1]):02d}")
    return _vietnamese(value) or _rfc_2822(value)


def parse_instant(value: str) -> datetime | None:
    """A time of retrieval, UTC where no zone is given; None where it is none.

    A retrieval known only to the day is that day's midnight in UTC.
    """
    value = value.strip()
    if unix := _unix(value):
        return unix
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        iso = parse_published(value)
        if iso is None or len(iso) < 10:
            return None
        found = datetime.fromisoformat(iso)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _unix(value: str) -> datetime | None:
    """Seconds (10 digits) or milliseconds (13) since 1970, to the second."""
    match = _UNIX.fullmatch(value)
    return datetime.fromtimestamp(int(match[1] or match[2]), UTC) if match else None


def _vietnamese(value: str) -> str | None:
    """Day before month, the hour before or after them, a weekday in front."""
    if match := _DAY_FIRST.match(value):
        day, month, year, hour, minute, second, half = match.groups()
    elif match := _CLOCK_FIRST.match(value):
        hour, minute, second, half, day, month, year = match.groups()
    else:
        return None
    if not hour:
        return _iso(year, month, day, (), None)
    if half and half.lower() in ("pm", "ch") and int(hour) < 12:
        hour = str(int(hour) + 12)
    elif half and half.lower() in ("am", "sa") and int(hour) == 12:
        hour = "0"
    return _iso(year, month, day, (hour, minute, second or "00"), None)


def _rfc_2822(value: str) -> str | None:
    if not _RFC_2822.match(value):
        return None
    from email.utils import parsedate_to_datetime  # slow to import, and hardly ever needed

    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not found.tzinfo:  # RFC 2822, 3.3: -0000 is UTC of an unknown place
        found = found.replace(tzinfo=UTC if "-0000" in value else _VIETNAM)
    return _valid(found.isoformat())


def _iso(year: str, month: str, day: str, clock: list[str] | tuple[str, ...], zone: str | None) -> str | None:
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    if not clock:
        return _valid(iso)
    zone = {"Z": "+00:00", None: "+07:00"}.get(zone, zone) or ""
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    hour, minute, *rest = clock
    return _valid(f"{iso}T{int(hour):02d}:{minute}:{rest[0] if rest else '00'}{zone}")


def _valid(value: str) -> str | None:
    try:
        PublicationDate(value=value, method="given", confidence=1.0)
    except ValueError:
        return None
    return value
