"""What sentences say of when posts and ranks were taken up, given up and held, by golden rows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codec import mention_from_json, mention_to_json
from corpus.dates import PublicationDate
from corpus.mentions import Mention, Person, Position, Rank, Tenure
from extractor.events import find_events
from extractor.events.tenure import with_tenures
from extractor.events.tenure_words import LINKS, tenure_words
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.text.document import make_document
from tests.extractor.growth import grows_in_proportion, repeated

GOLDEN = Path(__file__).parents[1] / "golden" / "tenure.toml"
CONTEXT = Context(published=PublicationDate(value="2022-05-11", method="given", confidence=1), source="bao.example")
CASES: list[dict[str, Any]] = tomllib.loads(GOLDEN.read_text("utf-8"))["case"]


def read(text: str, *, title: bool = False) -> tuple[Mention, ...]:
    document = make_document(text, tokens=False)
    mentions = mine(document, CONTEXT)
    events = () if title else find_events(document, mentions, CONTEXT, "a", None, None)
    return with_tenures(document, mentions, CONTEXT, events, title=title)


def told(text: str) -> list[str]:
    """The lines of the golden file for a text, by place."""
    mentions = read(text)
    people = {m.value for m in mentions if isinstance(m, Person)}
    lines: list[str] = []
    for mention in mentions:
        if isinstance(mention, Position):
            lines += [_line(mention.text, mention.person, t, people) for t in mention.tenure]
            if not mention.tenure:
                lines.append(f"{mention.text} | {'former' if mention.former else 'now'}")
        elif isinstance(mention, Rank):
            lines += [_line(mention.text, mention.person, t, set()) for t in mention.tenure]
    for mention in mentions:
        if isinstance(mention, Person):
            lines += [_line("*", mention.value, t, people) for t in mention.tenure]
    return lines


def _line(what: str, person: str | None, tenure: Tenure, people: set[str]) -> str:
    whose = [tenure.person or person or "nobody"] if len(people) > 1 else []
    first, last = tenure.first, tenure.last
    days = "" if first is None and last is None else f" {first}" if first == last else f" {first}/{last}"
    return " | ".join([what, *whose, f"{tenure.change}{days}", *([tenure.acting] if tenure.acting else [])])


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_golden(case: dict[str, Any]) -> None:
    assert told(case["text"]) == case["told"]


def test_a_title_without_a_verb_tells_a_beginning() -> None:
    (post,) = [
        m
        for m in read("Ông Lâm Văn Quyết giữ chức Giám đốc Công an tỉnh Lai Châu", title=True)
        if isinstance(m, Position)
    ]
    assert [t.change for t in post.tenure] == ["begins"]


def test_every_link_has_phrases() -> None:
    for kind in (*LINKS, "candidate", "plan", "imagined", "unheld", "since", "effect", "until", "now", "replacing"):
        assert tenure_words().starts_at(kind, "", [], 0) is None


def _timed() -> Iterator[Mention]:
    for case in CASES:
        yield from (m for m in read(case["text"]) if isinstance(m, (Position, Person, Rank)) and m.tenure)


def test_json_keeps_it_and_leaves_out_what_is_not_told() -> None:
    for mention in _timed():
        assert mention_from_json(mention_to_json(mention)) == mention
    (post,) = [m for m in read("Ông Trần Văn Bình, Giám đốc Sở Y tế tỉnh Sơn La.") if isinstance(m, Position)]
    assert "tenure" not in mention_to_json(post)


_PIECES = st.sampled_from(
    ["Ông Trần Văn Bình", "giữ chức", "Giám đốc Sở Y tế", "từ", "2015", "ngày 3/5", ",", ";", "(", ")", "thay",
     "nghỉ hưu", "thôi", "bầu", "bổ nhiệm", "Đại tá", "Lê Minh Thuận", "lên", "nguyên",
     "kể từ ngày 1/6", "đến nay", ".", "\n"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=30))
def test_never_raises_and_only_adds(pieces: list[str]) -> None:
    text = " ".join(pieces)
    document = make_document(text, tokens=False)
    mentions = mine(document, CONTEXT)
    found = with_tenures(document, mentions, CONTEXT)
    assert [(m.start, m.end, m.text) for m in found] == [(m.start, m.end, m.text) for m in mentions]


@pytest.mark.parametrize(
    "unit",
    [
        "Ông Trần Văn Bình được bổ nhiệm làm Giám đốc Sở Y tế tỉnh Sơn La từ năm 2015, ",
        "Ông Trần Văn Bình, Giám đốc Sở Y tế, nghỉ hưu, ",
        "thay ông Lê Minh Thuận, giữ chức Giám đốc Sở Y tế; ",
    ],
)
def test_time_grows_with_the_text(unit: str) -> None:
    largest = 40_000
    mined = {}
    for size in (largest // 16, largest // 4, largest):
        document = make_document(repeated(unit, size).strip(), tokens=False)
        mined[document.text] = (document, mine(document, CONTEXT))
    grows_in_proportion(lambda text: with_tenures(*mined[text.strip()], CONTEXT), unit, largest)
