"""Dates of publication: datelines, ISO values, addresses, and the choice between them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corpus.dates import PublishedMethod
from extractor.clean.dateline import opening_dateline, read_dateline, read_iso, read_url_date
from extractor.clean.published import Candidate, choose, limit_of

DATELINES = {
    "Thứ năm, 18/06/2020 11:29": "2020-06-18T11:29:00+07:00",
    "Thứ Ba, 10/05/2022, 09:30 [GMT+7]": "2022-05-10T09:30:00+07:00",
    "Cập nhật lúc 10:05, Thứ Tư, 14/04/2021 (GMT+7)": "2021-04-14T10:05:00+07:00",
    "11:29 | 18/06/2020": "2020-06-18T11:29:00+07:00",
    "11h29 ngày 18.6.2020": "2020-06-18T11:29:00+07:00",
    "Thứ 5 ngày 18 tháng 6 năm 2020": "2020-06-18",
    "Ngày đăng: 18-06-2020": "2020-06-18",
    "18/06/2020 | 05:30 CH": "2020-06-18T17:30:00+07:00",
    "12:10 SA 18/06/2020": "2020-06-18T00:10:00+07:00",
    "Xuất bản lúc 11:29 ngày 18/06/20": "2020-06-18T11:29:00+07:00",
    "Thứ Hai, ngày 20/07/2026 - 06:31": "2026-07-20T06:31:00+07:00",
    "Đăng ngày 12/05/2011 - Lượt xem: 1.200": "2011-05-12",
    "Ngày đăng: 12/03/2026 | Lượt xem: 5.310 A A+ A- Tương phản": "2026-03-12",
    "Hà Nội, ngày 12 tháng 5 năm 2011": "2011-05-12",
}
NO_DATELINES = (
    "Ngày 18/06/2020, hội nghị khai mạc",
    "Từ 12 đến 14/3/2020",
    "Quyết định 36/2020/NĐ-CP",
    "Thứ năm",
    "12/8/20",
    "Hà Nội, ngày 12 tháng 5 năm 2011 trời mưa",
    "31/02/2020 08:00",
    "Điện thoại 0912.345.678",
    "",
)


@pytest.mark.parametrize(("line", "value"), DATELINES.items())
def test_dateline(line: str, value: str) -> None:
    found = read_dateline(line)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("line", NO_DATELINES)
def test_no_dateline(line: str) -> None:
    assert read_dateline(line) is None


def test_dateline_before_the_first_words() -> None:
    line = "Thứ ba, 10/05/2022 09:30 Sáng 9/5, xã họp."
    opened = opening_dateline(line)
    assert opened is not None
    assert (opened[0].value, line[opened[1] :]) == ("2022-05-10T09:30:00+07:00", "Sáng 9/5, xã họp.")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2020-06-18T11:29:00+0700", "2020-06-18T11:29:00+07:00"),
        ("2020-06-18T04:29:00Z", "2020-06-18T11:29:00+07:00"),
        ("2020-06-18T11:29:00.123", "2020-06-18T11:29:00+07:00"),
        ("20200618T112900", "2020-06-18T11:29:00+07:00"),
        ("Thu, 18 Jun 2020 04:29:00 GMT", "2020-06-18T11:29:00+07:00"),
        ("6/18/2020 11:29:00 AM", "2020-06-18T11:29:00+07:00"),
        ("2020-06", "2020-06"),
        ("2020", "2020"),
        ("0001-01-01T00:00:00", None),
        ("1970-01-01", None),
        ("2020-13-45", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_iso(value: str, iso: str | None) -> None:
    assert read_iso(value) == iso


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2020/06/18/hoi-nghi.html", "2020-06-18"),
        ("https://a.example/2020/06/hoi-nghi", "2020-06"),
        ("https://a.example/hoi-nghi-20200618112900123.htm", "2020-06-18"),
        ("https://a.example/hoi-nghi-185200618112900123.htm", "2020-06-18"),
        ("https://a.example/hoi-nghi-20200618-8.html", "2020-06-18"),
        ("https://a.example/hoi-nghi-5099243.html", None),
        ("https://a.example/tin?d=2020/06/18/", None),
    ],
)
def test_url_date(url: str, day: str | None) -> None:
    assert read_url_date(url) == day


def _choose(*stated: tuple[str, PublishedMethod], limit: str = "2021-01-01T00:00:00+07:00") -> tuple[str, str, float]:
    found = choose((Candidate(value=v, method=m) for v, m in stated), limit=datetime.fromisoformat(limit))
    return (found.value, found.method, found.confidence) if found else ("", "", 0.0)


def test_written_order_and_confidence() -> None:
    instant, other = "2020-06-18T11:29:00+07:00", "2020-03-01T08:00:00+07:00"
    alone = _choose((instant, "json-ld"))
    agreed = _choose((instant, "json-ld"), ("2020-06-18", "url"))
    opposed = _choose((instant, "json-ld"), (other, "meta"))
    assert alone[:2] == agreed[:2] == opposed[:2] == (instant, "json-ld")
    assert agreed[2] > alone[2] > opposed[2]
    assert _choose((instant, "sitemap"), (other, "text"))[:2] == (other, "text")


def test_future_dates_do_not_count() -> None:
    assert _choose(("2022-06-18", "json-ld"), ("2020-06-18", "text"))[:2] == ("2020-06-18", "text")
    assert _choose(("2021-02", "text")) == ("", "", 0.0)


def test_a_given_date_stays_even_in_the_future() -> None:
    assert _choose(("2022-06-18", "given"), ("2020-06-18", "text"))[:2] == ("2022-06-18", "given")
    assert _choose(("2022-06-18", "feed"), ("2020-06-18", "text"))[:2] == ("2020-06-18", "text")


@pytest.mark.parametrize(
    ("retrieved", "stated", "kept"),
    [
        ("2020-06-18T00:00:00+00:00", "2020-06-18T23:40:00+07:00", True),  # known to the day
        ("2020-06-18T00:00:00", "2020-06-18T23:40:00+07:00", True),
        ("2020-06-18T00:00:00+00:00", "2020-06-19T00:30:00+07:00", False),
        ("2020-06-18T00:00:00+00:00", "2020-06-19", False),
        ("2020-06-18T00:00:01+00:00", "2020-06-18T23:40:00+07:00", False),  # known to the second
        ("2020-06-18T00:00:00+07:00", "2020-06-18T11:29:00+07:00", False),
    ],
)
def test_a_day_of_retrieval_lasts_to_its_end(retrieved: str, stated: str, kept: bool) -> None:
    limit = limit_of(datetime.fromisoformat(retrieved), None)
    assert (choose([Candidate(value=stated, method="text")], limit=limit) is not None) is kept


def test_without_a_retrieval_now_is_the_limit() -> None:
    now = datetime(2020, 6, 18, tzinfo=UTC)
    assert limit_of(None, now) == now
    assert limit_of(None, None) is None


def test_a_zone_that_the_printed_clock_belies() -> None:
    """`11:29Z` in the markup and 11:29 on the page: local time with a false Z."""
    assert (
        _choose(("2020-06-18T18:29:00+07:00", "meta"), ("2020-06-18T11:29:00+07:00", "text"))[0]
        == "2020-06-18T11:29:00+07:00"
    )
