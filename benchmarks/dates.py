"""Dates and terms of office beside dateparser, on the same text, in one process.

    python -m benchmarks.dates [--characters 2000000]

The text is made of the paragraphs of the sample articles, drawn with a fixed seed so that one time expression comes in
350 characters and one term in 4,250: that is how dense they are in 300 articles of the press (600,000 characters, 1,724
expressions, 141 terms); the sample articles themselves are three and four times as dense. dateparser's own search is
far slower, so it gets a part of the text; it is measured where it is installed (`pip install dateparser`). Quote the
ratio, not the figures.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import random
import time
import warnings
from collections.abc import Callable

from corpus.sample import load_articles
from extractor.mine.dates import find_dates
from extractor.mine.terms import find_terms

_PUBLISHED = "2022-05-11"
_DENSITY = 350  # characters for each time expression
_TERM_DENSITY = 4250  # characters for each term of office
_SHARE = 100  # dateparser reads one character in so many


def make_texts(characters: int, seed: int = 1) -> list[str]:
    """Pseudo-articles of about 2,500 characters, `characters` in all, as dense in dates and terms as the press."""
    rng = random.Random(seed)
    paragraphs = [p for article in load_articles() for p in article.text().split("\n\n") if len(p) > 80]
    dates = {p: len(find_dates(p, published=_PUBLISHED)) for p in paragraphs}
    terms = {p: len(find_terms(p)) for p in paragraphs}
    pools = {
        allowed: [p for p in paragraphs if allowed[0] >= bool(dates[p]) and allowed[1] >= bool(terms[p])]
        for allowed in itertools.product((False, True), repeat=2)
    }
    texts: list[str] = []
    size = dated = ruled = 0
    while size < characters:
        body: list[str] = []
        while sum(map(len, body)) < 2500:
            body.append(rng.choice(pools[dated * _DENSITY <= size, ruled * _TERM_DENSITY <= size]))
            size, dated, ruled = size + len(body[-1]), dated + dates[body[-1]], ruled + terms[body[-1]]
        texts.append("\n\n".join(body))
    return texts


def rate(read: Callable[[str], object], texts: list[str]) -> float:
    """Characters a second of processor time, of one reading of every text."""
    begin = time.process_time()
    for text in texts:
        read(text)
    return sum(map(len, texts)) / (time.process_time() - begin)


def main() -> None:
    """Print the rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=2_000_000)
    texts = make_texts(parser.parse_args().characters)
    find_dates(texts[0], published=_PUBLISHED), find_terms(texts[0])
    found = sum(len(find_dates(text, published=_PUBLISHED)) for text in texts)
    characters = sum(map(len, texts))
    print(f"{characters:,} characters, a time expression in {characters / found:,.0f}")
    dates = rate(lambda text: find_dates(text, published=_PUBLISHED), texts)
    terms = rate(find_terms, texts)
    both = 1 / (1 / dates + 1 / terms)
    print(f"dates {dates / 1e6:.2f}, terms {terms / 1e6:.2f}, both {both / 1e6:.2f} million characters a second")
    try:
        search = importlib.import_module("dateparser.search").search_dates
    except ImportError:
        print("dateparser is not installed")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        few = texts[: max(1, len(texts) // _SHARE)]
        search(few[0], languages=["vi"])
        theirs = rate(lambda text: search(text, languages=["vi"]), few)
    print(f"dateparser {theirs / 1e6:.4f} million characters a second: {both / theirs:,.0f} times slower than both")


if __name__ == "__main__":
    main()
