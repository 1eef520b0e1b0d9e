from __future__ import annotations

import csv
import re
import sys
import unicodedata
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DataFileError
from corpus.sites import PARTS, Layout, Site, load_sites, our_sites, parse_site, site_of, sites

ROOT = Path(__file__).parents[2]
DATA = ROOT / "corpus" / "sites" / "data"
FILES = sorted(DATA.glob("*.toml"))
NAMED = """
vnexpress.net tuoitre.vn thanhnien.vn dantri.com.vn vietnamnet.vn nld.com.vn tienphong.vn laodong.vn znews.vn vtv.vn
vov.vn baotintuc.vn vietnamplus.vn nhandan.vn qdnd.vn cand.vn cand.com.vn baochinhphu.vn dangcongsan.vn plo.vn
giaoducthoidai.vn vneconomy.vn cafef.vn baodautu.vn sggp.org.vn hanoimoi.vn baothainguyen.vn baonghean.vn
baothanhhoa.vn baoquangninh.vn baohaiphong.vn baodanang.vn baocantho.com.vn baolamdong.vn baodaklak.vn
bocongan.gov.vn mps.gov.vn congan.nghean.gov.vn congan.thainguyen.gov.vn congan.laichau.gov.vn
"""
MINIMAL = 'name = "Báo Mẫu"\nhosts = ["bao.example"]\nkind = "national"\nmade_from = "seen"\n'


# --- what ships -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_profile_is_sound(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    site = parse_site(text, path)  # selectors are parsed here, and at run time for a user's profiles only
    assert unicodedata.is_normalized("NFC", text)
    assert path.stem == site.hosts[0]
    assert site.sources, "say what it was made from"
    for address in (*site.feeds, *site.sitemaps):
        found = site_of(address)
        assert found is not None, address
        assert found.name == site.name, f"{address} is another outlet's"
    if site.made_from == "from documentation":
        assert not site.layouts, "selectors want a page or code that was seen"
    for layout in site.layouts:
        assert layout.since is None or layout.until is None or layout.since <= layout.until


def test_no_host_has_two_profiles() -> None:
    hosts = [host for site in sites() for host in site.hosts]
    assert len(hosts) == len(set(hosts)) == len(our_sites().by_host)


def test_provinces_are_those_of_the_gazetteer() -> None:
    rows = (ROOT / "extractor" / "data" / "admin_provinces.csv").read_text(encoding="utf-8").splitlines()
    known = {row["name"] for row in csv.DictReader(line for line in rows if not line.startswith("#"))}
    named = {site.province for site in sites() if site.province}
    assert named <= known
    assert len({site.province for site in sites() if site.kind == "provincial"}) >= 20


def test_enough_outlets() -> None:
    kinds = [site.kind for site in sites()]
    assert len(sites()) >= 45
    assert kinds.count("police") >= 9
    assert set(NAMED.split()) <= our_sites().by_host.keys()


def test_parts_are_the_fields_of_a_layout() -> None:
    assert {field.name for field in fields(Layout)} == {*PARTS, "since", "until"}


def test_nothing_heavy_is_loaded_for_a_look_up() -> None:
    code = (
        "import sys; from corpus.sites import site_of; site_of('https://vov.vn/a'); print('soupsieve' in sys.modules)"
    )
    assert run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"


# --- which profile ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://vnexpress.net/tin-4812345.html", "vnexpress.net"),
        ("https://m.vnexpress.net/tin-4812345.html", "vnexpress.net"),
        ("https://amp.vnexpress.net/tin-4812345.html", "vnexpress.net"),
        ("HTTP://WWW.QDND.VN:80/chinh-tri/tin-750000", "qdnd.vn"),
        ("https://vnexpress.net./", "vnexpress.net"),
        ("//baonghean.vn/tin-1.html", "baonghean.vn"),
        ("baonghean.vn", "baonghean.vn"),
        ("https://infonet.vietnamnet.vn/doi-song/tin.html", "infonet.vietnamnet.vn"),
        ("https://congnghe.vietnamnet.vn/tin.html", "vietnamnet.vn"),
        ("https://catinh.bocongan.gov.vn/bai-viet/tin-1", "bocongan.gov.vn"),
        ("https://congan.laichau.gov.vn/tin/1", "congan.laichau.gov.vn"),
    ],
)
def test_longest_host_wins(url: str, host: str) -> None:
    site = site_of(url)
    assert site is not None
    assert site.hosts[0] == host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https://[::1",
        "https://[::1]/a",
        "https://khongvnexpress.net/",
        "https://vnexpress.net.example/",
        "https://laichau.gov.vn/",
        "https://bao.example/vnexpress.net/",
        "mailto:toasoan@bao.example",
    ],
)
def test_no_profile(url: str) -> None:
    assert site_of(url) is None


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z.@:\[\]/?#%]{0,30}"))
def test_any_text_may_be_asked_for(text: str) -> None:
    site = site_of(text)
    assert site is None or isinstance(site, Site)


