"""Dataclasses that are quick to make, to read and to copy: an article has hundreds of mentions, and more readings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def quick(cls: type[T]) -> type[T]:
    """Give a frozen, slotted dataclass an `__init__` that fills its slots directly.

    The generated one calls `object.__setattr__` by name for each field, which takes three times as long. All else
    stays: the instances are as frozen, and `replace` works. Fields may have plain defaults only, and are all keywords
    or none.

    >>> from dataclasses import dataclass
    >>> @quick
    ... @dataclass(frozen=True, slots=True, kw_only=True)
    ... class Word:
    ...     text: str
    ...     count: int = 1
    >>> Word(text="xã")
    Word(text='xã', count=1)
    """
    names, parameters, scope = _signature(cls)
    scope |= {f"set_{name}": cls.__dict__[name].__set__ for name in names}
    body = "".join(f"\n    set_{name}(self, {name})" for name in names)
    exec(f"def __init__({', '.join(['self', *parameters])}):{body}", scope)
    made = scope["__init__"]
    made.__qualname__, made.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    made.__annotations__ = cls.__init__.__annotations__
    cls.__init__ = made  # type: ignore[method-assign]
    return cls


def _signature(cls: type[Any]) -> tuple[list[str], list[str], dict[str, Any]]:
    """The names of a dataclass's fields, its parameters as source, and the defaults that these name."""
    found = fields(cls)
    scope = {f"default_{field.name}": field.default for field in found if field.default is not MISSING}
    names = [field.name for field in found]
    parameters = [f"{name}=default_{name}" if f"default_{name}" in scope else name for name in names]
    return names, ["*", *parameters] if found[0].kw_only else parameters, scope


def maker(cls: Callable[P, T]) -> Callable[P, T]:
    """A function that makes the same as a frozen, slotted dataclass called, in a third of the time.

    It fills an open twin of the class, whose slots need no descriptor to be set, and turns that into the class: both
    have the same slots, which is what Python asks for. Defaults must be plain, and there is no `__post_init__`.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, slots=True, kw_only=True)
    ... class Word:
    ...     text: str
    ...     count: int = 1
    >>> maker(Word)(text="xã") == Word(text="xã")
    True
    """
    made = cast("type[Any]", cls)
    names, parameters, scope = _signature(made)
    twin = type(f"_Open{made.__name__}", (), {"__slots__": made.__dict__["__slots__"]})
    scope |= {"new": object.__new__, "twin": twin, "made": made}
    body = "".join(f"\n    self.{name} = {name}" for name in names)
    exec(
        f"def make({', '.join(parameters)}):\n    self = new(twin){body}\n    self.__class__ = made\n    return self",
        scope,
    )
    return cast("Callable[P, T]", scope["make"])


class Replaceable:
    """Base of a slotted dataclass decorated with `replaceable`."""

    __slots__ = ()

    def _replace(self: T, **said: Any) -> T:
        """A copy with these fields instead, as that of a named tuple."""
        raise NotImplementedError


_KEPT = object()


def replaceable(cls: type[T]) -> type[T]:
    """Give a slotted dataclass the method `_replace` of a named tuple.

    For what a reader makes by the hundred, asks a thousand times and gives to nobody: the field of a slot is read five
    times as fast as that of a named tuple, and a dataclass that is not frozen is made as fast. Whoever has such a
    record leaves it as it is.

    >>> from dataclasses import dataclass
    >>> @replaceable
    ... @dataclass(slots=True)
    ... class Word(Replaceable):
    ...     text: str
    ...     count: int = 1
    >>> Word("xã")._replace(count=2)
    Word(text='xã', count=2)
    """
    found = fields(cls)  # type: ignore[arg-type]
    parameters = ", ".join(f"{field.name}=kept" for field in found)
    values = ", ".join(
        f"{f'{field.name}=' if field.kw_only else ''}self.{field.name} if {field.name} is kept else {field.name}"
        for field in found
    )
    scope: dict[str, Any] = {"made": cls, "kept": _KEPT}
    exec(f"def _replace(self, *, {parameters}):\n    return made({values})", scope)
    cls._replace = scope["_replace"]  # type: ignore[attr-defined]
    return cls
