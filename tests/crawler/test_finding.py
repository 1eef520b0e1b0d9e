"""Finding articles where sites make it hard: traps, soft 404s, dates that only the page states; dry runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from corpus.sample import Response
from crawler.missing import says_it_is_missing
from crawler.page import read_page
from tests.crawler.conftest import Workspace
from tests.crawler.press import HOST, PROSE, Page, Press, feed, html, links, sitemap, sitemap_index

Opened = Callable[..., tuple[Workspace, Press]]
ARTICLES = [f"{HOST}/tin-so-{n}-cua-chi-bo-10{n}00{n}.html" for n in range(1, 5)]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    running: list[Press] = []

    def open_(
        pages: Mapping[str, Page], make: Callable[[str], Page | None] = lambda _: None
    ) -> tuple[Workspace, Press]:
        press = Press(pages, make)
        press.__enter__()
        running.append(press)
        return Workspace(tmp_path, press), press

    yield open_
    for press in running:
        press.close()


def articles(urls: list[str] = ARTICLES) -> dict[str, Page]:
    return {url: html(f"<h1>{url}</h1>{PROSE}") for url in urls}


# --- sitemaps and feeds -----------------------------------------------------------------------------------------------


def test_sitemaps_that_name_each_other_end(opened: Opened) -> None:
    a, b = f"{HOST}/sitemap-a.xml", f"{HOST}/sitemap-b.xml"
    index = sitemap_index(a, b, f"{HOST}/sitemap-c.xml")
    workspace, press = opened({a: index, b: index, f"{HOST}/sitemap-c.xml": sitemap(*ARTICLES), **articles()})
    report = workspace.crawl(a)
    assert report.stopped == "done"
    assert sorted(workspace.urls()) == ARTICLES
    assert max(press.counts().values()) == 1


def test_an_index_that_makes_ever_new_indexes_ends(opened: Opened) -> None:
    def make(url: str) -> str | None:
        return sitemap_index(url.replace(".xml", "x.xml")) if "sitemap" in url else None

    workspace, press = opened({}, make)
    workspace.crawl(f"{HOST}/sitemap-x.xml")
    assert len(press.asked()) < 10


def test_robots_may_name_a_sitemap_on_another_host(opened: Opened) -> None:
    elsewhere = "http://kho.other.example/bao/sitemap.xml.gz"
    foreign = "http://kho.other.example/tin-cua-bao-khac-102003.html"
    workspace, press = opened(
        {
            f"{HOST}/robots.txt": f"User-agent: *\nSitemap: {elsewhere}\n",
            f"{HOST}/": html(links("/lien-he")),
            elsewhere: sitemap(*ARTICLES, foreign),
            **articles([*ARTICLES]),
            foreign: html(PROSE),
        }
    )
    workspace.crawl(f"{HOST}/")
    assert sorted(workspace.urls()) == sorted([*ARTICLES, foreign])
    assert "http://kho.other.example/" not in press.asked()


def test_sitemaps_of_another_time_are_not_asked_for(opened: Opened) -> None:
    names = [f"{HOST}/sitemaps/news-{year}-{month}.xml" for year in range(2015, 2026) for month in range(1, 13)]
    others = [f"{HOST}/sitemaps/sections.xml", f"{HOST}/sitemaps/topics.xml"]
    pages = {name: sitemap(f"{HOST}/x-y-z-{name[29:-4].replace('-', '')}0123456.html") for name in names}
    workspace, press = opened({f"{HOST}/sitemap.xml": sitemap_index(*names, *others), **pages})
    workspace.crawl(f"{HOST}/sitemap.xml", since=date(2020, 6, 15), until=date(2020, 8, 1), dry_run=True)
    asked = [url for url in press.asked() if "/sitemaps/" in url]
    assert asked == [f"{HOST}/sitemaps/news-2020-{month}.xml" for month in (8, 7, 6)] + others


def test_sitemaps_that_are_numbered_name_no_years(opened: Opened) -> None:
    names = [f"{HOST}/sitemap-{n}.xml" for n in range(1985, 2003)] + [f"{HOST}/sitemap-{n}.xml" for n in range(40)]
    workspace, press = opened({f"{HOST}/sitemap.xml": sitemap_index(*names), **{n: sitemap() for n in names}})
    workspace.crawl(f"{HOST}/sitemap.xml", since=date(2020, 1, 1))
    assert sorted(press.asked()[1:]) == sorted(names)


def test_a_feed_on_a_host_of_its_own(opened: Opened) -> None:
    workspace, _ = opened({"http://rss.example/bao.rss": feed(*ARTICLES), **articles()})
    workspace.crawl("http://rss.example/bao.rss")
    assert sorted(workspace.urls()) == ARTICLES
    assert {page.given.published for page in workspace.pages()} == {"2020-06-18T11:29:00+07:00"}


# --- traps ------------------------------------------------------------------------------------------------------------


def test_a_calendar_without_end_ends(opened: Opened) -> None:
    menu = links("/", "/chinh-tri.html", "/lich?thang=2026-03")

    def make(url: str) -> str | None:
        found = re.fullmatch(rf"{HOST}/lich\?thang=(\d+)-(\d+)(?:&ngay=\d+)?", url)
        if not found:
            return None
        months = [f"/lich?thang={int(found[1]) + by}-{month:02d}" for by in (-1, 0, 1) for month in range(1, 13)]
        days = [f"/lich?thang={found[1]}-{found[2]}&ngay={day}" for day in range(1, 31)]
        return html(menu + links(*months, *days) + f"<p>{url}</p>")

    home = html(menu + links(*ARTICLES))
    workspace, press = opened({f"{HOST}/": home, f"{HOST}/chinh-tri.html": html(menu), **articles()}, make)
    report = workspace.crawl(f"{HOST}/")
    assert report.stopped == "done"
    assert sorted(workspace.urls()) == ARTICLES
    assert sum("/lich" in url for url in press.asked()) < 80


def test_sections_of_articles_with_days_in_their_addresses_are_all_read(opened: Opened) -> None:
    menu = links("/", "/a.html", "/b.html", "/c.html")
    pages: dict[str, Page] = {f"{HOST}/": html(menu)}
    for n, section in enumerate("abc", 1):
        url = f"{HOST}/tin/2020061{n}/bai.html"
        pages |= {f"{HOST}/{section}.html": html(menu + links(url)), url: html(PROSE * 3 + url)}
    workspace, _ = opened(pages)
    workspace.crawl(f"{HOST}/")
    assert sorted(workspace.urls()) == [f"{HOST}/tin/2020061{n}/bai.html" for n in (1, 2, 3)]


@pytest.mark.parametrize("turned", ["/tin/trang-{}.html", "/tin.html?page={}", "/tin.html?sau=x{}"])
def test_a_listing_that_never_ends_is_left_when_it_offers_nothing_new(opened: Opened, turned: str) -> None:
    pattern = re.compile(re.escape(HOST + turned).replace(r"\{\}", r"(\d+)"))

    def make(url: str) -> str | None:
        found = pattern.fullmatch(url)
        if not found:
            return None
        following = turned.format(int(found[1]) + 1)
        # every page has another time on it, so that no two are the same bytes
        return html(links(*ARTICLES) + f'<a rel="next" href="{following}">Sau</a><p>Lúc {found[1]} giờ</p>')

    first = html(links(*ARTICLES) + f'<a rel="next" href="{turned.format(2)}">Sau</a>')
    workspace, press = opened({f"{HOST}/tin.html": first, **articles()}, make)
    workspace.crawl(f"{HOST}/tin.html")
    assert sorted(workspace.urls()) == ARTICLES
    assert sum(bool(pattern.fullmatch(url)) for url in press.asked()) <= 3


def test_a_listing_is_read_to_its_end(opened: Opened) -> None:
    pages: dict[str, Page] = {f"{HOST}/tin.html": html(links(ARTICLES[0], "/tin/trang-2.html"))}
    for n in (2, 3, 4):
        pages[f"{HOST}/tin/trang-{n}.html"] = html(links(ARTICLES[n - 1], f"/tin/trang-{n + 1}.html"))
    workspace, _ = opened({**pages, **articles()})
    workspace.crawl(f"{HOST}/tin.html")
    assert sorted(workspace.urls()) == ARTICLES


# --- one page, many names ---------------------------------------------------------------------------------------------


def test_one_page_under_many_names_is_fetched_once(opened: Opened) -> None:
    first = f"{HOST}/tin-moi-cua-chi-bo-475892.html"
    path = first.removeprefix(HOST)
    names = [
        first,
        f"http://m.bao.example{path}",
        f"http://www.bao.example/amp{path}",
        f"{first}?utm_source=zalo&fbclid=x#binh-luan",
        f"{HOST}{path.replace('.html', '.amp.html')}",
        f"{first}?amp=1",
    ]
    pages: dict[str, Page] = {f"{HOST}/": html(links(*names))}
    # every edition has other bytes, and none names its canonical address
    workspace, press = opened(pages, lambda url: html(PROSE + f"<p>{url}</p>") if "475892" in url else None)
    workspace.crawl(f"{HOST}/")
    assert workspace.urls() == [first]
    assert [url for url in press.asked() if "475892" in url] == [first]


def test_articles_of_one_number_in_several_sections_are_all_fetched(opened: Opened) -> None:
    names = [f"{HOST}/{name}-20345.html" for name in ("thoi-su/dai-hoi-dang-bo-tinh-lan", "du-lich/le-hoi-hoa-ban-ve")]
    workspace, _ = opened({f"{HOST}/": html(links(*names)), **{url: html(PROSE + url) for url in names}})
    assert workspace.crawl(f"{HOST}/").articles == 2
    assert sorted(workspace.urls()) == sorted(names)


def test_an_article_with_another_title_is_a_duplicate_that_is_counted(opened: Opened) -> None:
    names = [f"{HOST}/tin-moi-cua-chi-bo-475892.html", f"{HOST}/thoi-su/tin-sua-cua-dang-bo-475892.html"]
    head = f'<link rel="canonical" href="{names[0]}">'
    workspace, _ = opened({f"{HOST}/": html(links(*names)), **{url: html(PROSE + url, head) for url in names}})
    report = workspace.crawl(f"{HOST}/")
    assert workspace.urls() == [names[0]]
    assert report.duplicates == 1


def test_articles_that_all_name_one_canonical_address_are_all_kept(opened: Opened) -> None:
    head = f'<link rel="canonical" href="{ARTICLES[0]}">'
    workspace, _ = opened({f"{HOST}/": html(links(*ARTICLES)), **{url: html(PROSE + url, head) for url in ARTICLES}})
    assert workspace.crawl(f"{HOST}/").duplicates == 0
    assert sorted(workspace.urls()) == ARTICLES


def test_another_name_is_tried_where_the_first_leads_nowhere(opened: Opened) -> None:
    path = ARTICLES[0].removeprefix(HOST)
    amp = f"{HOST}/amp{path}"
    workspace, _ = opened(
        {f"{HOST}/": html(links(ARTICLES[0])), f"{HOST}/moi.html": html(links(amp)), amp: html(PROSE)}
    )
    workspace.crawl(f"{HOST}/")
    assert workspace.urls() == []
    workspace.crawl(f"{HOST}/moi.html")
    assert workspace.urls() == [amp]


# --- soft 404s --------------------------------------------------------------------------------------------------------

SOFT = html("<h1>Không tìm thấy trang</h1><p>Mời bạn về trang chủ.</p>" + links("/"))


def test_a_soft_404_is_no_article_and_no_listing(opened: Opened) -> None:
    gone = f"{HOST}/bai-da-go-tu-lau-roi-104009.html"
    workspace, _ = opened({f"{HOST}/": html(links(*ARTICLES, gone)), gone: SOFT, **articles()})
    report = workspace.crawl(f"{HOST}/")
    assert sorted(workspace.urls()) == ARTICLES
    assert report.excluded["soft-404"] == 1


def test_a_seed_that_is_a_soft_404_has_failed(opened: Opened) -> None:
    workspace, _ = opened({f"{HOST}/tin": SOFT})
    report = workspace.crawl(f"{HOST}/tin")
    assert report.failed == {"soft-404": 1}


@pytest.mark.parametrize(
    "title",
    ["404", "404 Not Found", "Lỗi 404 - Báo Mẫu", "Trang không tồn tại | Báo Mẫu", "Bài viết này không tồn tại.",
     "Không tìm thấy trang bạn yêu cầu", "Page not found", "Rất tiếc, không tìm thấy nội dung này", "Trang báo lỗi",
     "Bài viết đã bị xóa hoặc không tồn tại", "KHÔNG TÌM THẤY BÀI VIẾT"],
)  # fmt: skip
def test_words_of_error_pages(title: str) -> None:
    assert says_it_is_missing([title], "")


@pytest.mark.parametrize(
    "title",
    ["Không tìm thấy trang phục của nạn nhân", "Nội dung không tồn tại trong luật mới", "404 căn hộ được bàn giao",
     "Trang trại không có điện", "Bài viết đã bị xóa sau phản ánh của bạn đọc", "Chính trị", "Tin không vui cuối năm"],
)  # fmt: skip
def test_titles_of_news_are_none(title: str) -> None:
    assert not says_it_is_missing([f"{title} - Báo Mẫu"], "")


def test_a_listing_whose_teasers_speak_of_missing_pages_is_read() -> None:
    teasers = "".join(f"<p>{n}. Địa chỉ trang web này không tồn tại, công an cho biết.</p>" for n in range(30))
    assert not read_page(html(teasers + links(*ARTICLES)).encode(), f"{HOST}/phap-luat.html").missing
    assert read_page(html(teasers[:70] + links(*ARTICLES)).encode(), f"{HOST}/phap-luat.html").missing


def test_an_article_about_missing_pages_is_an_article() -> None:
    page = html(f"<h1>Lỗi 404</h1>{PROSE * 3}")
    assert read_page(page.encode(), f"{HOST}/loi-404-la-gi-va-cach-sua-102003.html").is_article


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        '<meta property="article:published_time" content="2019-05-06T07:00:00+07:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2019-05-06"}</script>',
        '<meta itemprop="datePublished" content="06/05/2019">',
    ],
)
def test_since_holds_for_the_date_that_the_page_states(opened: Opened, said: str) -> None:
    old, new = ARTICLES[:2]
    pages = {f"{HOST}/": html(links(old, new)), **articles([new]), old: html(PROSE, said)}
    workspace, press = opened(pages)
    report = workspace.crawl(f"{HOST}/", since=date(2020, 1, 1))
    assert workspace.urls() == [new]
    assert report.excluded == {"since": 1, "no-sitemap": 1}
    assert press.counts()[old] == 1


@pytest.mark.parametrize("turned", ["/tin/trang-{}.html", "/tin.html?sau=x{}"])
def test_a_listing_ends_where_everything_is_too_old(opened: Opened, turned: str) -> None:
    def make(url: str) -> str | None:
        if found := re.fullmatch(re.escape(HOST + turned).replace(r"\{\}", r"(\d+)"), url):
            return listing(int(found[1]))
        if found := re.fullmatch(rf"{HOST}/tin-moi-trong-tinh-(\d\d)7770\d.html", url):
            return html(PROSE + url, f'<meta property="article:published_time" content="{2026 - int(found[1])}-05-06">')
        return None

    def listing(page: int) -> str:
        urls = [f"/tin-moi-trong-tinh-{page:02d}7770{n}.html" for n in range(1, 8)]
        return html(links(*urls) + f'<a rel="next" href="{turned.format(page + 1)}">Sau</a>')

    workspace, press = opened({f"{HOST}/tin.html": listing(1)}, make)
    for _ in range(2):
        workspace.crawl(f"{HOST}/tin.html", since=date(2024, 1, 1))
        workspace.later(days=1)
    assert len(workspace.urls()) == 14  # of 2025 and 2024
    listings = [url for url in press.asked() if "trang-" in url or "sau=" in url]
    assert set(listings) == {HOST + turned.format(n) for n in (2, 3)}
    assert sum("-037770" in url for url in press.asked()) == 7
    assert not any("-047770" in url for url in press.asked())


def test_a_page_that_is_too_old_is_not_asked_for_again(opened: Opened) -> None:
    said = '<meta property="article:published_time" content="2019-05-06">'
    workspace, press = opened({f"{HOST}/": html(links(ARTICLES[0])), ARTICLES[0]: html(PROSE, said)})
    for _ in range(2):
        workspace.crawl(f"{HOST}/", since=date(2020, 1, 1))
        workspace.later(days=1)
    assert press.counts()[ARTICLES[0]] == 1
    workspace.crawl(f"{HOST}/", since=date(2019, 1, 1))
    assert workspace.urls() == [ARTICLES[0]]


def test_an_article_of_a_feed_that_is_not_included_is_not_asked_for(opened: Opened) -> None:
    workspace, press = opened({f"{HOST}/tin.rss": feed(f"{HOST}/x/bai", f"{HOST}/y/bai"), f"{HOST}/x/bai": html(PROSE)})
    report = workspace.crawl(f"{HOST}/tin.rss", include=("/x/",))
    assert press.asked() == [f"{HOST}/tin.rss", f"{HOST}/x/bai"]
    assert report.excluded == {"pattern": 1}


def test_the_date_of_a_feed_comes_first(opened: Opened) -> None:
    said = '<meta property="article:published_time" content="2019-05-06">'
    workspace, _ = opened({f"{HOST}/tin.rss": feed(ARTICLES[0]), ARTICLES[0]: html(PROSE, said)})
    workspace.crawl(f"{HOST}/tin.rss", since=date(2020, 1, 1))
    assert workspace.urls() == [ARTICLES[0]]


# --- dry runs ---------------------------------------------------------------------------------------------------------


def test_a_dry_run_asks_for_no_article(opened: Opened) -> None:
    pages = {f"{HOST}/": html(links("/tin.rss", "/chinh-tri.html", *ARTICLES[2:])), **articles()}
    pages[f"{HOST}/tin.rss"] = feed(*ARTICLES[:2])
    pages[f"{HOST}/chinh-tri.html"] = html(links(*ARTICLES))
    workspace, press = opened(pages)
    report = workspace.crawl(f"{HOST}/", dry_run=True)
    planned = {event.url: event.published for event in workspace.events if event.kind == "planned"}
    assert sorted(planned) == ARTICLES
    assert planned[ARTICLES[0]] == "2020-06-18T11:29:00+07:00"
    assert planned[ARTICLES[3]] is None
    assert report.articles == 4
    assert not set(press.asked()) & set(ARTICLES)
    assert not workspace.pages()


def test_a_dry_run_stops_at_the_limit(opened: Opened) -> None:
    workspace, _ = opened({f"{HOST}/tin.rss": feed(*ARTICLES), **articles()})
    report = workspace.crawl(f"{HOST}/tin.rss", dry_run=True, limit=2)
    assert (report.articles, report.stopped) == (2, "limit")


# --- what the archive keeps of it -------------------------------------------------------------------------------------


def kinds(folder: Path) -> list[tuple[str, str]]:
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            found += [
                (record.rec_type, record.content_stream().read().decode())
                for record in ArchiveIterator(stream)
                if record.rec_type not in ("warcinfo", "request")
            ]
    return found


@pytest.mark.parametrize("tag", ['"a1"', None])
def test_a_look_that_brings_nothing_new_is_a_revisit(opened: Opened, tag: str | None) -> None:
    said = (("Content-Type", "text/html; charset=utf-8"), *([("ETag", tag)] if tag else []))
    article = Response(status=200, headers=said, body=html(PROSE).encode())
    workspace, press = opened({f"{HOST}/tin.rss": feed(ARTICLES[0]), ARTICLES[0]: article})
    workspace.crawl(f"{HOST}/tin.rss")
    workspace.later(days=2)
    report = workspace.crawl(f"{HOST}/tin.rss", revisit="all")
    assert report.unchanged >= 1
    assert press.counts()[ARTICLES[0]] == 2
    (response, first), (_, about), (revisit, nothing), (_, again) = kinds(workspace.folder)
    assert (response, revisit, nothing) == ("response", "revisit", "")
    assert first == html(PROSE)
    assert f"via: {HOST}/tin.rss" in about
    assert again.startswith(about)
    assert f"httpStatus: {304 if tag else 200}" in again
    assert len(workspace.pages()) == 1