@pytest.mark.parametrize(
    ("name", "hosts"),
    [
        ("baonghean.vn", ["baonghean.vn"]),
        ("WWW.BAONGHEAN.VN/", ["baonghean.vn"]),
        ("m.baonghean.vn", ["baonghean.vn"]),
        ("mps.gov.vn", ["bocongan.gov.vn"]),
        ("Báo Nghệ An", ["baonghean.vn"]),
        ("bao nghe an", ["baonghean.vn"]),
        ("Báo Nghê An", []),
        ("thethao.tuoitre.vn", []),
        ("infonet.vietnamnet.vn", ["infonet.vietnamnet.vn"]),
        ("", []),
        ("https://baonghean.vn/", []),
    ],
)
def test_an_outlet_by_host_or_name(name: str, hosts: list[str]) -> None:
    assert [site.hosts[0] for site in our_sites().named(name)] == hosts


@given(st.text())
def test_any_name_may_be_asked(name: str) -> None:
    assert len(our_sites().named(name)) <= 1


def test_no_outlet_has_the_name_of_another() -> None:
    assert all(our_sites().named(site.name) == (site,) for site in sites())


def test_where_a_crawl_begins() -> None:
    site = Site(name="Báo Mẫu", hosts=("bao.example", "bao2.example"), kind="national", made_from="seen")
    assert site.seeds == ("https://bao.example/",)
    known = replace(site, feeds=("https://bao.example/rss",), sitemaps=("https://bao.example/sitemap.xml",))
    assert known.seeds == ("https://bao.example/rss", "https://bao.example/sitemap.xml")


# --- layouts by date --------------------------------------------------------------------------------------------------


def test_layouts_of_a_day() -> None:
    old = Layout(until=date(2019, 12, 31), body=("div.cu",), lead=("p.sapo",))
    new = Layout(since=date(2023, 1, 1), body=("div.moi",))
    site = Site(name="Báo Mẫu", hosts=("bao.example",), kind="national", layouts=(new, old), made_from="seen")
    assert site.layouts_on(date(2019, 12, 31)) == (old,)
    assert site.layouts_on(date(2021, 5, 1)) == ()
    assert site.layouts_on(date(2023, 1, 1)) == site.layouts_on(None) == (new,)
    assert site.selectors("lead", date(2018, 1, 1)) == ("p.sapo",)
    assert site.selectors("lead", None) == ()


# --- a user's folder --------------------------------------------------------------------------------------------------


def test_a_users_profile_is_added(tmp_path: Path) -> None:
    (tmp_path / "mau.toml").write_text(MINIMAL, encoding="utf-8")
    table = load_sites(tmp_path)
    found = table.of("https://www.bao.example/tin.html")
    assert found is not None
    assert found.name == "Báo Mẫu"
    assert len(table.sites) == len(sites()) + 1
    assert site_of("https://bao.example/") is None, "our own table stays as it is"


def test_a_users_profile_takes_its_hosts(tmp_path: Path) -> None:
    (tmp_path / "cand.toml").write_text(MINIMAL.replace("bao.example", "cand.com.vn"), encoding="utf-8")
    (tmp_path / "vov.toml").write_text(MINIMAL.replace("bao.example", "vov.vn"), encoding="utf-8")
    table = load_sites(tmp_path)
    names = {host: site.name for host, site in table.by_host.items()}
    assert names["cand.com.vn"] == names["vov.vn"] == "Báo Mẫu"
    assert names["cand.vn"] == "Công an nhân dân"
    assert all(site.name != "VOV" for site in table.sites)
    assert not any("cand.com.vn" in site.hosts for site in table.sites if site.name == "Công an nhân dân")


