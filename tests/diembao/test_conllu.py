"""CoNLL-U as a reader of others sees it: words with their offsets, sentences, labels of mentions."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Block, Document
from corpus.codec import mention_to_json
from corpus.spans import Span, Spans
from diembao.export.conllu import document
from diembao.export.writers import Form
from diembao.exporting import Selection, export
from diembao.workspace import Workspace
from tests.corpus.samples import TEXT, analysis

conllu = pytest.importorskip("conllu")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_reader_of_others_reads_it_and_the_words_lie_where_it_says(demo: Workspace, tmp_path: Path) -> None:
    export(demo, Selection(), Form(format="conllu", full_text=True), tmp_path / "a.conllu", created=NOW)
    with demo.store() as store:
        whole = {row[0]: row[1] for row in store.connection.execute("SELECT id, text FROM articles")}
    article = ""
    seen: dict[str, int] = {}
    ids: set[str] = set()
    for sentence in conllu.parse((tmp_path / "a.conllu").read_text("utf-8")):
        article = sentence.metadata.get("newdoc id", article)
        seen[article] = seen.get(article, 0) + 1
        ids.add(sentence.metadata["sent_id"])
        spelt = ""
        for number, token in enumerate(sentence, 1):
            start, end = map(int, token["misc"]["TokenRange"].split(":"))
            assert whole[article][start:end] == token["form"]
            assert token["id"] == number
            spelt += token["form"] + ("" if token["misc"].get("SpaceAfter") == "No" else " ")
        assert spelt.rstrip() == sentence.metadata["text"]
    assert seen.keys() == whole.keys()
    manifest = json.loads((tmp_path / "a.manifest.json").read_text("utf-8"))
    assert manifest["counts"]["sentences"] == sum(seen.values()) == len(ids)


def test_a_sentence_never_ends_inside_a_name() -> None:
    one = analysis()
    inside = next(m for m in one.mentions if " " in m.text)
    border = inside.start + inside.text.index(" ") + 1
    (start, end), *rest = one.document.sentences.pairs()
    assert start < border < end  # the name stands in the first sentence
    broken = replace(
        one, document=replace(one.document, sentences=Spans.of([(start, border - 1), (border, end), *rest]))
    )
    assert document(broken).text == document(one).text
    assert document(broken).counts == document(one).counts


def test_labels_give_the_mentions_back(demo: Workspace) -> None:
    given = found = 0
    with demo.store() as store:
        for one in store.articles.get(store.articles.ids()):
            labelled = set(spans_of(document(one).text))
            starts, ends = set(one.document.tokens.starts), set(one.document.tokens.ends)
            for mention in one.mentions:
                if mention.start in starts and mention.end in ends:
                    given += 1
                    found += (mention_to_json(mention)["kind"], mention.start, mention.end) in labelled
    assert given > 2000
    assert found == given


def test_nested_mentions_have_a_label_each() -> None:
    made = analysis()
    words = [match.span() for match in re.finditer(r"\w+|[^\w\s]", TEXT)]
    text = document(replace(made, document=replace(made.document, tokens=Spans.of(words)))).text
    (sentence,) = conllu.parse(text)
    labels = {token["form"]: (token["misc"] or {}).get("NER") for token in sentence}
    assert (labels["Trưởng"], labels["Tham"]) == ("B-position", "I-position+I-unit")
    assert sentence.metadata["newpar id"] == "0123456789abcdef-p1"


def test_a_text_without_tokens_or_with_one_that_holds_two_mentions_is_no_fault() -> None:
    made = analysis()
    bare = replace(made, document=replace(made.document, tokens=Spans((), ()), sentences=Spans((), ())))
    assert len(conllu.parse(document(bare).text)) == 1
    one_word = replace(made, document=replace(made.document, tokens=Spans.of([(0, len(TEXT))])))
    told = document(one_word)
    assert told.counts["mentions_cut_through_a_word"] == len(made.mentions)
    (sentence,) = conllu.parse(told.text)
    assert sentence[0]["misc"]["NER"].count("B-unit") == 1


def spans_of(text: str) -> Iterator[tuple[str, int, int]]:
    """The spans that BIO labels draw, of all kinds."""
    running: dict[str, tuple[int, int]] = {}
    for sentence in conllu.parse(text):
        for token in sentence:
            start, end = map(int, token["misc"]["TokenRange"].split(":"))
            labels = dict(reversed(label.split("-")) for label in token["misc"].get("NER", "").split("+") if label)
            for kind in [kind for kind in running if labels.get(kind) != "I"]:
                yield (kind, *running.pop(kind))
            for kind in labels:
                running[kind] = (running[kind][0] if kind in running else start, end)
        for kind in list(running):
            yield (kind, *running.pop(kind))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=12, unique=True), st.text(max_size=20))
def test_any_text_can_be_written_and_read(text: str, cuts: list[int], title: str) -> None:
    """Tokens of any shape: with blanks, marks or line ends in them."""
    made = analysis()
    bounds = [cut for cut in sorted(cuts) if cut <= len(text)]
    pairs = [(s, e) for s, e in pairwise(bounds) if text[s:e].strip()]
    article = replace(made.article, text=text, title=title, blocks=(Block(type="p", span=Span(0, len(text))),))
    whole = Spans.of([(0, len(text))])
    cut = Document(text=text, paragraphs=whole, sentences=whole, tokens=Spans.of(pairs))
    told = document(replace(made, article=article, document=cut, mentions=()))
    sentences = conllu.parse(told.text)
    assert [len(sentence) for sentence in sentences] == ([told.counts["tokens"]] if told.counts["tokens"] else [])
    for sentence in sentences:
        for token in sentence:
            start, end = map(int, token["misc"]["TokenRange"].split(":"))
            assert token["form"] == " ".join(text[start:end].split())
