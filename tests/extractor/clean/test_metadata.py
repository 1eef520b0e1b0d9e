"""Addresses, titles, JSON-LD, sections: what a page's head says, and how far it is believed."""

from __future__ import annotations

import pytest

from corpus.article import RawPage
from corpus.errors import RejectedInput
from extractor.clean import clean
from extractor.clean.jsonld import read_jsonld
from extractor.clean.roles import role_of
from extractor.clean.titles import without_site

BODY = "".join(
    f"<p>Đoạn {n}: sáng 5/6, đoàn công tác của huyện Tam Lư đã về bản Nà Hin kiểm tra việc làm đường mới.</p>"
    for n in range(6)
)


def article(
    head: str = "", body: str = BODY, url: str | None = "https://bao.example/hoi-nghi-12.htm"
) -> tuple[str | None, str | None]:
    page = f"<html><head>{head}</head><body><h1>Làm đường ở bản Nà Hin</h1><div>{body}</div></body></html>"
    found = clean(RawPage(body=page.encode(), kind="html", source="bao.example", url=url))
    return found.url, found.title


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.bao.example/khac-13.htm", "https://www.bao.example/khac-13.htm"),
        ("https://kemoi.example/lay-cho.htm", "https://bao.example/hoi-nghi-12.htm"),
        ("https://bao.example/", "https://bao.example/hoi-nghi-12.htm"),
        ("javascript:void(0)", "https://bao.example/hoi-nghi-12.htm"),
        ("https://[::1", "https://bao.example/hoi-nghi-12.htm"),
    ],
)
def test_canonical_counts_within_the_site(canonical: str, url: str) -> None:
    assert article(f'<link rel="canonical" href="{canonical}">')[0] == url


def test_a_file_without_address_takes_none_from_its_markup() -> None:
    assert article('<link rel="canonical" href="https://bao.example/x.htm">', url=None)[0] is None


@pytest.mark.parametrize(
    ("title", "site", "clean_title"),
    [
        ("Hội nghị sơ kết - Báo Hải Đăng", [], "Hội nghị sơ kết"),
        ("Hội nghị sơ kết | haidang.example", [], "Hội nghị sơ kết"),
        ("Hội nghị sơ kết - Nhịp Phố", ["nhịp phố"], "Hội nghị sơ kết"),
        ("Tuần báo Làng Ven - Hội nghị sơ kết", [], "Hội nghị sơ kết"),
        ("Chợ nổi Cái Răng - một thoáng ngày cũ", [], "Chợ nổi Cái Răng - một thoáng ngày cũ"),
        ("Báo động đỏ - chuyện ở bến phà", [], "Báo động đỏ - chuyện ở bến phà"),
    ],
)
def test_title_without_the_paper(title: str, site: list[str], clean_title: str) -> None:
    assert without_site(title, site) == clean_title


def test_broken_json_ld_is_salvaged() -> None:
    script = '{"@type": "NewsArticle", "headline": "Làm "đường" mới", "datePublished": "2020-06-18T11:29:00+07:00", '
    found, _ = read_jsonld([script])
    assert (found.published, found.found) == ("2020-06-18T11:29:00+07:00", True)


@pytest.mark.parametrize(
    "script",
    [
        "",
        "null",
        "[" * 100_000,
        '{"@type": ["NewsArticle", 5], "author": 7, "headline": {"a": []}}',
        "{" * 5000,
        '{"@type": null}',
    ],
)
def test_any_json_ld_is_survived(script: str) -> None:
    read_jsonld([script])


def test_articles_of_a_list_in_json_ld_are_not_this_article() -> None:
    item = '{"@type":"NewsArticle","headline":"Bài khác","datePublished":"2020-01-01"}'
    script = f'{{"@type":"ItemList","itemListElement":[{item}]}}'
    assert not read_jsonld([script])[0].found


@pytest.mark.parametrize(
    ("classes", "role"),
    [
        ("article__sapo cms-desc", "lead"),
        ("PhotoCMS_Caption", "caption"),
        ("VCSortableInPreviewMode", "picture"),
        ("kbwscwl-relatedbox type-2", "related"),
        ("box-tinlienquanv2", "related"),
        ("wrap-comment", "comments"),
        ("detail-content afcbc-body", "body"),
        ("row col-8", ""),
        ("leading-tight", ""),
        ("update-content", ""),
    ],
)
def test_role(classes: str, role: str) -> None:
    assert role_of(classes) == role


def test_list_of_links_is_no_article() -> None:
    links = "".join(f'<li><a href="/{n}.htm">Tiêu đề bài số {n} của chuyên mục</a></li>' for n in range(40))
    with pytest.raises(RejectedInput, match="not-an-article"):
        article(body=f"<ul>{links}</ul>")


def test_english_page_is_refused() -> None:
    body = "<p>" + "The district said the new road would open in June after two years of work. " * 5 + "</p>"
    with pytest.raises(RejectedInput, match="not-vietnamese"):
        article(body=body)
