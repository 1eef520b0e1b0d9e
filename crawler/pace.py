"""Politeness in time: a pause between the end of one request to a host and the start of the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


class Pacer:
    """One host's pause, in seconds. Used by one thread at a time; `stop` ends any wait at once."""

    def __init__(self, interval: float, stop: threading.Event, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.interval = interval
        self._stop = stop
        self._clock = clock
        self._ended = float("-inf")
        self._held_until = float("-inf")

    def wait(self) -> bool:
        """Wait until the host may be asked again; False where the crawl is to stop instead."""
        # the interval is looked up now: robots.txt may have named another one since the request ended
        rest = max(self._ended + self.interval, self._held_until) - self._clock()
        return not (self._stop.wait(rest) if rest > 0 else self._stop.is_set())

    def done(self) -> None:
        """A request has ended."""
        self._ended = self._clock()

    def hold(self, seconds: float) -> None:
        """Ask no sooner than in so many seconds."""
        self._held_until = max(self._held_until, self._clock() + seconds)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or an HTTP date; None where it is neither.

    >>> retry_after("120", datetime(2020, 6, 18, tzinfo=UTC))
    120.0
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
