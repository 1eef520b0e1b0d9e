"""States: one address for one state, whatever was typed; and what is refused."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diembao.web.pages import all_resources
from diembao.web.pages.search import PARAMETERS
from diembao.web.parameters import Parameter, State, read_state
from diembao.web.refusals import Refusal

NAMES = [p.name for p in PARAMETERS]


@given(st.lists(st.tuples(st.sampled_from([*NAMES, "utm_source", "x"]), st.text(max_size=40)), max_size=12))
def test_an_address_is_read_as_it_was_written(pairs: list[tuple[str, str]]) -> None:
    try:
        state = read_state(PARAMETERS, pairs)
    except Refusal:
        return
    again = read_state(PARAMETERS, parse_qsl(state.query()))
    assert again == state
    assert again.query() == state.query()


def test_the_order_of_an_address_is_always_the_same() -> None:
    one = read_state(PARAMETERS, [("to", "2021"), ("q", "họp"), ("page", "1"), ("sort", "best")])
    other = read_state(PARAMETERS, [("q", " họp "), ("to", "2021")])
    assert one.query() == other.query() == "q=h%E1%BB%8Dp&to=2021"


def test_states_change_without_being_changed() -> None:
    state = read_state(PARAMETERS, [("unit", "a"), ("unit", "b"), ("from", "2020")])
    assert state.minus("unit", "a").texts("unit") == ("b",)
    assert state.plus("unit", "a").texts("unit") == ("a", "b")
    assert state.but(from_=None).pairs() == [("unit", "a"), ("unit", "b")]
    assert state.texts("unit") == ("a", "b")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "x"), ("page", "1e3"), ("page", "٣"), ("page", "9" * 30),
        ("sort", "sideways"), ("copies", "FOLDED"), ("from", "2" * 50), ("q", "a" * 3000), ("nosuch", "x"),
    ],
)  # fmt: skip
def test_what_is_refused(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_state(PARAMETERS, [(name, value)])
    assert refused.value.status == 400


def test_values_are_not_given_twice_or_without_end() -> None:
    with pytest.raises(Refusal):
        read_state(PARAMETERS, [("q", "a"), ("q", "b")])
    with pytest.raises(Refusal):
        read_state(PARAMETERS, [("unit", str(n)) for n in range(60)])


def test_defaults_are_what_they_take() -> None:
    for resource in all_resources():
        for parameter in resource.parameters:
            assert parameter.read([parameter.default]) == (), f"{resource.name} {parameter.name}"


def test_choices_mean_all_where_none_is_given() -> None:
    parameter = Parameter(name="k", says="", kind="choices", choices=("a", "b"))
    assert State((parameter,)).texts("k") == ("a", "b")
    assert parameter.read(["b", "a"]) == ()
    assert parameter.read(["b"]) == ("b",)
