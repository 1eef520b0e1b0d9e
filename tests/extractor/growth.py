"""Time that grows with the text: the check against catastrophic rules."""

from __future__ import annotations

import time
from collections.abc import Callable

_QUICK = 0.4  # seconds of processor time within which nothing is said about growth


def repeated(unit: str, size: int) -> str:
    """A text of `size` characters made of nothing but `unit`."""
    return (unit * (size // len(unit) + 1))[:size]


def grows_in_proportion(read: Callable[[str], object], unit: str, largest: int) -> None:
    """Quadratic time would be sixteen times as long on the four times longer text; a sixteenth goes first.

    Processor time, so that a busy machine does not matter.
    """
    taken: list[float] = []
    for size in (largest // 16, largest // 4, largest):
        text = repeated(unit, size)
        taken.append(min(_seconds(read, text) for _ in range(2)))
        assert len(taken) < 2 or taken[-1] < max(_QUICK, 9 * taken[-2]), f"{unit!r}: {taken}"


def _seconds(read: Callable[[str], object], text: str) -> float:
    begin = time.process_time()
    read(text)
    return time.process_time() - begin
