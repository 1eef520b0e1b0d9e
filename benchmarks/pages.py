"""Cleaning of pages beside the public extractors, on the same gold pages in one process.

    python -m benchmarks.pages [--pages tests/gold/pages] [--show] [--size 250000]

Each page is an invented article in an imitation of a paper's markup (`tests/gold/README.md`). The body is scored as
shingles of four words (F1), the lead by whether its words stand in the text, captions and related links by how many
leak into it (the captions of a photo story, which are its text, apart). The other extractors are measured where they
are installed (`pip install trafilatura readability-lxml newspaper4k resiliparse`), each asked as its documentation
says for news. Speed is pages a second of processor time: quote ratios.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from corpus.article import RawPage
from corpus.errors import InputError
from corpus.sites import NO_SITES, SiteTable, site_of
from corpus.text import normalize
from extractor.clean import clean

_SHINGLE = 4
_TEASERS = 60
_PAGES = Path(__file__).parents[1] / "tests" / "gold" / "pages"
Reader = Callable[[str, str], tuple[str, str]]  # (markup, address) to (title, text)


@dataclass(frozen=True, slots=True)
class Page:
    """A gold page: `text` are the blocks of the body, the lead among them; `related` must not stand in it."""

    path: Path
    markup: str
    url: str
    title: str
    lead: str | None
    text: tuple[str, ...]
    captions: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(slots=True)
class Result:
    """What one reader made of all pages."""

    scores: dict[Path, float] = field(default_factory=dict)
    titles: int = 0
    leads: int = 0
    captions: int = 0
    related: int = 0
    seconds: float = 0.0


def load_pages(folder: Path) -> list[Page]:
    """The gold pages below a folder. Raises FileNotFoundError where a page has no markup."""
    pages = []
    for path in sorted(folder.rglob("[0-9]*.toml")):
        gold: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        data = path.with_suffix(".html").read_bytes()
        pages.append(
            Page(
                path=path,
                markup=data.decode(gold.get("encoding", "utf-8"), "replace"),
                url=gold["url"],
                title=gold["title"],
                lead=gold.get("lead"),
                text=tuple(gold["text"]),
                captions=tuple(set(gold.get("captions", ())) - {*gold["text"], *gold.get("optional", ())}),
                related=tuple(gold.get("related", ())),
            )
        )
    return pages


def words(text: str) -> list[str]:
    """Words of a normalised text, case kept."""
    return normalize(text).split()


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words, counted."""
    found = words(text)
    return (
        Counter(tuple(found[i : i + _SHINGLE]) for i in range(max(1, len(found) - _SHINGLE + 1)))
        if found
        else Counter()
    )


def body_f1(gold: str, found: str) -> float:
    """F1 of the shingles of two texts; 0 where one is empty."""
    a, b = shingles(gold), shingles(found)
    return 2 * (a & b).total() / (a.total() + b.total()) if a and b else 0.0


def _stands(piece: str, text: str) -> bool:
    return " ".join(words(piece)) in text


def measure(read: Reader, pages: Sequence[Page]) -> Result:
    """Reads every page once and scores it."""
    result = Result()
    for page in pages:
        begin = time.process_time()
        title, text = read(page.markup, page.url)
        result.seconds += time.process_time() - begin
        flat = " ".join(words(text))
        result.scores[page.path] = body_f1("\n".join(page.text), text)
        result.titles += words(title) == words(page.title)
        result.leads += page.lead is None or _stands(page.lead, flat)
        result.captions += sum(_stands(caption, flat) for caption in page.captions)
        result.related += sum(_stands(link, flat) for link in page.related)
    return result


def read_ours(markup: str, url: str, sites: SiteTable = NO_SITES) -> tuple[str, str]:
    """Title and text by our reader; nothing where it rejects the page."""
    page = RawPage(body=markup.encode("utf-8", "replace"), kind="html", source="page", url=url)
    try:
        article = clean(page, sites=sites)
    except InputError:
        return "", ""
    return article.title or "", article.text


def imitated_sites(folder: Path) -> SiteTable:
    """Our profiles of the outlets whose markup the gold pages imitate, under the invented hosts (`outlets.toml`)."""
    outlets: dict[str, str] = tomllib.loads((folder / "outlets.toml").read_text(encoding="utf-8"))
    table = {host: site for host, outlet in outlets.items() if (site := site_of(outlet))}
    return SiteTable(sites=tuple(dict.fromkeys(table.values())), by_host=table)


def _trafilatura() -> Reader:
    module = importlib.import_module("trafilatura")

    def read(markup: str, url: str) -> tuple[str, str]:
        found = module.bare_extraction(markup, url=url, include_comments=False, with_metadata=True)
        return (found.title or "", found.text or "") if found else ("", "")

    return read


