"""What is left of an article where its text is not passed on: values, offsets, and short quotations as evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.analysis import Analysis
from diembao.export.abridged import QUOTED, SHARE, abridged, abridged_events
from diembao.export.tables import event_rows, mention_rows
from diembao.workspace import open_workspace
from tests.index.sample import analysed


def quoted(line: dict[str, Any], text: str) -> int:
    """Characters of the text that stand in the running text of an abridged article."""
    marks = bytearray(len(text))
    given = [line["lead"], *(event[name] for event in line["events"] for name in ("title", "sentence"))]
    for stretch in {value.rstrip("…") for value in given if value}:
        at = text.find(stretch)
        if at >= 0:
            marks[at : at + len(stretch)] = b"\1" * len(stretch)
    return sum(marks)


@pytest.fixture(scope="module")
def articles(demo_root: Path) -> list[Analysis]:
    with open_workspace(demo_root).store() as store:
        return list(store.articles.get(store.articles.ids()))


def test_a_fifth_is_quoted_at_most(articles: list[Analysis]) -> None:
    shares = []
    for article in articles:
        line, text = abridged(article), article.article.text
        assert quoted(line, text) <= max(QUOTED, SHARE * len(text)) + 40 * len(line["events"])
        assert all(len(event[name] or "") <= QUOTED for event in line["events"] for name in ("title", "sentence"))
        shares.append(quoted(line, text) / len(text))
    assert sum(shares) / len(shares) <= SHARE


def test_events_keep_their_titles_and_sentences_begin_where_they_say(articles: list[Analysis]) -> None:
    told = [(article.article.text, event) for article in articles for event in abridged_events(article)]
    assert all(event["title"] for _, event in told)
    sentences = [(text, event["start"], event["sentence"]) for text, event in told if event["sentence"]]
    assert 0 < len(sentences) < len(told)
    for text, start, sentence in sentences:
        assert text.startswith(sentence.rstrip("…"), start)


def test_tables_quote_no_more_than_lines_do(articles: list[Analysis]) -> None:
    for article in articles:
        line = abridged(article)
        assert [row["sentence"] for row in event_rows(article, full_text=False)] == [
            event["sentence"] for event in line["events"]
        ]
        assert all(row["text"] for row in mention_rows(article, full_text=False))
        whole = event_rows(article, full_text=True)
        assert [row["sentence"] for row in whole] == [event.sentence for event in article.events]


def test_events_of_one_sentence_quote_it_once() -> None:
    text = "Sáng nay họp bàn việc đồng áng của xã. " * 20
    first = analysed("a", "T", text, events=("conference", "congress"))
    told = [replace(event, sentence=text[:38], title="họp", start=0, end=38) for event in first.events]
    made = replace(first, events=tuple(told))
    assert [event["sentence"] for event in abridged_events(made)] == [text[:38]] * 2
