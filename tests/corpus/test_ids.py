import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.ids import article_id, canonical_url, host_of, is_web_address, same_site


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Bao.Example:443/Tin/A.htm", "https://bao.example/Tin/A.htm"),
        ("http://bao.example", "http://bao.example/"),
        ("http://bao.example/a/./b/../c", "http://bao.example/a/c"),
        ("http://bao.example/a/..", "http://bao.example/"),
        ("http://bao.example/t?id=3&utm_source=zalo&fbclid=x#binh-luan", "http://bao.example/t?id=3"),
        ("http://bao.example:8080/a", "http://bao.example:8080/a"),
        ("http://bao.example/đại-hội", "http://bao.example/%C4%91%E1%BA%A1i-h%E1%BB%99i"),
        ("http://bao.example/%C4%91%E1%BA%A1i-h%E1%BB%99i", "http://bao.example/%C4%91%E1%BA%A1i-h%E1%BB%99i"),
        ("http://bao.example/c%f4ng-an%2Ftin?flag&a;b=%7e", "http://bao.example/c%F4ng-an%2Ftin?flag&a;b=~"),
        ("http://bao.example/tin 1", "http://bao.example/tin%201"),
        ("http://báo.example/a", "http://xn--bo-mia.example/a"),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["", "bao.example/a", "ftp://bao.example/", "javascript:alert(1)", "http://", "http:///a"]
)
def test_no_address(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|URL|port|IP"):
        canonical_url(url)


@given(st.text())
def test_any_string_gives_an_address_or_a_value_error(text: str) -> None:
    try:
        url = canonical_url("http://bao.example/" + text)
    except ValueError:
        return
    assert canonical_url(url) == url


def test_relative_address() -> None:
    assert canonical_url("../tin-2.htm", "http://bao.example/a/b/tin-1.htm") == "http://bao.example/a/tin-2.htm"


def test_id_is_of_the_canonical_address() -> None:
    expected = hashlib.sha256(b"http://bao.example/tin-1.htm").hexdigest()[:16]
    assert article_id(url="http://BAO.example/tin-1.htm?utm_medium=x") == expected


def test_id_of_a_dump_record_and_of_a_bare_text() -> None:
    assert article_id(source="a.jsonl", origin_id="7") != article_id(source="b.jsonl", origin_id="7")
    assert (
        article_id(text="Đại  hội\n")
        == article_id(text="Đại hội")
        == hashlib.sha256("Đại hội".encode()).hexdigest()[:16]
    )


def test_same_site() -> None:
    assert same_site("http://m.bao.example/a", "https://www.bao.example/b")
    assert not same_site("http://bao.example/a", "http://khac.example/a")
    assert not same_site("", "")


@pytest.mark.parametrize("url", ["http://[::1", "http://[x]/a", "https://]"])
def test_a_broken_address_is_no_address(url: str) -> None:
    assert host_of(url) == ""
    assert not is_web_address(url)
    assert not same_site(url, url)
    assert not same_site("http://bao.example/a", url)


def test_the_case_of_the_scheme_does_not_count() -> None:
    assert is_web_address("HTTPS://bao.example/a")
    assert not is_web_address("FTP://bao.example/a")
