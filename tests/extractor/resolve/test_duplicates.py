"""Duplicates among invented articles: what is found on the gold, and what holds for any two texts."""

import json
import random
import unicodedata
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.duplicates import DuplicateCluster, DuplicateLink
from extractor.resolve.credits import credited_agency
from extractor.resolve.duplicates import Publication, Sketch, clusters, judge, may_be_linked, one_number, one_paper
from extractor.resolve.likeness import Words, likeness
from extractor.resolve.shingles import PERMUTATIONS, ROWS, bands, fingerprint, overlap, shingles, words

GOLD = Path(__file__).parents[2] / "gold"
Corpus = dict[str, tuple[Publication, Words, str]]


def gold(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (GOLD / name).read_text("utf-8").splitlines()]


def publication(row: dict[str, str]) -> Publication:
    return Publication(article_id=row["id"], source=row["source"], url=row["url"], published=row["published"])


def found(rows: list[dict[str, str]]) -> tuple[list[DuplicateLink], list[DuplicateCluster]]:
    """Links and clusters as the pipeline makes them, without a store."""
    prints = {r["id"]: fingerprint(r["id"], r["text"]) for r in rows}
    told = {r["id"]: (publication(r), Words.of(r["text"])) for r in rows}
    sketches = {i: Sketch(prints[i].sketch, told[i][0].url) for i in told}
    links = []
    for a, b in combinations([r["id"] for r in rows], 2):
        near = not set(prints[a].bands).isdisjoint(prints[b].bands)
        if near and may_be_linked(sketches[a], sketches[b]) and (link := judge(*told[a], *told[b]).link):
            links.append(link)

    def contained(a: str, b: str) -> float:
        return overlap(frozenset(prints[a].sketch), frozenset(prints[b].sketch))[1]

    return links, clusters({i: p for i, (p, _) in told.items()}, links, contained)


def pairs(found_clusters: list[DuplicateCluster]) -> set[frozenset[str]]:
    return {frozenset(p) for c in found_clusters for p in combinations([m.article_id for m in c.members], 2)}


@pytest.mark.parametrize(
    ("name", "count"), [("duplicates.jsonl", 45), ("duplicates_b.jsonl", 8), ("duplicates_c.jsonl", 33)]
)
def test_gold_pairs_all_found_and_no_other(name: str, count: int) -> None:
    rows = gold(name)
    wanted = {frozenset((a["id"], b["id"])) for a, b in combinations(rows, 2) if a["cluster"] == b["cluster"]}
    assert len(wanted) == count
    reached = pairs(found(rows)[1])
    assert sorted(map(sorted, wanted - reached)) == []
    assert sorted(map(sorted, reached - wanted)) == []


def test_the_order_of_the_articles_does_not_count() -> None:
    rows = gold("duplicates.jsonl")
    links, made = found(rows)
    random.Random(1).shuffle(rows)
    again = found(rows)
    assert again[1] == made
    assert sorted(again[0], key=lambda x: (x.shorter, x.longer)) == sorted(links, key=lambda x: (x.shorter, x.longer))


def member(name: str, article: str) -> str:
    made = found(gold(name))[1]
    return next(m.kind for c in made for m in c.members if m.article_id == article)


@pytest.mark.parametrize(
    ("article", "kind"),
    [
        ("same-sections-1", "first"),
        ("same-sections-2", "same"),
        ("mobile-1", "first"),  # of three equal dates the page itself, not its face for telephones
        ("mobile-3", "version"),
        ("landslide-3", "version"),
        ("river-2", "copy"),
        ("spelling-2", "same"),
        ("waste-2", "part"),
    ],
)
def test_kinds(article: str, kind: str) -> None:
    assert member("duplicates.jsonl", article) == kind


def test_the_first_publisher_and_the_version_shown() -> None:
    made = {c.first: c for c in found(gold("duplicates.jsonl"))[1]}
    assert made["river-1"].shown == "river-1"  # copies elsewhere are never shown for it
    assert made["landslide-1"].shown == "landslide-3"
    assert made["landslide-1"].certain
    assert made["notice-1"].certain  # two pages of one day, but of one paper


