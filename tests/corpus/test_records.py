from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from inspect import signature
from typing import Any, get_args

import pytest

from corpus.mentions import Mention, Unit
from corpus.records import Replaceable, maker, quick, replaceable


@quick
@dataclass(frozen=True, slots=True)
class Pair:
    first: str
    second: int = 2


UNIT = Unit(start=0, end=7, text="Công an", value="Công an", type="police", rule="test")


def test_frozen_equal_and_replaceable() -> None:
    assert replace(UNIT, parent=None) == UNIT
    assert hash(UNIT) == hash(replace(UNIT))
    assert replace(UNIT, end=9).end == 9
    assert pickle.loads(pickle.dumps(UNIT)) == UNIT
    with pytest.raises(FrozenInstanceError):
        UNIT.end = 8  # type: ignore[misc]


@pytest.mark.parametrize("kind", get_args(Mention), ids=lambda kind: kind.__name__)
def test_signature_is_that_of_the_fields(kind: Any) -> None:
    parameters = signature(kind).parameters
    assert list(parameters) == [field.name for field in fields(kind)]
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters.values())


def test_wrong_arguments() -> None:
    with pytest.raises(TypeError):
        Unit(start=0, end=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Pair("xã", third=3)  # type: ignore[call-arg]


def test_positional() -> None:
    assert Pair("xã") == Pair(second=2, first="xã")


def test_made_is_the_same_as_called() -> None:
    made = maker(Unit)(start=0, end=7, text="Công an", value="Công an", type="police", rule="test")
    assert type(made) is Unit
    assert made == UNIT
    assert hash(made) == hash(UNIT)
    assert repr(made) == repr(UNIT)
    assert pickle.loads(pickle.dumps(made)) == UNIT
    assert replace(made, end=9).end == 9
    with pytest.raises(FrozenInstanceError):
        made.end = 8  # type: ignore[misc]


@pytest.mark.parametrize("kind", get_args(Mention), ids=lambda kind: kind.__name__)
def test_maker_takes_the_fields_by_name(kind: Any) -> None:
    parameters = signature(maker(kind)).parameters
    assert list(parameters) == [field.name for field in fields(kind)]
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters.values())
    with pytest.raises(TypeError):
        maker(kind)()


def test_maker_of_a_positional_record() -> None:
    assert maker(Pair)("xã") == Pair("xã")
    assert maker(Pair)("xã", 3) == Pair("xã", second=3)


@replaceable
@dataclass(slots=True)
class Word(Replaceable):
    text: str
    count: int | None = 1


@replaceable
@dataclass(slots=True, kw_only=True)
class Named(Replaceable):
    text: str
    count: int = 1


def test_replaceable_copies() -> None:
    word = Word("xã")
    other = word._replace(count=None)  # None is a value as any other
    assert (other, word) == (Word("xã", None), Word("xã", 1))
    assert word._replace() is not word
    assert Named(text="xã")._replace(text="phường") == Named(text="phường", count=1)
    with pytest.raises(TypeError):
        word._replace(third=3)
