"""The lunar form that a date keeps beside its solar value, in Python and in JSON."""

from __future__ import annotations

import json
import re

import pytest

from corpus.codec import dumps, mention_from_json, mention_to_json
from extractor.mine.dates import find_dates
from tests.extractor.test_dates import Case, cases

_LUNAR = re.compile(r"~(\S+)$")


@pytest.mark.parametrize("case", cases("lunar"), ids=lambda c: f"{c.group}: {c.text}")
def test_lunar_forms(case: Case) -> None:
    wanted = [match[1] if (match := _LUNAR.search(row)) else None for row in case.expected]
    assert [d.lunar for d in find_dates(case.text, published=case.published)] == wanted


def test_json_keeps_the_lunar_form() -> None:
    (found,) = find_dates("Rằm tháng 4 nhuận, chùa mở hội.", published="2020-06-20")
    record = mention_to_json(found)
    assert (record["lunar"], record["calendar"]) == ("2020-04L-15", "lunar")
    assert mention_from_json(json.loads(dumps(record))) == found
    (solar,) = find_dates("Ngày 5/3/2020, xã họp.")
    assert mention_to_json(solar)["lunar"] is None


def test_json_of_before_is_still_read() -> None:
    (found,) = find_dates("Ngày 5/3/2020, xã họp.")
    record = mention_to_json(found)
    del record["lunar"]
    assert mention_from_json(record) == found