def named(article: str, published: str | None, source: str = "bao.example", url: str | None = None) -> Publication:
    return Publication(article_id=article, source=source, url=url, published=published)


def linked(*publications: Publication) -> DuplicateCluster:
    ids = [p.article_id for p in publications]
    links = [
        DuplicateLink(
            shorter=a,
            longer=b,
            kind="copy",
            jaccard=0.9,
            containment=1,
            covered=1,
            covers=1,
            agreeing=1,
            conflicting=0,
        )
        for a, b in combinations(ids, 2)
    ]
    (made,) = clusters({p.article_id: p for p in publications}, links, lambda _a, _b: 1.0)
    return made


@pytest.mark.parametrize(
    ("dates", "first", "certain"),
    [
        (("2022-03-14T09:00:00+07:00", "2022-03-14T08:59:00+07:00"), "b", True),
        (("2022-03-14T01:30:00+00:00", "2022-03-14T09:00:00+07:00"), "a", True),  # half past eight in Hà Nội
        (("2022-03-14T09:00:00", "2022-03-14T03:00:00Z"), "a", True),  # without a zone: +07:00
        (("2022-03-14", "2022-03-14T09:00:00+07:00"), "b", False),  # a vague date never displaces a known one
        (("2022-03", "2022-03-14"), "b", False),
        (("2022-02", "2022-03-14"), "a", True),
        ((None, "2022"), "b", False),
        ((None, None), "a", False),
        (("2022-03-14T09:00:00+07:00", "2022-03-14T09:00:30+07:00"), "a", False),  # the same minute
        (("9999-12-31", "0001-01-01"), "a", False),  # no dates of the press
    ],
)
def test_who_was_first(dates: tuple[str | None, str | None], first: str, certain: bool) -> None:
    made = linked(named("a", dates[0]), named("b", dates[1], "khac.example"))
    assert (made.first, made.certain) == (first, certain)


def test_ties_are_settled_by_source_then_id() -> None:
    assert linked(named("a", "2022", "z.example"), named("b", "2022", "y.example")).first == "b"
    assert linked(named("b", "2022"), named("a", "2022")).first == "a"


def test_a_digest_joins_nothing() -> None:
    rows = gold("duplicates.jsonl")
    links, made = found(rows)
    kinds = {(x.shorter, x.longer): x.kind for x in links}
    assert kinds["digest-2", "digest-1"] == "part"
    assert kinds["digest-3", "digest-1"] == "passage"
    assert not {"digest-1", "digest-2", "digest-3"} & {m.article_id for c in made for m in c.members}


def test_papers_and_numbers() -> None:
    mobile, other = "https://m.bao.example/a-12345.html", "https://khac.example/a-12345.html"
    assert one_number("https://bao.example/b/12345.amp?x=99999", mobile)
    assert not one_number(mobile, other)
    assert one_number("https://bao.example/tin-1234.html", "https://m.bao.example/tin-1234.html?v=2")
    assert not one_number("https://bao.example/tin-1234.html", "https://bao.example/anh-1234.html")
    for number in ("7", "2023", "3-10-2023", "20231003/gia"):
        assert not one_number(f"https://bao.example/{number}.html", f"https://bao.example/{number}.html")
    assert one_paper(named("a", None, url="https://bao.example/1"), named("b", None, url=mobile))
    assert one_paper(named("a", None), named("b", None))
    assert not one_paper(named("a", None, "dump.jsonl"), named("b", None, "dump.jsonl"))  # a file is no paper
    assert one_paper(named("a", None, "Báo Hải Đăng"), named("b", None, "Báo Hải Đăng"))


