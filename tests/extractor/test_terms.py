"""Terms by their golden table; in every spelling alike; in linear time."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codec import mention_from_json, mention_to_json
from corpus.mentions import Term
from corpus.text import canon, normalize
from extractor.mine.cues import Cues
from extractor.mine.terms import find_terms, term_ordinal, term_years
from extractor.mine.terms.sequences import sequences
from tests.extractor.growth import grows_in_proportion

TABLE = Path(__file__).parents[1] / "golden" / "terms.toml"
with TABLE.open("rb") as file:
    CASES = [row for group in tomllib.load(file).values() for row in group["cases"]]
PIECES = [part for row in CASES for part in re.split(r"(?<=[\s,(])", row[0])]
OLD_PLACEMENT = {"óa": "oá", "òa": "oà", "ủy": "uỷ", "úy": "uý", "ụy": "uỵ", "ỏe": "oẻ"}
HOSTILE = (
    *("nhiệm kỳ ", "nhiệm kỳ 2020-2025, ", "nhiệm kỳ 2020", "nhiệm kỳ 5 năm ", "nhiệm kỳ (", "nhiệm kỳ trước "),
    *("khóa ", "khóa I, ", "khóa 1, ", "khóa 1-", "khóa XV (2020-2025), ", "khóa XV\n", "các khóa", "hội hội khóa "),
    *("lần thứ ", "lần thứ I ", "lần thứ hai mươi mốt ", "lần x", "Đại hội ", "Đại hội I", "Đại hội I, "),
    *("đại hội đảng ", "Đại hội TP. TP. lần thứ V ", "Đại hội lần thứ XX Đảng bộ Tỉnh Huyện ", "A, B lần thứ V "),
    *("Đại hội XIII của Lào ", "Quốc hội khóa XV, ", "Quốc hội khóa XV và khóa ", "Trung ương 8 khóa XII "),
    *("Ban Chấp hành Trung ương XI ", "của Đảng ", "của đảng khóa XII ", "trung ương lần thứ ", "bổ nhiệm kỳ "),
    *("kỳ họp a a a thứ 5 khóa ", "2020 ", "I, ", "nk ", "Ạ ", "(", "- ", "a"),
)


def shown(term: Term) -> str:
    of = f" of {term.of}" if term.of else ""
    told = "/".join(str(getattr(term, field)) for field in term.derived)
    return f"{term.text} = {'relative' if term.relative else term.value}{of}" + (f" ({told})" if told else "")


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0])
def test_terms(row: list[str]) -> None:
    assert [shown(term) for term in find_terms(row[0])] == row[1:]


def test_the_table_is_large_enough() -> None:
    assert sum(len(row) > 1 for row in CASES) >= 120
    assert sum(len(row) == 1 for row in CASES) >= 50
    assert len({row[0] for row in CASES}) == len(CASES)


def read(text: str) -> list[tuple[object, ...]]:
    """All that is read in a text but the bodies: in capitals, what ends a body's name is not always seen."""
    return [
        (t.start, canon(t.text), t.value, t.from_year, t.to_year, t.ordinal, t.relative, t.derived)
        for t in find_terms(normalize(text))
    ]


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0])
def test_spelling_makes_no_difference(row: list[str]) -> None:
    text = row[0]
    wanted = read(text)
    assert read(unicodedata.normalize("NFD", text)) == wanted
    assert read(re.sub("|".join(OLD_PLACEMENT), lambda m: OLD_PLACEMENT[m[0]], text)) == wanted
    assert read(text.upper()) == wanted
    assert read(text.replace(" ", "\u00a0")) == wanted
    assert read(text.replace("kỳ", "kì").replace("Kỳ", "Kì")) == wanted
    assert find_terms(text, Cues(text)) == find_terms(text)


@pytest.mark.parametrize("text", [row[0] for row in CASES if len(row) == 1])
def test_a_term_before_makes_no_term(text: str) -> None:
    before = "Nhiệm kỳ 2020-2025 đã qua. "
    assert [term.text for term in find_terms(before + text)] == ["Nhiệm kỳ 2020-2025"]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=16).map("".join)))
def test_spans_hold_on_any_text(raw: str) -> None:
    text = normalize(raw)
    found = find_terms(text)
    assert all(text[term.start : term.end] == term.text != "" for term in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(t.from_year < t.to_year for t in found if t.from_year and t.to_year)
    assert all(getattr(t, field) is not None for t in found for field in t.derived)
    assert [mention_from_json(mention_to_json(term)) for term in found] == list(found)


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_the_text(unit: str) -> None:
    grows_in_proportion(find_terms, unit, 250_000)


def test_stated_and_derived_fields() -> None:
    ordinal, years = find_terms("Đại hội Đảng bộ tỉnh lần thứ XX, nhiệm kỳ 2020-2025")
    assert (ordinal.ordinal, ordinal.from_year, ordinal.derived) == (20, None, ())
    assert (years.from_year, years.to_year, years.ordinal, years.of, years.derived) == (2020, 2025, None, None, ())
    ordinal, years = find_terms("Quốc hội khóa XV, nhiệm kỳ 2021-2026")
    assert (ordinal.from_year, ordinal.to_year, ordinal.derived) == (2021, 2026, ("from_year", "to_year"))
    assert (years.value, years.ordinal, years.of, years.derived) == ("2021/2026", 15, "Quốc hội", ("ordinal",))
    assert mention_to_json(years)["derived"] == ["ordinal"]


def test_sequences_are_whole() -> None:
    for known in sequences().values():
        spans = list(known.years.items())
        assert [number for number, _ in spans] == list(range(1, len(spans) + 1))
        assert all(earlier[1][1] == later[1][0] for earlier, later in pairwise(spans))
    assert [term_years("party", n) for n in (6, 10, 14, 40)] == [(1986, 1991), (2006, 2011), (2026, 2031), None]
    assert (term_ordinal("assembly", (2011, 2016)), term_ordinal("assembly", (2010, 2015))) == (13, None)
