"""Texts of dumps: titles, datelines, captions and bylines told without markup."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest

from corpus.article import Given, RawPage
from corpus.errors import RejectedInput
from extractor.clean import clean

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
