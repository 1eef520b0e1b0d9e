"""What resolution looks up instead of comparing all with all: nothing that may be one is missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.resolve.kept import unit_of_record, unit_record
from extractor.resolve.misspelt import alike, spellings
from extractor.resolve.names import heads, key
from extractor.resolve.units import family_of, group_units, unit_atoms
from tests.extractor.resolve.build import article, unit

_SYLLABLES = ("bế", "be", "thanh", "thành", "thị", "ngà", "nga")
names = st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=5).map(" ".join)


@given(names, names)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    if alike(one, other):
        assert alike(other, one)
        assert set(spellings(one)) & set(spellings(other))


def test_names_that_are_alike() -> None:
    assert alike(key("Bế Thanh Ngà"), key("Bế Thị Thanh Ngà"))
    assert alike(key("Lục Văn Tường"), key("Lục Văn Tưởng"))
    assert not alike("bế thanh ngà", "bế thanh ngà")
    assert not alike("bế ngà", "bế nga")
    assert not alike("bế thanh ngà", "bế thanh ngà thị")


_named = st.builds(
    lambda before, name: " ".join([*before, name]),
    st.lists(st.sampled_from(sorted(heads("descriptor"))), max_size=3),
    st.sampled_from(["hoa ban", "hình", "trắng"]),
)


@given(st.lists(_named, min_size=1, max_size=8))
def test_units_of_two_families_are_never_one(found: list[str]) -> None:
    said = article("a", "2020-01-01", *(unit(name.capitalize(), kind="other") for name in found))
    atoms = unit_atoms(said)
    for group in group_units(atoms):
        assert len({family_of(key(atom.name)) for atom in group.atoms}) == 1
    assert [unit_of_record(unit_record(atom), said) for atom in atoms] == atoms