FAULTS = {
    "no toml": ("name = ", "TOML", "Invalid value"),
    "no name": (MINIMAL.replace("name", "ten"), "ten", "unknown key"),
    "no hosts": (MINIMAL.replace('["bao.example"]', "[]"), "hosts", "missing"),
    "one host, no array": (MINIMAL.replace('["bao.example"]', '"bao.example"'), "hosts", "not an array"),
    "an address for a host": (MINIMAL.replace("bao.example", "https://bao.example/"), "hosts[0]", "no host name"),
    "www": (MINIMAL.replace("bao.example", "www.bao.example"), "hosts[0]", "no host name"),
    "host twice": (MINIMAL.replace('["bao.example"]', '["a.example", "a.example"]'), "hosts[1]", "twice"),
    "kind": (MINIMAL.replace("national", "big"), "kind", "none of"),
    "made from": (MINIMAL.replace("seen", "guessed"), "made_from", "none of"),
    "made from nothing": (MINIMAL.replace('made_from = "seen"', ""), "made_from", "missing"),
    "number for a name": (MINIMAL.replace('"Báo Mẫu"', "7"), "name", "not a text"),
    "feed": (MINIMAL + 'feeds = ["ftp://bao.example/"]', "feeds[0]", "no http"),
    "feed with a blank": (MINIMAL + 'feeds = ["https://bao.example/a b"]', "feeds[0]", "no http"),
    "sitemap": (MINIMAL + 'sitemaps = ["/sitemap.xml"]', "sitemaps[0]", "no http"),
    "sitemap, broken": (MINIMAL + 'sitemaps = ["https://[bao/"]', "sitemaps[0]", "no http"),
    "source": (MINIMAL + "sources = [1]", "sources[0]", "not a text"),
    "layouts, no table": (MINIMAL + 'layouts = ["a"]', "layouts[0]", "not a table"),
    "layouts, no array": (MINIMAL + "[layouts]\nbody = ['p']", "layouts", "[[layouts]]"),
    "layout, empty": (MINIMAL + "[[layouts]]\nuntil = 2019-12-31", "layouts[0]", "without a selector"),
    "layout, key": (MINIMAL + "[[layouts]]\nbodies = ['p']", "layouts[0].bodies", "unknown key"),
    "selector": (MINIMAL + "[[layouts]]\nbody = ['p']\nlead = ['div[']", "layouts[0].lead[0]", "no CSS selector"),
    "selector, empty": (MINIMAL + "[[layouts]]\nbody = ['']", "layouts[0].body[0]", "no CSS selector"),
    "day": (MINIMAL + "[[layouts]]\nuntil = '2019-12-31'\nbody = ['p']", "layouts[0].until", "not a day"),
    "instant": (MINIMAL + "[[layouts]]\nuntil = 2019-12-31T10:00:00\nbody = ['p']", "layouts[0].until", "not a day"),
    "days": (
        MINIMAL + "[[layouts]]\nsince = 2020-01-01\nuntil = 2019-12-31\nbody = ['p']",
        "layouts[0].since",
        "after until",
    ),
}


@pytest.mark.parametrize(("text", "key", "problem"), FAULTS.values(), ids=FAULTS)
def test_a_fault_names_file_and_key(tmp_path: Path, text: str, key: str, problem: str) -> None:
    path = tmp_path / "bao.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=re.escape(problem)) as caught:
        load_sites(tmp_path)
    assert (caught.value.path, caught.value.key) == (path, key)
    assert "\n" not in str(caught.value)


def test_two_files_may_not_claim_one_host(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"b\.toml: hosts: bao\.example is in a\.toml already"):
        load_sites(tmp_path)


def test_folder_and_file_faults(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="no such folder"):
        load_sites(tmp_path / "khong-co")
    assert load_sites(tmp_path).sites == sites()
    (tmp_path / "latin.toml").write_bytes(b'name = "B\xe1o"')
    with pytest.raises(DataFileError, match="UTF-8"):
        load_sites(tmp_path)


# --- the table for readers --------------------------------------------------------------------------------------------


def table_row(site: Site) -> str:
    """The line of docs/sites.md for a profile."""
    today = [part for part in PARTS if site.selectors(part, None)]
    ends = sorted({layout.until.year for layout in site.layouts if layout.until})
    chosen = ", ".join([*today, *(f"to {year}" for year in ends)]) or "no"
    counts = [str(len(urls) or "") for urls in (site.feeds, site.sitemaps)]
    cells = [site.name, ", ".join(site.hosts), site.kind, site.province or "", *counts, chosen, site.made_from]
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def test_docs_show_every_profile() -> None:
    lines = (ROOT / "docs" / "sites.md").read_text(encoding="utf-8").splitlines()
    shown = [line for line in lines if re.match(r"\| [^|]+ \| [^|]*\.[^|]* \|", line)]
    assert shown == [table_row(site) for site in sites()]
