"""Paragraphs, sentences and words: lossless, nested, and the words are underthesea's own."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Document
from corpus.sample import load_articles
from corpus.text import normalize
from extractor.text.document import make_document
from extractor.text.words import underthesea_words

SYLLABLES = (
    *("đại", "hội", "công", "an", "tỉnh", "hoà", "bình", "thuỷ", "lợi", "nghành", "Nguyễn", "Văn", "A.", "TP.", "T.X"),
    *("12/5", "1.250", "50%", "(ANTT)", "“nói”", "–", "-", "…", "!", "?", ":", ";", ","),
)
texts = st.lists(st.sampled_from([*SYLLABLES, "\n\n", "😀", "a\u0301", "ﬁ", "İ"]), max_size=40).map(" ".join)


def assert_lossless(document: Document) -> None:
    """Each level is sorted, disjoint and nested; between tokens there is white space or nothing."""
    text = document.text
    for inner, outer in ((document.tokens, document.sentences), (document.sentences, document.paragraphs)):
        for span in inner:
            holder = outer.at(span.start)
            assert holder is not None
            assert outer[holder].covers(span)
    position = 0
    for start, end in document.tokens.pairs():
        assert position <= start < end
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()


@settings(max_examples=200, deadline=None)
@given(texts)
def test_any_text_is_given_back(text: str) -> None:
    assert_lossless(make_document(normalize(text)))


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_hostile_strings(text: str) -> None:
    assert_lossless(make_document(normalize(text)))


def test_the_sample_is_given_back() -> None:
    for article in load_articles()[:15]:
        assert_lossless(make_document(normalize(article.text())))


def reference(paragraph: str) -> list[str]:
    from underthesea import word_tokenize

    return [word.replace(" ", "") for word in word_tokenize(paragraph)]


def same_words(paragraph: str) -> None:
    """As many words of the same letters as underthesea's, but for the spellings that it rewrites."""
    ours = [paragraph[s:e] for s, e in underthesea_words(paragraph)]
    theirs = reference(paragraph)
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert len("".join(one.split())) == len(other) or one.lower() == "nghành"


def test_words_are_underthesea_s_own() -> None:
    for article in load_articles()[:15]:
        for paragraph in article.text().split("\n\n"):
            same_words(normalize(paragraph))


@pytest.mark.skipif(not Path("../shared/seeds").is_dir(), reason="the real articles are not part of the project")
def test_words_on_real_articles() -> None:
    for line in Path("../shared/real/articles.jsonl").read_text("utf-8").splitlines()[:20]:
        for paragraph in json.loads(line)["body"]:
            same_words(normalize(paragraph))


def test_importing_the_segmenter_leaves_underthesea_whole() -> None:
    underthesea_words("Công an tỉnh")
    import underthesea

    assert underthesea.word_tokenize("Công an tỉnh") == ["Công an", "tỉnh"]
    assert underthesea.__file__


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Sáng 5/6. Hội nghị khai mạc.", ["Sáng 5/6.", "Hội nghị khai mạc."]),
        ("Về TP. Đà Lạt và T.X Phổ Yên. Sau đó nghỉ.", ["Về TP. Đà Lạt và T.X Phổ Yên.", "Sau đó nghỉ."]),
        ("ThS. Lò Thị B nói. Xong!", ["ThS. Lò Thị B nói.", "Xong!"]),
        ("Giá 1.250.000 đồng. Hết.", ["Giá 1.250.000 đồng.", "Hết."]),
        ("Ông hỏi: “Ai đó?” rồi đi. Không ai đáp…", ["Ông hỏi: “Ai đó?” rồi đi.", "Không ai đáp…"]),
        ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
        ("Từ xã A, ... đến xã B. Hết", ["Từ xã A, ... đến xã B.", "Hết"]),
        ("Sơ kết công tác quý I. Đại tá A nói.", ["Sơ kết công tác quý I.", "Đại tá A nói."]),
        ("Đại hội lần thứ V. Hội nghị khai mạc.", ["Đại hội lần thứ V.", "Hội nghị khai mạc."]),
        ("Nạn nhân là anh Trần T. Công an vào cuộc.", ["Nạn nhân là anh Trần T.", "Công an vào cuộc."]),
        ("Ông Albert W. Hale đến. Ông J. K. Lee về.", ["Ông Albert W. Hale đến.", "Ông J. K. Lee về."]),
        (
            "Anh trú tại P. Nguyễn Trãi. Chị P. Thấy vậy, đi.",
            ["Anh trú tại P. Nguyễn Trãi.", "Chị P.", "Thấy vậy, đi."],
        ),
        (
            "Gồm anh Nguyễn Văn T. (SN 1982) và chị P. T.B. U. Hết.",
            ["Gồm anh Nguyễn Văn T. (SN 1982) và chị P. T.B. U.", "Hết."],
        ),
        ("Họp xong. Đại hội bế mạc. Ấn tượng. Ông về.", ["Họp xong.", "Đại hội bế mạc.", "Ấn tượng.", "Ông về."]),
        ("Trụ sở tại Q. 1 và P. 3. Hết.", ["Trụ sở tại Q. 1 và P. 3.", "Hết."]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [s.of(text) for s in make_document(text, tokens=False).sentences] == sentences