@pytest.mark.parametrize(
    ("one", "other", "conflicting"),
    [
        ("ngày 5/12 thu 1.200 tấn", "ngày 05-12 thu 1200 tấn", 0),
        ("lúc 10h30 ở bến", "lúc 10 giờ 30 ở bến", 0),
        ("do UBND tỉnh giao", "do Ủy ban nhân dân tỉnh giao", 0),
        ("trường do Sở GD&ĐT quản lý", "trường do Sở Giáo dục và Đào tạo quản lý", 0),
        ("hai người bị thương", "2 người bị thương", 0),  # a number told in words is no other number
        ("giá 62 nghìn đồng", "giá 64 nghìn đồng", 1),
        ("thu 1.250.000 đồng", "thu 1,25 triệu đồng", 0),
        ("vốn 1.500 triệu đồng", "vốn 1,5 tỷ đồng", 0),
        ("vốn 1.500 triệu đồng", "vốn 15 tỉ đồng", 1),
        ("vào năm 2019 tỉ lệ ấy", "vào năm 2019, tỷ lệ ấy", 0),
        ("bầu ông Lò Văn Páo làm", "bầu ông Vi Thị Hằng làm", 1),
        ("đoàn do bà Lan đứng đầu", "đoàn do bà Hoa đứng đầu", 1),
    ],
)
def test_what_contradicts_and_what_does_not(one: str, other: str, conflicting: int) -> None:
    around = "trong buổi sáng hôm ấy người ta thấy rằng {} nên mọi việc diễn ra như đã định từ trước"
    texts = sorted((Words.of(around.format(t)) for t in (one, other)), key=lambda w: len(w.syllables))
    assert likeness(*texts).conflicting == conflicting


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("412 nghìn tấn", "412000 tấn"),
        ("41,5 ngàn", "41500"),
        ("1.234,56 tỷ", "1234560000000"),
        ("2-3 triệu", "2 3000000"),
        ("0,75 triệu", "750000"),
        ("ngày 5 triệu tập", "ngày 5 triệu tập"),
        ("năm 2019 tỉ lệ", "năm 2019 tỉ lệ"),
        ("12 tỷ phú", "12 tỉ phú"),
        ("²triệu", "²triệu"),
    ],
)
def test_figures_and_the_words_behind_them(written: str, compared: str) -> None:
    assert " ".join(words(written)) == compared


def version(first: str, second: str, published: str, source: str = "bao.example") -> str | None:
    a, b = named("a", "2023-08-18T09:00:00+07:00"), named("b", published, source)
    link = judge(a, Words.of(first), b, Words.of(second)).link
    return link.kind if link else None


def test_a_report_brought_up_to_date() -> None:
    rows = {r["id"]: r["text"] for r in gold("duplicates_c.jsonl")}
    first, second = rows["nampang-1"], rows["nampang-2"]  # the same passages, 5 of 13 figures changed
    assert version(first, second, "2023-08-18T19:00:00+07:00") == "version"
    assert version(first, second, "2023-08-21T19:00:00+07:00") is None  # days later: a bulletin
    assert version(first, second, "2023-08-18T19:00:00+07:00", "khac.example") is None
    assert version(rows["market2-1"], rows["market2-2"], "2023-08-18T19:00:00+07:00") is None


_FIXED = (
    "Theo Nghị định 95/2021/NĐ-CP và Thông tư 103/2021/TT-BTC, điều hành giá theo chu kỳ, trích lập quỹ bình ổn "
    "0 đồng một lít với dầu hỏa và 300 đồng một lít với xăng sinh học, bảo đảm lợi ích của người dân và doanh nghiệp. "
    "Các đầu mối như Petro Lam Trà, Dầu khí Bến Nứa phải niêm yết giá, không được găm hàng; mọi vi phạm bị phạt theo "
    "Điều 35 của nghị định. Người tiêu dùng phản ánh qua số 1900 0000 hoặc tại 24 chi cục."
)


def test_bulletins_with_long_fixed_passages_are_no_versions() -> None:
    frame = "Từ 15 giờ ngày {}, giá bán lẻ xăng là {} đồng một lít, dầu hỏa {} đồng một lít. " + _FIXED
    first = frame.format("9/11", 22610, 21940)
    second = frame.format("10/11", 22980, 22300)
    assert version(first, second, "2023-08-19T15:00:00+07:00") is None


