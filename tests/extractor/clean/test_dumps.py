"""Texts of dumps: titles, datelines, captions and bylines told without markup."""

from __future__ import annotations

import json
import re
import textwrap
import time
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Given, RawPage
from corpus.errors import RejectedInput
from corpus.text import normalize
from extractor.clean import clean
from extractor.clean.decoding import mended
from extractor.clean.furniture import drop_furniture, take_desk
from extractor.clean.items import Item
from extractor.clean.wrapping import paragraphs

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "dumps.toml").read_text(encoding="utf-8"))["dump"]


def raw(text: str, given: Given | None = None, url: str | None = None) -> RawPage:
    return RawPage(body=text.encode(), kind="text", source="mau.txt", given=given or Given(), url=url)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_dump(case: dict[str, Any]) -> None:
    article = clean(raw(case["input"]))
    assert article.text.split("\n\n") == case["text"]
    if "title" in case:
        assert article.title == (None if case["title"] == "none" else case["title"])
    if "published" in case:
        assert article.published is not None
        assert (article.published.value, article.published.method) == (case["published"], "text")
    for name in ("authors", "captions"):
        if name in case:
            assert list(getattr(article, name)) == case[name]
    if "lead" in case:
        assert article.lead == case["lead"]
    assert set(case.get("removed", ())) <= {removed.why for removed in article.removed}


GOLD = [
    json.loads(line) for line in (Path(__file__).parents[2] / "gold" / "dumps.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", GOLD, ids=lambda row: f"{row['id']} {row['what']}")
def test_gold(row: dict[str, Any]) -> None:
    article = clean(raw(row["input"]))
    assert article.text.split("\n\n") == row["text"]
    assert (article.title, article.lead) == (row["title"], row["lead"])
    assert (article.published.value if article.published else None) == row["published"]
    assert (list(article.authors), sorted(article.captions)) == (row["authors"], sorted(row["captions"]))


@pytest.mark.parametrize("row", GOLD, ids=lambda row: row["id"])
def test_nothing_is_lost_without_a_reason(row: dict[str, Any]) -> None:
    article = clean(raw(row["input"]))
    told = [article.text, article.title or "", *article.captions, *(removed.text for removed in article.removed)]
    held = {word for text in told for word in re.findall(r"\w+", text)}
    given = re.findall(r"\w+", normalize(mended(row["input"])))
    assert [word for word in given if word not in held] == []


BODY = "Ngày 17/6, huyện Tam Lư công bố quyết định thành lập hai xã mới sau khi sắp xếp lại."


def test_given_fields_win() -> None:
    given = Given(origin_id="a1", title="Tên do người dùng cho", source="bao.example", published="18/06/2020 11:29")
    article = clean(raw("Thứ ba, 02/06/2020 07:00\n" + BODY, given))
    assert (article.title, article.source, article.origin_id) == ("Tên do người dùng cho", "bao.example", "a1")
    assert article.published is not None
    assert (article.published.value, article.published.method) == ("2020-06-18T11:29:00+07:00", "given")
    assert article.id == clean(raw("khác hẳn, nhưng vẫn là tiếng Việt của bản ghi ấy.", given)).id


@pytest.mark.parametrize("published", ["2020-06-18", "2021", "2020-06-18T23:40:00+07:00", "1985-03-02", "1985"])
@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_given_date_is_never_dropped(published: str, kind: Literal["text", "html"]) -> None:
    text = BODY if kind == "text" else f"<html><body><h1>Tam Lư có xã mới</h1><p>{BODY}</p><p>{BODY} {BODY}</p>"
    retrieved = datetime(2020, 6, 17, 5, tzinfo=UTC)
    page = replace(raw(text, Given(published=published)), kind=kind, retrieved=retrieved)
    found = clean(page).published
    assert found is not None
    assert (found.value, found.method) == (published, "given")


def test_a_dateline_of_the_day_of_retrieval_counts() -> None:
    page = raw("Thứ năm, 18/06/2020 21:40\n" + BODY)
    found = clean(replace(page, retrieved=datetime(2020, 6, 18, tzinfo=UTC))).published
    assert found is not None
    assert found.value == "2020-06-18T21:40:00+07:00"
    assert clean(replace(page, retrieved=datetime(2020, 6, 18, 3, tzinfo=UTC))).published is None


def test_id_of_a_bare_text_is_that_of_its_words() -> None:
    assert clean(raw(BODY)).id == clean(raw("  " + BODY.replace(" ", "\n", 3))).id


def test_a_feed_s_date_gives_way_to_none_in_the_text_and_is_kept() -> None:
    published = clean(raw(BODY, Given(published="2020-06-18", published_method="feed"))).published
    assert published is not None
    assert (published.value, published.method) == ("2020-06-18", "feed")


def test_no_date_of_the_future() -> None:
    text = "Thứ năm, 18/06/2020 11:29\n" + BODY
    assert clean(raw(text), now=datetime.fromisoformat("2020-06-18T11:00:00+07:00")).published is None
    assert clean(raw(text), now=datetime.fromisoformat("2020-06-18T12:00:00+07:00")).published is not None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The ministry said on Monday that it had approved the plan for the new bridge in the city.", "not-vietnamese"),
        ("Le ministère a déclaré lundi qu'il avait approuvé le projet présenté par la région.", "not-vietnamese"),
        ("Presiden mengatakan bahwa para pejabat akan datang ke kota itu pada hari Senin.", "not-vietnamese"),
        ("12 34 56 / 78", "no-body"),
        ("\u200b \n\u00a0", "empty"),
    ],
)
def test_refused(text: str, reason: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        clean(raw(text))
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "title", ["C«ng an tØnh b¸o tin vui", "CÃ´ng an tá»‰nh bÃ¡o tin vui", "C&amp;ocirc;ng an tỉnh báo tin vui"]
)
def test_a_given_title_is_mended(title: str) -> None:
    assert clean(raw(BODY, Given(title=title))).title == "Công an tỉnh báo tin vui"


