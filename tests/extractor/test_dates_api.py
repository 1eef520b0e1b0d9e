"""What callers rely on beside the golden tables: anchors, inference, calendars, errors."""

from __future__ import annotations

import pytest

from corpus.article import Document
from corpus.dates import PublicationDate
from corpus.spans import Spans
from extractor.mine.dates import find_dates, infer_publication_month
from extractor.text.segment import paragraphs, sentences


def document(text: str) -> Document:
    parts = paragraphs(text)
    return Document(text=text, paragraphs=parts, sentences=sentences(text, parts), tokens=Spans((), ()))


UNDATED = "Đại hội dự kiến tổ chức vào cuối tháng 3 này. Chi bộ đã họp trong tháng 1-2020; tổ họp cuối tháng 12-2019."


def test_anchor_is_told() -> None:
    (given,) = find_dates("Ngày 17-6, xã họp.", published="2020-06-18T10:00:00+07:00")
    assert (given.anchor, given.anchor_inferred) == ("2020-06-18", False)
    (absolute,) = find_dates("Ngày 17/6/2020, xã họp.", published="2020-06-18")
    assert absolute.anchor is None
    _, same = find_dates("Ngày 17/6/2020, xã họp. Chiều cùng ngày, đoàn về.", published="2020-06-20")
    assert same.anchor == "2020-06-17"


def test_this_month_fixes_the_month_of_publication() -> None:
    assert infer_publication_month(document(UNDATED)) == "2020-03"
    planned, january, december = find_dates(UNDATED)
    assert (planned.value, planned.mod, planned.anchor, planned.anchor_inferred) == ("2020-03", "END", "2020-03", True)
    assert (january.value, january.anchor, december.value) == ("2020-01", None, "2019-12")


@pytest.mark.parametrize(
    "text", ["Tháng 3 này sẽ họp.", "Ngày 5/3/2020, xã họp.", "", "Tháng 3 này, ông sinh ngày 5/3/1970."]
)
def test_no_month_where_the_text_fixes_none(text: str) -> None:
    assert infer_publication_month(document(text)) is None


def test_lunar_days_say_so() -> None:
    (found,) = find_dates("Mùng 8 Tết, làng mở hội.", published="2024-02-25")
    assert found.range is not None
    assert (found.range.calendar, found.range.grain) == ("lunar", "day")


def test_published_may_be_an_object_or_wrong() -> None:
    month = PublicationDate(value="2020-03", method="inferred", confidence=0.5)
    (found,) = find_dates("Tháng này, xã họp.", published=month)
    assert (found.value, found.anchor, found.anchor_inferred) == ("2020-03", "2020-03", True)
    with pytest.raises(ValueError, match="month"):
        find_dates("Hôm nay", published="2020-13-77")


def test_spellings_and_unmarked_forms_agree() -> None:
    values = {find_dates(s, published="2021-07-16")[0].value for s in ("quý II", "quí II", "Quý 2", "QUÝ II")}
    assert values == {"2021-Q2"}
