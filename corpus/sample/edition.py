"""What the templates share: a paper's articles with their addresses, and small pieces of markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template as Frame
from typing import NamedTuple, Protocol

from corpus.sample.model import Figure, SampleArticle
from corpus.text import slug

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


class Page(NamedTuple):
    """A rendered page: bytes and the value of Content-Type."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"


class Listing(NamedTuple):
    """One page of a listing; `section` is None for the home page, pages count from 1."""

    section: str | None
    number: int
    last: int
    articles: tuple[SampleArticle, ...]


class Template(Protocol):
    """How one paper addresses and prints its pages; each template module is one."""

    HOST: str
    NAME: str
    PAGE_SIZE: int
    CONTACT_PATH: str
    HIDDEN_PATH: str  # a page in a folder that robots.txt closes
    GONE_PATH: str  # linked to, but answered with 404

    def article_path(self, article: SampleArticle, number: int, /) -> str:
        """The article's own path and query."""

    def listing_path(self, section: str | None, number: int, sections: tuple[str, ...], /) -> str:
        """Page `number` of a section; of everything where `section` is None, page 1 being the home page."""

    def render_article(self, edition: Edition, article: SampleArticle, revision: int, path: str, /) -> Page:
        """The article as it stands at `path`, which may be its second address."""

    def render_listing(self, edition: Edition, listing: Listing, /) -> Page:
        """A page of a listing."""

    def render_notice(self, edition: Edition, title: str, text: str, /) -> Page:
        """A page that is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A paper as it stands: articles newest first, wire stories of others included, each with a path of this paper."""

    paper: str
    template: Template
    articles: tuple[SampleArticle, ...]
    paths: Mapping[str, str]
    numbers: Mapping[str, int]
    sections: tuple[str, ...]
    second: Mapping[str, str] = field(default_factory=dict)  # slug to a second address of the same article
    old: Mapping[str, str] = field(default_factory=dict)  # slug to a path that redirects to the article
    popular: tuple[tuple[str, str], ...] = ()  # (title, path): links to old (and second) addresses, on every page

    @property
    def origin(self) -> str:
        """Scheme and host."""
        return f"http://{self.template.HOST}"

    def path(self, article: SampleArticle) -> str:
        """The article's own (canonical) path and query."""
        return self.paths[article.slug]

    def url(self, article: SampleArticle) -> str:
        """The article's own address."""
        return self.origin + self.path(article)

    def section_path(self, section: str, number: int = 1) -> str:
        """A page of a section's listing."""
        return self.template.listing_path(section, number, self.sections)

    def target(self, title: str, beside: SampleArticle) -> str:
        """Where a link called `title` leads: the article of that title, else the section of the page it stands on."""
        for article in self.articles:
            if article.title == title:
                return self.path(article)
        return self.section_path(beside.section)

    def others(self, article: SampleArticle, count: int) -> tuple[SampleArticle, ...]:
        """Articles to print below one: its neighbours in time."""
        at = self.articles.index(article)
        rest = self.articles[at + 1 :] + self.articles[:at]
        return rest[:count]

    def menu(self) -> list[tuple[str, str]]:
        """(name, path) of the sections."""
        return [(section, self.section_path(section)) for section in self.sections]


def article_numbers(articles: Iterable[SampleArticle]) -> dict[str, int]:
    """A number for each slug that stays when other articles are added on other days: days since 2018, times ten."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for article in sorted(articles, key=lambda a: (a.published, a.slug)):
        number = (article.published.date().toordinal() - datetime(2018, 1, 1).toordinal()) * 10
        while number in taken:
            number += 1
        taken.add(number)
        numbers[article.slug] = number
    return numbers


def figures(article: SampleArticle) -> list[Figure]:
    """The article's pictures, in order."""
    return [block for block in article.blocks if isinstance(block, Figure)]


def image_path(article: SampleArticle, index: int) -> str:
    """Path of the article's picture number `index`, from 1."""
    return f"/media/{article.published:%Y/%m}/{article.slug}-{index}.png"


def esc(text: str) -> str:
    """Text for HTML, attributes included."""
    return escape(text, quote=True)


def section_slug(section: str) -> str:
    """A section's name in an address."""
    return slug(section)


def weekday_date(moment: datetime, comma: str = ", ") -> str:
    """`Thứ ba, 10/05/2022 09:30`, as government portals print it."""
    return f"{WEEKDAYS[moment.weekday()]}{comma}{moment:%d/%m/%Y %H:%M}"


def teaser(article: SampleArticle, limit: int = 160) -> str:
    """The lead, or the first words of the text, cut at a word."""
    text = (article.lead or article.text()).split("\n")[0]
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"


@cache
def _frame(name: str) -> Frame:
    return Frame(files("corpus.sample").joinpath("templates", f"{name}.html").read_text("utf-8"))


def fill(name: str, /, **parts: str) -> str:
    """The markup of `templates/NAME.html` with its `$parts` put in. Raises KeyError where one is missing."""
    return _frame(name).substitute(parts)
