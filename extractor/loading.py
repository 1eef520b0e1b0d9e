"""Loading of tables that stay in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar

from extractor.collector import collector_rests

T = TypeVar("T")


def loaded_once(load: Callable[[], T]) -> Callable[[], T]:
    """`functools.cache` for a loader. While it runs, the garbage collector rests: all that it makes stays.

    >>> @loaded_once
    ... def provinces() -> list[str]:
    ...     return ["Lai Châu", "Sơn La"]
    >>> provinces() is provinces()
    True
    """

    @cache
    @wraps(load)
    def loader() -> T:
        with collector_rests():
            return load()

    return loader
