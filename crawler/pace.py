"""Politeness in time: a pause between the end of one request to a host and the start of the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SLOWEST = 16  # times the interval, for a host that keeps asking for fewer requests


class Pacer:
    """One host's pause, in seconds. Used by the thread that holds `turn`; `stop` ends any wait at once.

    `quiet_for` is how long ago the host was asked last, before this pacer was made.
    """

    def __init__(
        self,
        interval: float,
        stop: threading.Event,
        *,
        clock: Callable[[], float] = time.monotonic,
        quiet_for: float = float("inf"),
    ) -> None:
        self.interval = interval
        self.turn = threading.Lock()
        self._stop = stop
        self._clock = clock
        self._factor = 1
        self._ended = clock() - quiet_for
        self._held_until = float("-inf")

    def wait(self) -> bool:
        """Wait until the host may be asked again; False where the crawl is to stop instead."""
        # the interval is looked up now: robots.txt may have named another one since the request ended
        rest = max(self._ended + self.interval * self._factor, self._held_until) - self._clock()
        return not (self._stop.wait(rest) if rest > 0 else self._stop.is_set())

    def done(self) -> None:
        """A request has ended."""
        self._ended = self._clock()

    def slow_down(self) -> None:
        """The host asked for fewer requests: from now on the pause is twice as long."""
        self._factor = min(2 * self._factor, SLOWEST)

    def hold(self, seconds: float) -> None:
        """Ask no sooner than in so many seconds."""
        self._held_until = max(self._held_until, self._clock() + seconds)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or an HTTP date; None where it is neither, or no date
    that there can be.

    >>> retry_after("120", datetime(2020, 6, 18, tzinfo=UTC))
    120.0
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
