"""Addresses of further pages (paging.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.paging import part_of

_PARTS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("paging.toml").read_text("utf-8"))["part"]


@pytest.mark.parametrize("case", _PARTS, ids=lambda case: case["url"])
def test_part(case: dict[str, Any]) -> None:
    part = part_of(case["url"])
    assert part is not None
    assert part.number == case.get("number")
    if "first" in case:
        first = part_of(case["first"])
        assert first is not None
        assert (first.key, first.number) == (part.key, None)
        if "//m." not in case["url"]:
            assert case["first"] in part.first


@given(st.text(max_size=80))
def test_any_address(tail: str) -> None:
    part = part_of(f"https://bao.example/{tail}")
    assert part is None or part.key.startswith("bao.example")
    assert part_of(tail) is None or "://" in tail
