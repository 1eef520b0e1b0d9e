"""Properties: spellings of one word are one word, marks count as promised, no string breaks anything."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.text import fold, normalize
from index.backend import Backend, Filters
from index.documents import KINDS, IndexDocument
from index.kwic import concordance
from index.matches import find_matches
from index.memory import MemoryBackend
from index.nodes import (
    BEGINS,
    EVERYWHERE,
    And,
    Everything,
    Keyword,
    Mentioned,
    Near,
    Node,
    Not,
    Or,
    Published,
    Slot,
    Value,
    WordField,
    Words,
)
from index.preparing import prepare
from index.query import Query, parse, parse_name
from index.snippets import snippets
from index.syntax import FIELDS, QueryError
from index.tokens import Segmenter, syllables
from index.whoosh_backend import WhooshBackend
from tests.index.sample import DOCUMENTS, analysed, segment

# Pairs of correct spellings: the older tone placement and i/y on the left.
SPELLINGS = (
    ("hoà bình", "hòa bình"),
    ("thuỷ lợi", "thủy lợi"),
    ("kỳ họp", "kì họp"),
    ("quỹ đất", "quĩ đất"),
    ("chiến sỹ", "chiến sĩ"),
    ("ma tuý", "ma túy"),
    ("Công an tỉnh", "Công an tỉnh"),
    ("Lý Mỹ Khoẻ", "Lí Mĩ Khỏe"),
)
WORDS = sorted({word for document in DOCUMENTS for word in document.body.text.split()})


@st.composite
def spelt(draw: st.DrawFn) -> tuple[str, str]:
    """A text and the same in other correct spellings, forms, cases and blanks."""
    pair = draw(st.sampled_from(SPELLINGS))
    text = draw(st.sampled_from(pair))
    case = {"up": text.upper(), "title": text.title(), "low": text.lower(), "as is": text}
    text = case[draw(st.sampled_from(sorted(case)))]
    text = unicodedata.normalize("NFD", text) if draw(st.booleans()) else text
    blank = draw(st.sampled_from([" ", "\u00a0", "  ", "\u2009", "\u200b ", "\t"]))
    return pair[1], text.replace(" ", blank)


@given(spelt())
def test_spellings_of_a_query_are_one_query(pair: tuple[str, str]) -> None:
    plain, other = pair
    assert parse(other, segment).root == parse(plain, segment).root
    assert parse(f'"{other}"').root == parse(f'"{plain}"').root
    assert parse(f'unit:"{other}"').root == parse(f'unit:"{plain}"').root
    assert parse(f'place:="{other}"').root == parse(f'place:="{plain}"').root
    assert parse(f'"{other}" NEAR/3 "{other}"').root == parse(f'"{plain}" NEAR/3 "{plain}"').root
    assert parse(f'author:"{other}"').root == parse(f'author:"{plain}"').root


@given(spelt())
def test_spellings_of_a_mistyped_word_are_one_word(pair: tuple[str, str]) -> None:
    plain, other = (text.split()[0] for text in pair)
    if len(plain) > 2:
        assert parse(f"{other}~").root == parse(f"{plain}~").root
    assert parse(f'"{other}*"').root == parse(f'"{normalize(other)}*"').root  # of letters, as they were typed


@given(spelt())
def test_spellings_of_a_text_are_one_text(pair: tuple[str, str]) -> None:
    plain, other = (analysed("x", text, text, units=((text, text),), captions=(text,)) for text in pair)
    one, two = prepare(plain, segment), prepare(other, segment)
    for a, b in ((one.title, two.title), (one.body, two.body), (one.caption, two.caption), (one.unit, two.unit)):
        assert (a.syl, a.fold) == (b.syl, b.fold)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Backend, Backend]]:
    memory, whoosh = MemoryBackend(), WhooshBackend.create(tmp_path_factory.mktemp("whoosh"))
    memory.update(DOCUMENTS)
    for at in range(0, len(DOCUMENTS), 7):
        whoosh.update(DOCUMENTS[at : at + 7])
    yield memory, whoosh
    whoosh.close()


def ids(backend: Backend, query: Query) -> list[str]:
    return [hit.id for hit in backend.search(query, limit=None).hits]


@given(spelt())
@settings(deadline=None)
def test_spellings_find_the_same(engines: tuple[Backend, Backend], pair: tuple[str, str]) -> None:
    for backend in engines:
        assert ids(backend, parse(pair[0], segment)) == ids(backend, parse(pair[1], segment))


@given(st.sampled_from(DOCUMENTS), st.data())
@settings(deadline=None)
def test_every_phrase_of_a_text_finds_it(
    engines: tuple[Backend, Backend], document: IndexDocument, data: st.DataObject
) -> None:
    lines = [line for line in document.body.text.split("\n") if len(syllables(line)) > 1]
    if not lines:
        return
    words = data.draw(st.sampled_from(lines)).split()
    start = data.draw(st.integers(0, len(words) - 1))
    text = " ".join(words[start : start + data.draw(st.integers(1, 6))])
    if not syllables(text):
        return
    with_marks, without, strict = parse(f'"{text}"'), parse(f'"{fold(text)}"'), parse(f'"{text}"', strict=True)
    for backend in engines:
        assert {document.id} <= set(ids(backend, strict)) <= set(ids(backend, with_marks)) <= set(ids(backend, without))
    assert find_matches(document.body.text, with_marks.words)
    assert find_matches(document.body.text, without.words)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
@settings(deadline=None)
def test_with_marks_all_and_only_those(engines: tuple[Backend, Backend], words: list[str]) -> None:
    """A phrase wholly with marks finds just the texts that have it, spelling apart."""
    asked = syllables(" ".join(words))
    if not asked:
        return
    query = parse('"' + " ".join(words) + '"', strict=True)
    sought = f" {' '.join(asked)} "
    having = {
        document.id
        for document in DOCUMENTS
        if any(sought in f" {text.syl} " for text in (document.title, document.body, document.caption))
    }
    for backend in engines:
        assert set(ids(backend, query)) == having


def parsed(text: str, segmenter: Segmenter | None, *, strict: bool = False) -> Query | None:
    """The query, or None where it is refused as it should be."""
    try:
        return parse(text, segmenter, strict=strict)
    except QueryError as error:
        refused = error
    assert 0 <= refused.position <= len(text)
    assert "\n" not in str(refused)
    assert refused.mend
    return None


ASKED = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(WORDS).map(fold),
        st.sampled_from(['"', "(", ")", "AND", "OR", "NOT", "-", "*", "..", "công*", "cong*", "“", "»"]),
        st.sampled_from(sorted(FIELDS)).map(lambda name: f"{name}:"),
        st.sampled_from(
            [
                "NEAR/2",
                "NEAR",
                "~",
                "~2",
                "=",
                "lan~",
                "giám~",
                "an~",
                "lở~",
                "hoà*",
                "tinh~2",
                "term:=15",
                'mentioned:"2020"',
            ]
        ),
        st.sampled_from(["mentioned:2020..", "date:2021", "-date:2022", "author:vy", "NEAR/9", "công", "an"]),
        st.sampled_from(["2021", "2020-08", "published:2021", "published:..2020", "-published:2022", "type:crime"]),
        st.text(max_size=4),
    ),
    max_size=9,
)


@given(ASKED, st.sampled_from(["", " "]), st.booleans())
@settings(deadline=None, max_examples=300)
@example(["-", "-", '"a"'], "", False)
@example(["title:", "-", "a"], "", False)
def test_engines_agree_on_whatever_can_be_asked(
    engines: tuple[Backend, Backend], parts: list[str], glue: str, strict: bool
) -> None:
    query = parsed((glue or "").join(parts), segment, strict=strict)
    if query is None:
        return
    memory, whoosh = engines
    assert memory.search(query, limit=None) == whoosh.search(query, limit=None)
    assert memory.search(query, sort="oldest", limit=4) == whoosh.search(query, sort="oldest", limit=4)


SYLLABLES = sorted({syllable for document in DOCUMENTS for syllable in document.body.syl.split() if syllable != "|"})
SLOTS = st.builds(
    lambda form, strict, opened: Slot.of(form, strict=strict, prefix=opened == 1, fuzzy=max(0, opened - 1)),
    st.one_of(st.sampled_from(SYLLABLES), st.sampled_from(SYLLABLES).map(fold)),
    st.booleans(),
    st.sampled_from([0, 0, 0, 0, 1, 2, 3]),
)
FIELDS_OF_WORDS: st.SearchStrategy[tuple[WordField, ...]] = st.sampled_from(
    [
        EVERYWHERE,
        EVERYWHERE,
        ("body",),
        ("title",),
        ("lead",),
        ("caption",),
        ("author",),
        ("unit",),
        ("place",),
        ("position",),
    ]
)
SOURCES = ["langven.example", "VANSON", "trong.txt", "trống", "Trong.TXT", "x"]
DAYS = st.one_of(st.none(), st.dates(date(2019, 1, 1), date(2024, 1, 1)))


@st.composite
def phrases(draw: st.DrawFn, fields: tuple[WordField, ...]) -> Words:
    """A word, a phrase of a text, or any slots."""
    if draw(st.booleans()):
        stream = draw(st.sampled_from(DOCUMENTS)).body.syl.split()
        start = draw(st.integers(0, max(0, len(stream) - 1)))
        forms = [form for form in stream[start : start + draw(st.integers(1, 3))] if form != "|"]
        if forms:
            return Words(slots=tuple(map(Slot.of, forms)), fields=fields)
    slots = draw(st.lists(SLOTS, min_size=1, max_size=2))
    if fields == ("position",) and draw(st.booleans()):
        slots = [BEGINS, *map(Slot.of, draw(st.sampled_from(["giám", "giam", "phó giám", "phó", "đốc"])).split())]
    return Words(slots=tuple(slots), fields=fields)


@st.composite
def nears(draw: st.DrawFn) -> Near:
    fields = draw(FIELDS_OF_WORDS)
    operands = st.lists(phrases(fields), min_size=1, max_size=2).map(tuple)
    alternatives = tuple(draw(st.lists(operands, min_size=2, max_size=3)))
    return Near(alternatives=alternatives, distance=draw(st.integers(0, 12)), fields=fields)


@st.composite
def values(draw: st.DrawFn) -> Value:
    kind = draw(st.sampled_from(KINDS))
    known = sorted({value for document in DOCUMENTS for value in document.names_of(kind).values})
    names = draw(st.lists(st.sampled_from([*known, "Hoà bình", "xã"]), max_size=4))
    return Value.of(kind, names, loose=draw(st.booleans()))


LEAVES: st.SearchStrategy[Node] = st.one_of(
    FIELDS_OF_WORDS.flatmap(phrases),
    nears(),
    nears(),
    values(),
    st.builds(Mentioned, first=DAYS, last=DAYS),
    st.builds(Published, first=DAYS, last=DAYS),
    st.builds(Keyword, field=st.just("type"), value=st.sampled_from(["crime", "con"]), prefix=st.booleans()),
    st.builds(Keyword.of, st.just("source"), st.sampled_from(SOURCES), prefix=st.booleans(), strict=st.booleans()),
    st.just(Everything()),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=5,
)


@given(TREES)
@settings(deadline=None, max_examples=300)
def test_engines_agree_on_whatever_tree(engines: tuple[Backend, Backend], tree: Node) -> None:
    memory, whoosh = engines
    query = Query(text="", root=tree)
    assert memory.search(query, limit=None) == whoosh.search(query, limit=None)


@given(nears())
@settings(deadline=None, max_examples=150)
def test_what_is_near_in_an_index_is_near_in_the_text(engines: tuple[Backend, Backend], near: Near) -> None:
    near = replace(near, fields=("body",))
    found = ids(engines[0], Query(text="", root=near))
    assert set(found) == {document.id for document in DOCUMENTS if find_matches(document.body.text, [near])}


@given(st.text(max_size=60), st.booleans())
@settings(max_examples=400)
@example("\ud800 công", False)
@example("a:\u0301b", False)
@example("0000-00..9999-99", True)
def test_no_string_breaks_the_parser(text: str, strict: bool) -> None:
    for segmenter in (None, segment):
        parsed(text, segmenter, strict=strict)


@given(st.text(max_size=20))
def test_no_published_value_breaks_the_parser(text: str) -> None:
    parsed(f"published:{text}", None)


@given(st.text(max_size=30))
@settings(deadline=None)
def test_no_name_breaks_a_filter(engines: tuple[Backend, Backend], name: str) -> None:
    if not syllables(name) or "*" in name or "~" in name:
        with suppress(QueryError):
            parse_name("unit", name)
        return
    filters = Filters(names=(parse_name("unit", name),), sources=(name,))
    assert engines[0].count(parse("*"), filters) == engines[1].count(parse("*"), filters)


@given(st.text(max_size=200).map(normalize), st.sampled_from(["công an", "a*", "an OR công", '"lan man"', "-an", "i"]))
@settings(max_examples=200)
@example("công\nan công an  (công an) an", "công an")
@example("0" * 41, "công an")
def test_snippets_and_lines_speak_of_the_text(text: str, ask: str) -> None:
    query = parse(ask.replace("a*", "an*"), segment)
    spans = {(match.start, match.end) for match in find_matches(text, query.words)}
    for snippet in snippets(text, query, width=40):
        assert text[snippet.start : snippet.end] == snippet.text
        assert snippet.text.strip()
        assert "\n" not in snippet.text
        assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.matches)
        assert snippet.marked("", "") == snippet.text
        assert bool(snippet.matches) == bool(spans)
    for line in concordance([("x", text)], query, context=3, sort="left"):
        assert (line.start, line.end) in spans
        assert text[line.start : line.end] == line.match
        assert line.left in text
        assert line.right in text