def _readability() -> Reader:
    document = importlib.import_module("readability").Document
    html = importlib.import_module("lxml.html")

    def read(markup: str, url: str) -> tuple[str, str]:
        found = document(markup, url=url)
        return found.short_title(), html.fromstring(found.summary()).text_content()

    return read


def _newspaper() -> Reader:
    article = importlib.import_module("newspaper").Article

    def read(markup: str, url: str) -> tuple[str, str]:
        found = article(url, language="vi")
        found.download(input_html=markup)
        found.parse()
        return found.title or "", found.text or ""

    return read


def _resiliparse() -> Reader:
    extract = importlib.import_module("resiliparse.extract.html2text").extract_plain_text

    def read(markup: str, _: str) -> tuple[str, str]:
        return "", extract(markup, main_content=True, alt_texts=False, links=False)

    return read


def readers(folder: Path) -> Iterable[tuple[str, Reader]]:
    """Ours, without site profiles and with them, and those of the others that are installed."""
    yield "diembao", read_ours
    if (folder / "outlets.toml").exists():
        yield "with profiles", partial(read_ours, sites=imitated_sites(folder))
    for name, make in {
        "trafilatura": _trafilatura,
        "readability-lxml": _readability,
        "newspaper4k": _newspaper,
        "resiliparse": _resiliparse,
    }.items():
        try:
            yield name, make()
        except ImportError:
            print(f"{name} is not installed")


def padded(markup: str, size: int) -> str:
    """A page of `size` characters: more scripts in its head, and a list of teasers at its end, as news pages have."""
    teasers = "".join(
        f'<div class="item-news"><a href="/bai-{i}.html" title="Bài số {i}"><img src="/{i}.jpg" alt=""></a>'
        f'<h3 class="title"><a href="/bai-{i}.html">Một tiêu đề bài viết khác số {i} của tờ báo</a></h3></div>'
        for i in range(_TEASERS)
    )
    end = markup.lower().rfind("</body>")
    markup = f'{markup[:end]}<div class="col-b">{teasers}</div>{markup[end:]}'
    script = "window.x=function(a,b){return a<b?a+b:{k:'v'}};" * (max(0, size - len(markup)) // 47)
    return markup.replace("</head>", f"<script>{script}</script></head>", 1)


def measure_speed(pages: Sequence[Page], size: int) -> str:
    """Pages a second of `size` characters beside lxml's parser alone, and the memory after each pass."""
    parse = importlib.import_module("lxml.html").document_fromstring
    markups = [(padded(page.markup, size), page.url) for page in pages if "</head>" in page.markup.lower()]
    rates, memory = [], []
    for _ in range(3):
        for read in (lambda markup, _: parse(markup.encode()), read_ours):
            begin = time.process_time()
            for markup, url in markups:
                read(markup, url)
            rates.append(len(markups) / (time.process_time() - begin))
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    mean = sum(len(markup) for markup, _ in markups) / len(markups)
    return (
        f"{len(markups)} pages of {mean:,.0f} characters: lxml parses {max(rates[::2]):.0f} a second, "
        f"diembao reads {max(rates[1::2]):.0f}; MB after each pass: {', '.join(map(str, memory))}"
    )


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=_PAGES)
    parser.add_argument("--show", action="store_true", help="the pages that ours reads worst")
    parser.add_argument("--size", type=int, help="measure the speed alone, on pages padded to so many characters")
    options = parser.parse_args()
    pages = load_pages(options.pages)
    if options.size:
        print(measure_speed(pages, options.size))
        return
    captions, related = sum(len(p.captions) for p in pages), sum(len(p.related) for p in pages)
    size = sum(len(p.markup) for p in pages) / max(1, len(pages))
    print(
        f"{datetime.now():%Y-%m-%d}: {len(pages)} pages of {size:,.0f} characters, {captions} captions, {related} links"
    )
    print(
        f"{'':18}{'mean F1':>9}{'worst':>8}{'titles':>8}{'leads':>8}{'captions in':>13}{'links in':>10}{'pages/s':>9}"
    )
    for name, read in readers(options.pages):
        read(pages[0].markup, pages[0].url)
        found = measure(read, pages)
        mean, rate = sum(found.scores.values()) / len(pages), len(pages) / found.seconds
        print(
            f"{name:18}{mean:9.4f}{min(found.scores.values()):8.3f}{found.titles:8}{found.leads:8}"
            f"{found.captions:13}{found.related:10}{rate:9.1f}"
        )
        if options.show and name == "diembao":
            for path, score in sorted(found.scores.items(), key=lambda item: item[1])[:15]:
                print(f"    {score:.3f}  {path.relative_to(options.pages)}")


if __name__ == "__main__":
    main()
