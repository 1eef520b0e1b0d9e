"""Python's garbage collector, put off while many small objects are made that nothing has let go of yet."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_rests() -> Iterator[None]:
    """No collection of cycles inside the block; as before after it, also where several threads do the same.

    A page or a table makes thousands of objects at once, and the collector would walk over all of them time and again
    and find nothing. For work that ends soon: what it leaves behind in cycles waits for the end.

    >>> with collector_rests():
    ...     gc.isenabled()
    False
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
