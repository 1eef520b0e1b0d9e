"""No rule is slow on a text made against it: each gets a megabyte, and time grows in proportion."""

from __future__ import annotations

import re
from functools import cache

import pytest

from corpus.text import canon
from extractor.mine.dates import find_dates
from extractor.mine.dates.atoms import scan
from extractor.mine.dates.lexicon import lexicon
from extractor.mine.documents import find_documents
from extractor.mine.terms import find_terms
from tests.extractor.growth import grows_in_proportion
from tests.extractor.test_dates import POSITIVE, cases

_MEGABYTE = 1_000_000


@cache
def samples() -> dict[str, str]:
    """For each rule id the piece of a golden row that it reads, in the form that rules see."""
    found: dict[str, str] = {}
    for case in POSITIVE:
        low = canon(case.text)
        for atom in scan(low, case.text, lexicon()):
            found.setdefault(atom.rule, low[atom.start : atom.end])
    return found


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    found = {p.id: p.regex for entry in lexicon().entries.values() for p in entry.patterns}
    return sorted(found.items())


@pytest.mark.parametrize(("rule", "regex"), patterns(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_pattern_on_what_it_nearly_reads(rule: str, regex: re.Pattern[str]) -> None:
    near = samples()[rule][:-1] + " "
    grows_in_proportion(lambda text: sum(1 for _ in regex.finditer(text)), near, _MEGABYTE)


def masks() -> list[str]:
    return sorted({mask.source for entry in lexicon().entries.values() for mask in entry.masks})


@pytest.mark.parametrize("source", masks())
def test_a_mask_on_what_it_nearly_covers(source: str) -> None:
    regex = re.compile(source)
    covered = (m[0] for case in cases("negative") + cases("traps") if (m := regex.search(canon(case.text))))
    unit = next(covered, "đồng 1.000 ")[:-1] + " "
    grows_in_proportion(lambda text: sum(1 for _ in regex.finditer(text)), unit, _MEGABYTE)


_UNITS = (
    *("1", "1/", "9 ", "12-", "ngày ", "ngày 1/1 ", "từ ", "đã ngày 5/6, ", "nhiệm kỳ 2", "luật a ", "năm ", "a", "1,"),
    *("Đại ", "1 và ", "khoảng ", "36/2020/", "lần thứ I, ", "5/6 - ", "(", "tháng 3 năm ", "Luật đất ", "1.", "T"),
    *("ngày 5/6 đến ", "cùng ngày, ", "quý I, ", "rằm tháng ", "3 ngày trước, ", "sáng nay. ", "Thứ ba 5/6. ", "\n"),
)


@pytest.mark.parametrize("unit", _UNITS)
def test_the_whole_reader_on_repetition(unit: str) -> None:
    grows_in_proportion(lambda text: find_dates(text, published="2020-06-18"), unit, 64_000)
    grows_in_proportion(find_terms, unit, 64_000)
    grows_in_proportion(find_documents, unit, 64_000)
