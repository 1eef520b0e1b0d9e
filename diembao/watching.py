"""Doing something every few hours: `crawl --watch 6h`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from corpus.errors import DiembaoError, UsageError
from diembao.terminal import say

SHORTEST = timedelta(minutes=5)  # hosts are asked for their feeds and listings every time
STEP = 60.0  # seconds slept at a time: a machine that was suspended goes on by the clock on the wall
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SPAN = re.compile(r"(\d{1,4})\s*([mhd])", re.IGNORECASE)


def span_of(text: str) -> timedelta:
    """The pause that `90m`, `6h` or `1d` means. Raises UsageError, also for one too short to be polite.

    >>> span_of("6h")
    datetime.timedelta(seconds=21600)
    """
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise UsageError(f"--watch {text}: a number with m, h or d (minutes, hours, days), like 6h")
    span = timedelta(**{_UNITS[found[2].lower()]: int(found[1])})
    if span < SHORTEST:
        raise UsageError(f"--watch {text}: at least {SHORTEST.seconds // 60}m; feeds and listings are read every time")
    return span


def watch(
    one_round: Callable[[], bool],
    every: timedelta,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> None:
    """Do a round, and again so long after it began; a round that takes longer is followed by the next at once.

    Ends where a round gives False (it was stopped). A round that fails is told, and the next one is tried. Raises
    UsageError, and whatever `sleep` raises: KeyboardInterrupt in the pause is a safe point.
    """
    while True:
        began = now()
        try:
            go_on = one_round()
        except UsageError:
            raise
        except DiembaoError as error:
            say(f"diembao: {error}")
            go_on = True
        if not go_on:
            return
        due = began + every
        if due > now():
            say(f"next crawl at {due.astimezone():%Y-%m-%d %H:%M}; Ctrl-C ends")
        while (rest := (due - now()).total_seconds()) > 0:
            sleep(min(rest, STEP))