_WORDS = "ngày bà con xã vùng hồ nhận gạo trồng lúa sau lũ Nà Hin hai ba trường bản cầu đường xe đến làm mới"
_SENTENCES = st.lists(st.sampled_from(_WORDS.split()), min_size=12, max_size=60).map(
    lambda words: " ".join(words).capitalize() + "."
)


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(_SENTENCES, min_size=3, max_size=6), width=st.integers(55, 100), blank=st.booleans())
def test_wrapped_lines_lose_no_word_and_part_only_at_ends_of_sentences(
    parts: list[str], width: int, blank: bool
) -> None:
    text = ("\n\n" if blank else "\n").join("\n".join(textwrap.wrap(part, width)) for part in parts)
    found = paragraphs(text)
    assert " ".join(found).split() == text.split()
    if blank and text.count("\n") > 12:
        assert found == parts


@pytest.mark.parametrize(
    "piece", ["Trang chủ\n", "Trang chủ Thời sự ", "a | b | ", "12:30\n", "Hay\nXem kết quả\n", "(a", "x@y."]
)
def test_furniture_in_linear_time(piece: str) -> None:
    lines = [Item(kind="p", text=line) for line in (piece * (300_000 // len(piece))).split("\n")]
    began = time.process_time()
    drop_furniture(lines)
    take_desk(lines)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "line", ["con đường bê tông chạy tới tận bản xa hun hút ấy\n", "a b\n", "\tx y\n", "\n", "a b c d e f\n"]
)
def test_paragraphs_in_linear_time(line: str) -> None:
    text = "Mười năm trước, dốc Pha Đỏ còn là lối mòn cho\n" + ("và " + line + line) * (200_000 // len(line))
    began = time.process_time()
    paragraphs(text)
    assert time.process_time() - began < 5


def test_verse_stays_in_lines() -> None:
    poem = ["sông trôi bên lở bên bồi thương nhau", "người đi để lại giàn trầu trước hiên nhà"] * 3
    prose = "Bài thơ của một bạn đọc gửi về tòa soạn nhân ngày hội của làng ven sông, xin giới thiệu"
    assert paragraphs("\n".join([prose, *poem])) == [prose, *poem]
