from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from inspect import signature
from typing import Any, get_args

import pytest

from corpus.mentions import Mention, Unit
from corpus.records import quick


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
