"""What an address may ask for: parameters with their limits, and the state that a request has of them.

All state of a page stands in its address, in one order and without what is the default, so that equal pages have equal
addresses and any of them can be passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from corpus.text import normalize
from diembao.web.refusals import Refusal, msg

ParameterKind = Literal["text", "texts", "number", "choice", "choices"]
Value = str | int | tuple[str, ...] | list[str] | None
LONGEST = 2000
"""Characters of a value."""
MOST_VALUES = 50
"""Values of a parameter that may be repeated."""
IGNORED = ("utm_", "fbclid", "gclid")
"""Beginnings of parameters that others put behind addresses that are passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of an address. `says` explains it to users of the API, in English.

    A `choice` takes one of `choices`, `choices` several, `texts` any number of texts (of `choices`, where there are
    some); a `number` lies between `least` and `most`. `default` is what it means where it
    is not given (choices: all of them).
    """

    name: str
    says: str
    kind: ParameterKind = "text"
    choices: tuple[str, ...] = ()
    default: str = ""
    least: int = 0
    most: int = 1_000_000
    longest: int = LONGEST

    @property
    def repeated(self) -> bool:
        """Whether it may be given several times."""
        return self.kind in ("texts", "choices")

    def read(self, given: Iterable[str]) -> tuple[str, ...]:
        """Its values, checked; nothing where they mean the default. Raises Refusal."""
        values = tuple(dict.fromkeys(v for v in (normalize(g).strip() for g in given) if v))
        if len(values) > (MOST_VALUES if self.repeated else 1):
            raise Refusal(400, msg("%(name)s is given too often."), name=self.name)
        for value in values:
            self._check(value)
        if self.kind == "number":
            values = tuple(str(int(v)) for v in values)
        if self.kind == "choices":
            values = tuple(c for c in self.choices if c in values)
            return () if values == self.choices else values
        return () if values == (self.default,) else values

    def _check(self, value: str) -> None:
        if len(value) > self.longest:
            raise Refusal(400, msg("%(name)s is longer than %(most)s characters."), name=self.name, most=self.longest)
        if self.kind == "number" and not (
            value.isascii() and value.isdigit() and len(value) < 10 and self.least <= int(value) <= self.most
        ):
            raise Refusal(
                400,
                msg("%(name)s must be a number from %(least)s to %(most)s."),
                name=self.name,
                least=self.least,
                most=self.most,
            )
        if self.choices and value not in self.choices:
            raise Refusal(
                400,
                msg("%(name)s cannot be “%(value)s”; it can be: %(choices)s."),
                name=self.name,
                value=value[:40],
                choices=", ".join(filter(None, self.choices)),
            )


@dataclass(frozen=True, slots=True)
class State:
    """The values of a page's parameters, as read; only those that are not the default."""

    parameters: tuple[Parameter, ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value of a text, choice or number as text."""
        values = self.values.get(name)
        return values[0] if values else self._parameter(name).default

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a parameter that may be repeated; of choices all of them where none is given."""
        parameter = self._parameter(name)
        return self.values.get(name) or (parameter.choices if parameter.kind == "choices" else ())

    def number(self, name: str) -> int:
        """The value of a number."""
        return int(self.text(name))

    def has(self, name: str, value: str | None = None) -> bool:
        """Whether the parameter is given, with that value."""
        values = self.values.get(name, ())
        return bool(values) if value is None else value in values

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values in the order in which addresses have them."""
        return [(p.name, value) for p in self.parameters for value in self.values.get(p.name, ())]

    def query(self) -> str:
        """What stands behind the `?`; empty where all is default.

        >>> State((Parameter(name="q", says=""),), {"q": ("đại hội",)}).query()
        'q=%C4%91%E1%BA%A1i+h%E1%BB%99i'
        """
        return urlencode(self.pairs())

    def but(self, **changes: Value) -> State:
        """Another state: None takes a parameter away, anything else takes the place of its values."""
        values = dict(self.values)
        for name, value in changes.items():
            key = name.rstrip("_")  # from_ is `from`
            given = () if value is None else tuple(value) if isinstance(value, (tuple, list)) else (str(value),)
            values[key] = self._parameter(key).read(given)
        return State(self.parameters, {name: value for name, value in values.items() if value})

    def plus(self, name: str, value: str) -> State:
        """With one more value of a repeated parameter."""
        return self.but(**{name: (*self.values.get(name, ()), value)})

    def minus(self, name: str, value: str) -> State:
        """Without one value."""
        return self.but(**{name: tuple(v for v in self.values.get(name, ()) if v != value)})

    def shared_with(self, parameters: tuple[Parameter, ...]) -> State:
        """What of it another page takes, too."""
        names = {p.name for p in parameters}
        return State(parameters, {name: value for name, value in self.values.items() if name in names})

    def _parameter(self, name: str) -> Parameter:
        return next(p for p in self.parameters if p.name == name)


def read_state(parameters: tuple[Parameter, ...], pairs: Iterable[tuple[str, str]]) -> State:
    """The state that an address has. Raises Refusal for what no parameter takes: a filter that were passed over in
    silence would count wrong.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    known = {p.name for p in parameters}
    for name in given:
        if name not in known and not name.startswith(IGNORED):
            raise Refusal(
                400,
                msg("This page has no parameter “%(name)s”; it takes: %(known)s."),
                name=name[:40],
                known=", ".join(p.name for p in parameters) or "–",
            )
    values = {p.name: p.read(given.get(p.name, ())) for p in parameters}
    return State(parameters, {name: value for name, value in values.items() if value})
