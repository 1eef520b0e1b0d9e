"""How long one page may keep the cleaner: what takes more is given up with a reason, and the run goes on."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from corpus.errors import UnreadableInput

PAGE_SECONDS = 5.0
"""Of processor time: a busy machine must not cost an article. A usual page takes a hundredth of one."""


@contextmanager
def page_limit(seconds: float = PAGE_SECONDS) -> Iterator[None]:
    """Raises UnreadableInput `too-slow` in what runs within, once it has used that much processor time.

    Only in the main thread of a process and where the system has such a timer (not on Windows); elsewhere the limits
    of size alone hold (`extractor.clean.markup`).
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise UnreadableInput("too-slow", f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
