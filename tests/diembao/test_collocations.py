"""Keywords and collocates over articles whose words can be counted by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from corpus.analysis import Analysis
from corpus.errors import UsageError
from corpus.spans import Spans
from diembao.collocations import Keywords, Wanted, keywords
from diembao.tallies import Lexicon, function_words
from diembao.workspace import Workspace
from index.backend import Filters
from index.keyness import log_likelihood
from index.query import parse
from tests.diembao.conftest import Command
from tests.diembao.counted import filled
from tests.index.sample import analysed, segment

LOOSE: dict[str, Any] = {"least_count": 1, "least_articles": 1, "least_log_likelihood": 0}
COPIED = " ".join(f"Gốm bàu {n} nung củi {n * 7}." for n in range(40))
ARTICLES = [
    # eight words, two of them rice, one at the beginning of a sentence
    analysed("a1", "", "Lúa thơm vàng ruộng. Trâu cày ruộng lúa.", published="2020-05-01"),
    analysed("a2", "", "Lúa thơm rộ, trâu nghỉ; ông Lò Văn Thóc và Thóc cười.", published="2021-05-01",
             persons=("Lò Văn Thóc",), units=(("Đơn vị", "Đơn vị Một"),)),
    analysed("a3", "", "Biển xanh, tàu về bến. Tàu cá đầy khoang, Đại hội và đại hội.", published="2020-07-01"),
    analysed("a4", "", "Tàu ra khơi. Công an xã nhắc tàu: nghe đài.", published="2021",
             persons=("Mùa A Sểnh",), suspects=("Mùa A Sểnh",)),
    analysed("b1", "", COPIED, published="2020-09-01"),
    analysed("b2", "", COPIED, published="2020-09-02"),
    analysed("c1", "", "Hồ cạn."),
]  # fmt: skip


def in_sentences(analysis: Analysis) -> Analysis:
    sentences = Spans.of(match.span() for match in re.finditer(r"[^. ][^.]*\.", analysis.document.text))
    return replace(analysis, document=replace(analysis.document, sentences=sentences))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return filled(tmp_path_factory.mktemp("keywords") / "w", map(in_sentences, ARTICLES))


def told(workspace: Workspace, query: str, **wanted: Any) -> Keywords:
    return keywords(workspace, parse(query, segment), Filters(), wanted=Wanted(**{**LOOSE, **wanted}))


def listed(found: Keywords) -> dict[str, tuple[int, int, int]]:
    (comparison,) = found.comparisons
    return {k.name: (k.key.count, k.key.count_rest, k.key.articles) for k in comparison.keywords}


def test_words_by_hand(corpus: Workspace) -> None:
    found = told(corpus, "lúa")
    words = listed(found)
    assert words["lúa"] == (3, 0, 2)
    assert words["ruộng"] == (2, 0, 1)
    assert words["trâu"] == (2, 0, 2)
    assert "tàu" not in words
    assert found.articles == 2
    assert found.copies == 1
    (comparison,) = found.comparisons
    assert comparison.words == 8 + 12
    (rice,) = (k for k in comparison.keywords if k.name == "lúa")
    assert rice.key.log_likelihood == pytest.approx(log_likelihood(3, 20, 0, comparison.words_rest))


def test_copies_count_once_on_either_side(corpus: Workspace) -> None:
    assert listed(told(corpus, "gốm"))["bàu"] == (40, 0, 1)
    (comparison,) = told(corpus, "lúa").comparisons
    assert comparison.words_rest == 12 + 9 + 40 * 6 + 2
    (one,) = told(corpus, "gốm published:2020-09-01").comparisons
    assert one.words_rest < 60, "the copy is not in the rest"


def test_names_are_entities_where_they_may_be_listed_and_never_words(corpus: Workspace) -> None:
    found = told(corpus, "lúa").comparisons[0].keywords
    kinds = {(k.kind, k.name) for k in found}
    assert {("person", "Lò Văn Thóc"), ("unit", "Đơn vị Một")} <= kinds
    assert not {"thóc", "lò văn thóc", "lò"} & {k.name for k in found if k.kind == "word"}
    assert "Mùa A Sểnh" not in {
        k.name for k in told(corpus, "tàu", **LOOSE).comparisons[0].keywords if k.kind == "word"
    }


def test_function_words_and_numbers_are_no_keywords(corpus: Workspace) -> None:
    assert {"và", "của", "là"} <= function_words()
    assert not {"và", "39", "."} & listed(told(corpus, "lúa OR gốm")).keys()


def test_a_word_that_the_press_capitalises(corpus: Workspace) -> None:
    assert listed(told(corpus, "biển"))["đại hội"] == (2, 0, 1)


def test_the_spelling_is_the_most_frequent_one() -> None:
    lexicon = Lexicon()
    for token in ("kỳ họp", "kỳ họp", "kì họp", "^Kỳ họp", "Hoà", "^Hoà", "hòa"):
        lexicon.spellings[token] += 1
    assert lexicon.spelt() == {"kì họp": "kỳ họp", "hòa": "hòa"}
    assert lexicon["Hoà"] == ""
    assert lexicon["…"] is None
    assert not lexicon.is_subject("trắng"), "never seen without a capital"


def test_periods_against_the_rest_and_against_each_other(corpus: Workspace) -> None:
    found = told(corpus, "lúa OR tàu", per="year")
    assert [(c.period.name, c.articles) for c in found.comparisons if c.period] == [("2020", 2), ("2021", 2)]
    years = told(corpus, "*", per="year", against="periods")
    assert [c.period.name for c in years.comparisons if c.period] == ["2020", "2021"]
    assert years.undated == 1
    months = told(corpus, "lúa OR tàu", per="month")
    assert (months.vague, months.undated) == (1, 0)


def test_collocates_by_hand(corpus: Workspace) -> None:
    found = {k.name: k for k in told(corpus, "ruộng", collocates=1).comparisons[0].keywords}
    assert {name: (k.key.count, k.left, k.right) for name, k in found.items()} == {
        "vàng": (1, 1, 0),
        "cày": (1, 1, 0),
        "lúa": (1, 0, 1),
    }
    assert found["lúa"].key.count_rest == 2
    assert found["lúa"].key.log_likelihood == pytest.approx(
        log_likelihood(1, 3, 2, told(corpus, "ruộng", collocates=1).comparisons[0].words_rest)
    )


def test_windows_end_with_the_sentence_and_count_each_word_once(corpus: Workspace) -> None:
    (wide,) = told(corpus, "lúa", collocates=50).comparisons
    names = {k.name for k in wide.keywords}
    assert "lúa" not in names
    assert {"thơm", "ruộng", "trâu", "cày", "Lò Văn Thóc"} <= names
    (trau,) = (k for k in wide.keywords if k.name == "trâu")
    assert (trau.key.count, trau.left, trau.right) == (2, 1, 1)


def test_the_same_every_time(corpus: Workspace) -> None:
    assert told(corpus, "lúa OR gốm") == told(corpus, "lúa OR gốm")


def test_nothing_to_compare(corpus: Workspace) -> None:
    with pytest.raises(UsageError, match="no rest to compare with"):
        told(corpus, "*")
    with pytest.raises(UsageError, match="names no words"):
        told(corpus, "*", collocates=5)
    assert told(corpus, "voi").comparisons == ()


def run(diembao: Command, workspace: Workspace, *arguments: object) -> Any:
    return diembao("keywords", "--workspace", workspace.root, *arguments)


def test_formats(diembao: Command, corpus: Workspace) -> None:
    floors = ("--min-count", 1, "--min-articles", 1, "--min-likelihood", 0)
    found = run(diembao, corpus, "lúa", *floors, "--format", "csv", "--bom")
    assert found.out.startswith("\ufeffperiod,kind,item,articles,count,count_rest,per_million,")
    rows = list(csv.DictReader(io.StringIO(found.out[1:])))
    assert rows[0]["item"] == "lúa"
    assert rows[0]["per_million"] == "150000.0"
    plain = json.loads(run(diembao, corpus, "lúa", *floors, "--format", "json", "--limit", 1, "--per", "year").out)
    assert [c["period"] for c in plain["comparisons"]] == ["2020", "2021"]
    assert [len(c["items"]) for c in plain["comparisons"]] == [1, 1]
    assert "left" in run(diembao, corpus, "lúa", *floors, "--collocates", 2).out
    assert "1 of 2 articles"[2:] in run(diembao, corpus, "lúa", *floors).err
    assert run(diembao, corpus, "voi").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("*",), "no rest"),
        (("lúa", "--against", "periods"), "--against periods needs --per"),
        (("lúa", "--bom"), "--bom is for --format csv"),
        (('"lúa',), "query"),
        (("*", "--collocates", "3"), "names no words"),
    ],
)
def test_bad_input_gets_one_line(diembao: Command, corpus: Workspace, arguments: tuple[str, ...], says: str) -> None:
    found = run(diembao, corpus, *arguments)
    assert found.code == 2
    assert says in found.err
    assert len(found.err.strip().splitlines()) == 1
