"""A small invented corpus for the index tests, with the mentions that an extractor would find."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from corpus.analysis import Analysis
from corpus.article import Article, Document
from corpus.dates import DateRange, PublicationDate
from corpus.mentions import (
    DateExpression,
    DocumentRef,
    Event,
    EventType,
    Mention,
    Person,
    Place,
    Position,
    Rank,
    Term,
    Unit,
)
from corpus.spans import Spans
from corpus.text import normalize
from index.documents import IndexDocument
from index.preparing import prepare

_COMPOUNDS = (
    "công an|đại hội|đảng bộ|hội nghị|sơ kết|tổng kết|nhiệm kỳ|nhiệm kì|ma túy|ma tuý|lai châu|yên bình|"
    "hòa bình|hoà bình|bí thư|giám đốc|bổ nhiệm|điều động|an ninh|trật tự|nông dân|phụ nữ|trường học|học sinh|"
    "nghị quyết|chỉ thị|khởi tố|xã hội|bộ đội|cán bộ|chiến sĩ|chiến sỹ|thủy lợi|thuỷ lợi|kiểm tra|trung tá|"
    "đại tá|thiếu tướng|phó giám đốc|chuyển đổi số"
)
_WORD = re.compile(rf"\b(?:{_COMPOUNDS})\b|\w+(?:[-/.]\w+)*|[^\w\s]", re.IGNORECASE)
_SYLLABLE = re.compile(r"\w+|[^\w\s]")


def segment(paragraph: str) -> list[tuple[int, int]]:
    """A segmenter that knows a few compounds."""
    return [match.span() for match in _WORD.finditer(unicodedata.normalize("NFC", paragraph))]


def segment_nothing(paragraph: str) -> list[tuple[int, int]]:
    """A segmenter that knows none: each syllable a word."""
    return [match.span() for match in _SYLLABLE.finditer(paragraph)]


def analysed(
    article: str,
    title: str,
    text: str,
    *,
    source: str = "vanson.example",
    published: str | None = None,
    lead: str | None = None,
    captions: tuple[str, ...] = (),
    authors: tuple[str, ...] = (),
    units: tuple[tuple[str, str], ...] = (),
    persons: tuple[str, ...] = (),
    suspects: tuple[str, ...] = (),
    ranks: tuple[tuple[str, str], ...] = (),
    positions: tuple[tuple[str, str, str | None], ...] = (),
    terms: tuple[tuple[str, str, str | None], ...] = (),
    places: tuple[str, ...] = (),
    cited: tuple[tuple[str, str], ...] = (),
    dates: tuple[tuple[str, str, str], ...] = (),
    events: tuple[EventType, ...] = (),
    whole: bool = True,
) -> Analysis:
    """The analysis of an invented article: (surface, value) pairs where a surface is not its value."""
    text = normalize(text)
    paragraphs = Spans.of(match.span() for match in re.finditer(r"[^\n]+", text))
    tokens = Spans.of(
        (start + s, start + e) for start, end in paragraphs.pairs() for s, e in segment(text[start:end]) if whole
    )
    found: list[Mention] = []

    def at(surface: str) -> dict[str, int | str]:
        start = max(text.find(surface), 0)
        return {"start": start, "end": start + len(surface), "text": surface, "rule": "test"}

    found += [Unit(**at(s), value=v, type="other") for s, v in units]  # type: ignore[arg-type]
    found += [Person(**at(p), value=p, public=True) for p in persons]  # type: ignore[arg-type]
    found += [Person(**at(p), value=p) for p in suspects]  # type: ignore[arg-type]
    found += [Rank(**at(s), value=v, level=1) for s, v in ranks]  # type: ignore[arg-type]
    found += [Position(**at(s), value=v, unit=u) for s, v, u in positions]  # type: ignore[arg-type]
    found += [Term(**at(s), value=v, of=o) for s, v, o in terms]  # type: ignore[arg-type]
    found += [Place(**at(p), value=p) for p in places]  # type: ignore[arg-type]
    found += [DocumentRef(**at(s), value=v) for s, v in cited]  # type: ignore[arg-type]
    for surface, first, last in dates:
        span = DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last), grain="day")
        found.append(DateExpression(**at(surface), value=first, range=span))  # type: ignore[arg-type]
    day = DateRange(first=date(2020, 1, 1), last=date(2020, 1, 1), grain="day")
    return Analysis(
        article=Article(
            id=article,
            source=source,
            text=text,
            blocks=(),
            title=title or None,
            lead=lead,
            captions=captions,
            authors=authors,
            published=PublicationDate(value=published, method="given", confidence=1.0) if published else None,
        ),
        document=Document(text=text, paragraphs=paragraphs, sentences=paragraphs, tokens=tokens),
        mentions=tuple(found),
        events=tuple(
            Event(
                id=f"{article}{i}",
                when=day,
                date="2020-01-01",
                status="reported",
                type=kind,
                title="",
                sentence="",
                start=0,
                end=0,
                evidence="test",
            )
            for i, kind in enumerate(events)
        ),
    )


LAI_CHAU = ("Công an tỉnh", "Công an tỉnh Lai Châu")
YEN_BINH = ("Công an huyện Yên Bình", "Công an huyện Yên Bình")

ANALYSES: tuple[Analysis, ...] = (
    analysed(
        "a01",
        "Công an tỉnh Lai Châu sơ kết sáu tháng đầu năm",
        "Sáng 10/5, Công an tỉnh tổ chức hội nghị sơ kết.\n\nThiếu tướng Lâm Văn Quyết, Giám đốc Công an tỉnh chủ trì.",
        published="2022-05-11T09:30:00+07:00",
        lead="Sáng 10/5, Công an tỉnh tổ chức hội nghị sơ kết.",
        captions=("Quang cảnh hội nghị.", "Đại biểu dự họp."),
        authors=("Tô Lâm Uyên", "Hoà Vy"),
        units=(LAI_CHAU,),
        persons=("Lâm Văn Quyết",),
        ranks=(("Thiếu tướng", "thieu-tuong"),),
        positions=(("Giám đốc Công an tỉnh", "Giám đốc", "Công an tỉnh Lai Châu"),),
        dates=(("10/5", "2022-05-10", "2022-05-10"),),
        events=("conference",),
    ),
    analysed(
        "a02",
        "Đại hội Đảng bộ Công an tỉnh lần thứ XV, nhiệm kỳ 2020 - 2025",
        "Đại hội Đảng bộ Công an tỉnh lần thứ XV, nhiệm kỳ 2020 - 2025 khai mạc sáng nay.\n\n"
        "Theo Nghị quyết 18-NQ/TW, đại hội bầu Ban Chấp hành mới.",
        published="2020-08",
        units=(("Đảng bộ Công an tỉnh", "Đảng bộ Công an tỉnh Lai Châu"), LAI_CHAU),
        terms=(("nhiệm kỳ 2020 - 2025", "2020/2025", None), ("lần thứ XV", "15", "Đại hội Đảng bộ Công an tỉnh")),
        cited=(("Nghị quyết 18-NQ/TW", "Nghị quyết 18-NQ/TW"),),
        dates=(("sáng nay", "2020-08-01", "2020-08-31"), ("2020 - 2025", "2020-01-01", "2025-12-31")),
        events=("congress", "election"),
    ),
    analysed(
        "a03",
        "Khởi tố nhóm buôn ma tuý ở Yên Bình",
        "Cơ quan điều tra Công an huyện Yên Bình khởi tố ba bị can về tội mua bán ma tuý. Bị can Vàng A Chu khai nhận.",
        source="langven.example",
        published="2021-03-02",
        units=(YEN_BINH,),
        suspects=("Vàng A Chu",),
        places=("Yên Bình",),
        events=("crime",),
    ),
    analysed(
        "a04",
        "Chợ phiên Yên Bình ngày giáp Tết",
        "Người dân lo công ăn việc làm, chợ đông từ sớm. Bà con mua bán đủ thứ.",
        source="langven.example",
        published="2021",
        places=("Yên Bình",),
    ),
    analysed(
        "a05",
        "Thuỷ lợi Hoà Bình: kỳ vọng vụ mới",
        "Công trình thuỷ lợi ở Hoà Bình đã xong. Kỳ họp tới sẽ bàn về quỹ đất.",
        source="Langven.example",
        published="2020-12-31",
        units=(("Hoà Bình", "Ủy ban nhân dân tỉnh Hòa Bình"),),
        places=("Hoà Bình",),
        events=("other",),
    ),
    analysed(
        "a06",
        "Thủy lợi Hòa Bình vào mùa",
        "Công trình thủy lợi ở Hòa Bình đón nước. Kì họp tới bàn quĩ đất.",
        source="vanson.example",
        published="2021-01-01",
        places=("Hòa Bình",),
        events=("other",),
    ),
    analysed(
        "a07",
        "Cong an tinh thong bao",
        "Cong an tinh thong bao tuyen dung. Lien he truoc ngay 20/6.",
        source="nhippho.example",
        published="2022-06-01",
    ),
    analysed(
        "a08",
        "Bổ nhiệm Phó Giám đốc Công an tỉnh",
        "Trung tá Đinh Thu Thảo được bổ nhiệm làm Phó Giám đốc Công an tỉnh Vân Sơn.\n\nChị Thảo quê ở Lai Châu.",
        published="2022-05-11T07:00:00+07:00",
        units=(("Công an tỉnh Vân Sơn", "Công an tỉnh Vân Sơn"),),
        persons=("Đinh Thu Thảo",),
        ranks=(("Trung tá", "trung-ta"),),
        positions=(("Phó Giám đốc Công an tỉnh Vân Sơn", "Phó Giám đốc", "Công an tỉnh Vân Sơn"),),
        places=("Lai Châu",),
        authors=("Thuý Kiều",),
        dates=(("quê", "2021-04-01", "2021-06-30"),),
        events=("appointment",),
    ),
    analysed(
        "a09",
        "Lan man chuyện hoa lan",
        "Cô Lan trồng lan. Lần nào ghé lại cũng thấy hoa lạ, lấn cả lối đi.",
        source="nhippho.example",
        published="2022-06-01T08:00:00Z",
    ),
    analysed(
        "a10",
        "Lần đầu mở hội",
        "Lần đầu làng mở hội, ai cũng vui. Lần sau sẽ đông hơn.",
        source="nhippho.example",
    ),
    analysed(
        "a11",
        "",
        "COVID-19 và chuyển đổi số: UBND tỉnh họp với T.Ư Đoàn, HĐND huyện.",
        source="nhippho.example",
        units=(("UBND tỉnh", "Ủy ban nhân dân tỉnh Lai Châu"), ("HĐND huyện", "Hội đồng nhân dân huyện")),
        events=("conference",),
    ),
    analysed(
        "a12",
        "Bộ đội giúp dân gặt lúa",
        "Cán bộ, chiến sỹ Trung đoàn 9 giúp dân gặt lúa.\n\nCông\n\nan toàn là trên hết.",
        source="nhippho.example",
        published="2019-10-05",
        units=(("Trung đoàn 9", "Trung đoàn 9"),),
        whole=False,
    ),
    analysed(
        "a13",
        "An ninh trật tự ngày hội toàn dân",
        "Bộ Công an, Công an tỉnh cùng dự. Công an, công an và công an: ba cấp công an giữ an ninh trật tự.",
        published="2023-08-19",
        units=(("Bộ Công an", "Bộ Công an"), LAI_CHAU),
        captions=("Đại tá Trần Hà trao cờ.",),
        persons=("Trần Hà",),
        ranks=(("Đại tá", "dai-ta"),),
        events=("ceremony", "award"),
    ),
    analysed(
        "a14",
        "Kiểm tra trường học trước năm học mới",
        "Đoàn kiểm tra thăm ba trường học ở xã Mường Kha, dặn học sinh chăm học.",
        published="2023-08-19T23:59:59+07:00",
        units=(("Đoàn kiểm tra", "Đoàn kiểm tra"),),
        places=("xã Mường Kha",),
        events=("inspection",),
    ),
    analysed(
        "a15",
        "Hội Nông dân tổng kết, Hội Phụ nữ ra quân",
        "Hội Nông dân tỉnh tổng kết. Chỉ thị số 35 được quán triệt. Đại hội điểm tại Chi bộ Phòng Hồ sơ.",
        source="langven.example",
        published="2020-01",
        units=(("Hội Nông dân tỉnh", "Hội Nông dân tỉnh Lai Châu"), ("Chi bộ Phòng Hồ sơ", "Chi bộ Phòng Hồ sơ")),
        cited=(("Chỉ thị số 35", "Chỉ thị 35"),),
        events=("conference", "congress"),
    ),
    analysed("a16", "Ảnh: lúa chín", "Lúa.", captions=("Công an xã giúp dân gặt lúa.",), published="2024-02-29"),
    analysed(
        "a17",
        "Công an bắt kẻ trộm",
        "Nhà chức trách bắt hai nghi can.",
        source="langven.example",
        published="2021-03-02",
    ),
    analysed(
        "a18",
        "Chuyện phố",
        "Quán cà phê 24/7, giá 25.000 đồng; gọi số 0912. Ông Vũ Đức An mời H'Hen Niê và anh d'Alex.",
        source="nhippho.example",
        published="2021-03-02",
        persons=("Vũ Đức An",),
    ),
    analysed("a19", "…", "—", source="trống.txt"),
    analysed("a20", "Kinh tế ký họa", "Ký giả ký tên; kỷ niệm kỳ thú ở Kyoto, kình ngư về đích.", published="2018-07"),
)

DOCUMENTS: tuple[IndexDocument, ...] = tuple(prepare(analysis, segment) for analysis in ANALYSES)