def test_an_agencys_report_between_a_papers_own_paragraphs() -> None:
    rows = {r["id"]: r["text"] for r in gold("duplicates_c.jsonl")}
    taken = (rows["norvale-1"], rows["norvale-2"], "2023-08-18T19:00:00+07:00")
    assert version(*taken, "khac.example") == "copy"
    assert version(*taken) is None  # a paper's own next report repeats what came before


def test_agencies_in_signatures() -> None:
    assert credited_agency(["Tin ảnh: H.V", "(TTXVN) -"]) == "TTXVN"
    assert credited_agency(["theo THÔNG TẤN XÃ VIỆT NAM"]) == "TTXVN"
    assert credited_agency(["Ap Nhị", "Theo báo Hải Đăng"]) is None


def test_the_smallest_texts() -> None:
    a, b = named("a", None), named("b", None, "khac.example")
    assert judge(a, Words.of(""), b, Words.of("")).link is None
    short = Words.of("Đại hội khai mạc sáng nay.")
    same = judge(a, short, b, short).link
    assert same is not None
    assert same.kind == "same"
    assert judge(a, short, b, Words.of("Đại hội khai mạc sáng nay tại tỉnh.")).link is None
    assert fingerprint("a", "").bands == ()


def test_a_fingerprint_is_the_same_everywhere() -> None:
    made = fingerprint("a", "Sáng 14/3, hồ chứa nước Khe Lim bắt đầu xả nước.")
    assert made.text.hex() == FINGERPRINT_TEXT
    assert made.sketch[:3] == FINGERPRINT_SKETCH
    assert made.bands[:2] == FINGERPRINT_BANDS
    assert len(made.bands) == PERMUTATIONS // ROWS


FINGERPRINT_TEXT = "7864c0ee71b6c62f6b68a6d011fe50d1"
FINGERPRINT_SKETCH = (173175207, 600816871, 978654074)
FINGERPRINT_BANDS = (-4097782505017315174, 593435561449174699)

texts = st.text(alphabet=st.sampled_from("aăâđêôơư ÁẾ 05/.,\n“”"), max_size=300)


@given(texts)
def test_marks_of_unicode_and_case_do_not_count(text: str) -> None:
    assert fingerprint("a", unicodedata.normalize("NFD", text)) == fingerprint("a", unicodedata.normalize("NFC", text))


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_strings(one: str, other: str) -> None:
    a, b = named("a", None, one[:20]), named("b", None, other[:20], url=other[:30])
    forth, back = judge(a, Words.of(one), b, Words.of(other)), judge(b, Words.of(other), a, Words.of(one))
    assert forth == back
    like = forth.likeness
    assert 0 <= like.covered <= 1
    assert 0 <= like.covers <= 1
    assert 0 <= like.conflict <= 1
    assert Words.of(one).syllables == tuple(words(one))


@given(st.sets(st.integers(0, 2**64 - 1), max_size=40), st.randoms())
def test_bands_depend_on_the_set_alone(hashes: set[int], rng: random.Random) -> None:
    shuffled = list(hashes)
    rng.shuffle(shuffled)
    assert bands(shuffled) == bands(sorted(hashes))
    assert all(-(2**63) <= band < 2**63 for band in bands(shuffled))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_texts_that_are_much_alike_share_a_band(seed: int) -> None:
    rng = random.Random(seed)
    text = [f"x{rng.randrange(10**6)}" for _ in range(200)]
    other = text[: rng.randrange(110, 200)]
    assert len(shingles(text) & shingles(other)) / len(shingles(text)) > 0.5
    one, two = fingerprint("a", " ".join(text)), fingerprint("b", " ".join(other))
    assert not set(one.bands).isdisjoint(two.bands)


@pytest.mark.parametrize("piece", ["1 ", "Nguyễn Văn A ", "a", "7,", "\u0301", "“", "ngày 5 tháng 6 "])
def test_time_is_linear_whatever_is_repeated(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    likeness(Words.of(piece * 1000 + "hết"), Words.of(text))
    fingerprint("a", text)
