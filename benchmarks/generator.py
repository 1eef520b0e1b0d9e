"""Pseudo-articles of any number, with words in about the proportions of the press: a few often, most seldom.

Made of the sentences of the sample articles and the gold pages, drawn with a fixed seed. Of each sentence a fifth of
the words in small letters give way to others, drawn by rank (Zipf 1949), and figures to other figures, so that two
articles of the same sentences are no copies of each other; of every second sentence the names go, too, since the sample
names more than the press does. Days become days of the week before publication, or every event of the sample would be
told by hundreds of articles. What is said makes no sense; how often each kind of thing is said does.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from corpus.sample import load_articles
from corpus.text import normalize

_GOLD = Path(__file__).parents[1] / "tests" / "gold" / "pages"
_PIECE = re.compile(r"\w+|\W+")
_DAY = re.compile(r"\b\d{1,2}(?P<by>/| tháng )\d{1,2}\b(?:(?P<before>/| năm )(?:19|20)\d\d\b)?")
_CHANGED = 0.2  # of the words in small letters
_PARAGRAPH = 3  # sentences
_TITLE = 12  # words
_SOURCES = 40
_PAGE = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta property="article:published_time" content="{date}T08:00:00+07:00"><style>{ballast}</style></head>'
    '<body><nav>{links}</nav><article><h1>{title}</h1><p class="sapo"><b>{lead}</b></p>{body}</article>'
    "<footer>{links}</footer></body></html>"
)


def texts() -> list[str]:
    """The running text of the sample articles and of the gold pages."""
    pages = (tomllib.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(_GOLD.glob("*/[0-9]*.toml")))
    return [*(article.text() for article in load_articles()), *("\n".join(text) for text in pages)]


def sentences() -> list[str]:
    """Their whole sentences of six words and more, each once."""
    lines = (line for text in texts() for line in re.split(r"(?<=[.!?…])\s+|\n", normalize(text)))
    return list(dict.fromkeys(line for line in lines if len(line.split()) > 5 and line[-1] in ".!?…"))


def records(articles: int, words: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Records for `diembao add`, of so many words each, one after the other."""
    rng = random.Random(seed)
    draw = _Drawing(sentences(), rng)
    for number in range(articles):
        lines: list[str] = []
        size = 0
        while size < words:
            lines.append(draw.sentence(plain=bool(len(lines) % 2)))
            size += len(lines[-1].split())
        paragraphs = [" ".join(lines[at : at + _PARAGRAPH]) for at in range(0, len(lines), _PARAGRAPH)]
        title = " ".join(draw.sentence(plain=False).rstrip(".").split()[:_TITLE])
        published = date(rng.randint(2019, 2025), rng.randint(1, 12), rng.randint(1, 28))
        yield {
            "id": str(number),
            "title": f"{_of_the_week(title, published, rng)} ({number})",
            "text": _of_the_week("\n\n".join(paragraphs), published, rng),
            "published": published.isoformat(),
            "source": f"bao{number % _SOURCES}.example",
        }


def _of_the_week(text: str, published: date, rng: random.Random) -> str:
    """The text with its days moved into the week before publication, each written as it was."""

    def moved(found: re.Match[str]) -> str:
        day = published - timedelta(days=rng.randint(0, 6))
        year = f"{found['before']}{day.year}" if found["before"] else ""
        return f"{day.day}{found['by']}{day.month}{year}"

    return _DAY.sub(moved, text)


def write_dump(path: Path, articles: int, words: int, seed: int = 1) -> int:
    """Write the records as JSON Lines; gives the number of words in them."""
    total = 0
    with path.open("w", encoding="utf-8") as stream:
        for record in records(articles, words, seed):
            total += len(record["text"].split())
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return total


def write_pages(folder: Path, pages: int, words: int, size: int, seed: int = 1) -> None:
    """Write HTML pages of about `size` bytes, most of them markup, links and style, as pages of the press are."""
    folder.mkdir()
    for record in records(pages, words, seed):
        lead, *body = record["text"].split("\n\n")
        links = "".join(
            f'<div class="box box-{n % 9}"><a href="/tin-{n}.html">{lead[:40]}</a></div>' for n in range(200)
        )
        page = _PAGE.format(
            title=record["title"],
            date=record["published"],
            lead=lead,
            links=links,
            body="".join(f"<p>{paragraph}</p>" for paragraph in body),
            ballast="",
        )
        ballast = ".box{margin:0}" * max(0, (size - len(page.encode())) // 14)
        name = folder / f"{record['id']}.html"
        name.write_text(page.replace("<style></style>", f"<style>{ballast}</style>"), encoding="utf-8")


class _Drawing:
    """Sentences with other words and figures."""

    def __init__(self, pool: list[str], rng: random.Random) -> None:
        self._rng = rng
        self._pool = [list(_PIECE.findall(line)) for line in pool]
        counts = Counter(piece for line in self._pool for piece in line if piece.islower() and piece.isalpha())
        ranked = [word for word, _ in counts.most_common()]
        self._words = self._by_rank(ranked)
        self._lines = iter(self._chosen())

    def sentence(self, *, plain: bool) -> str:
        """One of the sentences; a `plain` one names nothing and begins with a capital all the same."""
        line = "".join(map(self._other if not plain else self._plain, next(self._lines)))
        return line[:1].upper() + line[1:]

    def _chosen(self) -> Iterator[list[str]]:
        while True:
            yield from self._rng.choices(self._pool, k=1000)

    def _by_rank(self, ranked: list[str]) -> Iterator[str]:
        weights = list(accumulate(1 / rank for rank in range(1, len(ranked) + 1)))
        while True:
            yield from self._rng.choices(ranked, cum_weights=weights, k=1000)

    def _other(self, piece: str) -> str:
        if piece.isdigit() and not (len(piece) == 4 and piece[:2] in ("19", "20")):
            return str(self._rng.randint(10 ** (len(piece) - 1), 10 ** len(piece) - 1)) if len(piece) > 2 else piece
        if piece.islower() and piece.isalpha() and self._rng.random() < _CHANGED:
            return next(self._words)
        return piece

    def _plain(self, piece: str) -> str:
        return next(self._words) if piece[:1].isalnum() and not piece.islower() else self._other(piece)
