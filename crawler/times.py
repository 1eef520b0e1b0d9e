"""Dates as feeds and sitemaps write them, as ISO 8601 of the precision that was stated."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

VIETNAM = timezone(timedelta(hours=7))
_ISO = re.compile(r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$")
_SHORT_ZONE = re.compile(r"(?:GMT|UTC)?\s*\+0?7(?::?00)?$", re.IGNORECASE)
# d/m/y or m/d/y with a clock: some Vietnamese systems print .NET's default format in a feed
_SLASHES = re.compile(
    r"^(\d{1,2})/(\d{1,2})/(\d{4})(?:[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?)?$", re.IGNORECASE
)


def feed_date(text: str | None) -> str | None:
    """ISO 8601 in Vietnamese time for a feed's or sitemap's date; None where it is none.

    A time without a zone is Vietnamese; a day, month or year stays one. `3/4/2020 9:05:00 PM` is read American, as
    the systems that print AM and PM mean it; without them day first.

    >>> feed_date("Thu, 18 Jun 2020 04:29:00 GMT")
    '2020-06-18T11:29:00+07:00'
    >>> feed_date("Thu, 18 Jun 2020 11:29:00 GMT+7")
    '2020-06-18T11:29:00+07:00'
    """
    text = " ".join((text or "").split())
    if not text or len(text) > 60:
        return None
    if _ISO.match(text):
        return text if _is_day(text) else None
    moment = _iso(text) or _slashes(text) or _mail(text)
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    try:
        return moment.astimezone(VIETNAM).replace(microsecond=0).isoformat()
    except OverflowError:
        return None


def local_time(moment: datetime) -> str:
    """A moment in the one form in which stored times can be compared as text."""
    return (
        (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(VIETNAM).replace(microsecond=0).isoformat()
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _slashes(text: str) -> datetime | None:
    found = _SLASHES.match(text)
    if not found:
        return None
    first, second, year, hour, minute, seconds, half = found.groups()
    day, month = (int(second), int(first)) if half else (int(first), int(second))
    clock = int(hour or 0)
    if half:
        clock = clock % 12 + (12 if half.upper() == "PM" else 0)
    try:
        return datetime(int(year), month, day, clock, int(minute or 0), int(seconds or 0))
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(_SHORT_ZONE.sub("+0700", text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
