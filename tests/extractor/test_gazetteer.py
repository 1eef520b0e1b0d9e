"""The administrative map, and what must hold in the data of units, places and abbreviations."""

from __future__ import annotations

import unicodedata
from importlib.resources import files

import pytest

from extractor.gazetteer import admin_map, key_words, province_names, table

TABLES = sorted(
    path.name.removesuffix(".csv")
    for path in files("extractor").joinpath("data").iterdir()
    if path.name.startswith(("admin_", "units_", "places_", "abbreviations")) and path.name.endswith(".csv")
)


def test_both_maps() -> None:
    old, new = admin_map("2025-06-30"), admin_map("2025-07-01")
    assert len({row["code"] for row in table("admin_provinces") if row["to"]}) == 63
    assert len({row["code"] for row in table("admin_provinces") if row["from"]}) == 34
    assert [unit.level for unit in old.find("Hà Giang", 1)] == ["tỉnh"]
    assert new.find("Hà Giang", 1) == ()
    assert old.find("Gò Vấp", 2)
    assert not new.find("Gò Vấp", 2)


def test_names_lead_upwards() -> None:
    maps = admin_map("2019-01-01")
    (commune,) = maps.find("Keng Đu", 3)
    province = maps.province_of(commune)
    assert province is not None
    assert province.name == "Nghệ An"
    assert province_names()["daklak"] == "Đắk Lắk"


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_normal_and_unique(name: str) -> None:
    rows = [tuple(row.values()) for row in table(name)]
    assert len(rows) == len(set(rows))
    for row in rows:
        for cell in row:
            assert cell == unicodedata.normalize("NFC", cell).strip()


@pytest.mark.parametrize(
    ("name", "column"), [("units_heads", "head"), ("units_skip", "words"), ("units_names", "name")]
)
def test_no_entry_stands_twice(name: str, column: str) -> None:
    entries = [row[column] for row in table(name)]
    assert len(entries) == len(set(entries))


def test_families_exist() -> None:
    families = {row["family"] for row in table("units_functions")}
    for row in table("units_heads"):
        missing = set(row["functions"].split()) - families
        assert not missing - {"faculty", "navy"}, row["head"]


def test_head_slots_are_known() -> None:
    for row in table("units_heads"):
        assert set(row["slots"]) <= set("SLPGNMQUHVCTR"), row["head"]
        assert row["lower"] in "yfcnk", row["head"]


def test_parents_are_heads() -> None:
    heads = {row["value"] or row["head"] for row in table("units_heads")}
    for row in table("units_parents"):
        assert {row["child"], *row["parents"].split("|")} <= heads, row["child"]


def test_sizes() -> None:
    assert len(table("units_heads")) >= 150
    assert len([row for row in table("units_functions") if row["family"] == "ministry"]) >= 40
    assert all(key_words(row["words"]) for row in table("units_skip"))
