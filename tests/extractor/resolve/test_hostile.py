"""No text breaks resolution, and each mention of a unit or a public person is in one entity at most."""

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.resolve.corrections import reference
from tests.extractor.resolve.build import article, person, resolved, unit

WORDS = [
    "Công an",
    "tỉnh",
    "huyện",
    "Phòng",
    "Sở",
    "Bộ",
    "Kỳ Sơn",
    "Huế",
    "-",
    "(",
    "…",
    "3",
    "ỦY",
    "H'",
    "\u0301",
    " ",
    "",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join) | st.text(max_size=12)
UNITS = st.builds(
    lambda value, parent, place, known: unit(value, parent=parent, place=place, resolved=known),
    TEXT,
    st.none() | TEXT,
    st.none() | TEXT,
    st.booleans(),
)
PEOPLE = st.builds(
    lambda name, head, of, rank: person(name, (head, of), rank=rank),
    TEXT,
    TEXT,
    st.none() | TEXT,
    st.sampled_from([None, "Đại tá", "Binh nhì"]),
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.lists(UNITS | PEOPLE, max_size=4), max_size=5),
    TEXT,
    st.sampled_from([None, "0001-01-01", "9999-12-31"]),
)
def test_any_text(contents: list[list[object]], name: str, day: str | None) -> None:
    articles = [article(f"{i:016x}", day, *pieces) for i, pieces in enumerate(contents)]  # type: ignore[arg-type]
    result = resolved(articles)
    members = [m for e in result.entities for m in e.members]
    assert len(members) == len(set(members))
    assert len({e.id for e in result.entities}) == len(result.entities)
    assert len({(e.kind, e.label) for e in result.entities}) == len(result.entities)
    reference(name)
